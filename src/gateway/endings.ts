/** The end of connections: its consequences, and connections that the server closes because of their user. */
import type { EventLog } from "../bus/event-log.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import { disconnect, error } from "../protocol/events.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import type { EndedConnection, Rules } from "./rules.ts";

export interface Endings {
  /** The connection ended, or is about to: it receives nothing more. */
  disconnected(connection: Connection): void;
  /** A connection closed before its login as this user was complete. */
  missed(connection: EndedConnection): void;
  /** Tells a user's connections why, and closes them. */
  expel(expulsion: Expulsion): void;
}

interface EndingsParts {
  readonly eventLog: Pick<EventLog, "append">;
  readonly delivery: Pick<Delivery, "leave" | "connectionsOf">;
  readonly outbox: Pick<Outbox, "add" | "close">;
  readonly rules: Pick<Rules, "ended">;
}

export function createEndings({ eventLog, delivery, outbox, rules }: EndingsParts): Endings {
  /** Several at once: each is told by the state that the ones before it left. */
  function missed({ id, address, user }: EndedConnection): void {
    eventLog.append(() => rules.ended({ id, address, user }));
  }

  function disconnected(connection: Connection): void {
    const { id, address, user } = connection;
    if (user === null) return;
    delivery.leave(connection);
    missed({ id, address, user });
  }

  return {
    disconnected,
    missed,
    expel({ user, which, error: failure, reason }) {
      for (const connection of delivery.connectionsOf(user).filter((one) => isMeant(one, which))) {
        if (failure) {
          const { val, code } = failure;
          outbox.add(connection, JSON.stringify({ cmd: error.name, src: "auth", val, code }));
        }
        outbox.add(connection, JSON.stringify({ cmd: disconnect.name, reason }));
        disconnected(connection);
        outbox.close(connection, "normal");
      }
    },
  };
}

function isMeant({ id, loginSession }: Connection, which: Expulsion["which"]): boolean {
  if (!which) return true;
  return "except" in which ? id !== which.except : loginSession === which.loginSession;
}
