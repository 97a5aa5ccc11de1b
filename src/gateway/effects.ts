/** Effects of an outcome on the connection that asked: one function for each kind. */
import type { ConnectionEffect } from "../actions/outcome.ts";
import type { EventLog } from "../bus/event-log.ts";
import { authSuccess, ready } from "../protocol/events.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import type { Replays } from "./replay.ts";
import type { Request } from "./request.ts";
import type { Rules } from "./rules.ts";

export type ConnectionEffects = {
  readonly [Kind in ConnectionEffect["kind"]]: (
    effect: Extract<ConnectionEffect, { kind: Kind }>,
    request: Request,
  ) => void;
};

interface EffectsParts {
  readonly eventLog: Pick<EventLog, "epoch" | "seq">;
  readonly delivery: Pick<
    Delivery,
    "join" | "connectionsOf" | "pushChannels" | "pushPresence" | "lacksPresence"
  >;
  readonly outbox: Pick<Outbox, "add" | "close">;
  readonly replays: Pick<Replays, "start">;
  readonly rules: Pick<Rules, "limits">;
  /** Sends the reply with these fields, in its place among the replies. */
  reply(request: Request, fields: object): void;
}

export function createConnectionEffects(parts: EffectsParts): ConnectionEffects {
  const { eventLog, delivery, outbox, replays, rules, reply } = parts;

  /** Closes a user's oldest connections when they have too many: each can hold a frame that it never finishes. */
  function closeOldest(user: string): void {
    const open = delivery.connectionsOf(user).filter(({ closing }) => !closing);
    const most = rules.limits().connectionsPerUser;
    for (const connection of open.slice(0, Math.max(0, open.length - most))) {
      outbox.close(connection, "tooManyConnections");
    }
  }

  /** The lists that a client may lack which came back and has been sent all missed events. */
  function pushLists(connection: Connection, since: number): void {
    // A list that was about to be pushed when the connection was lost is no event, so it is always sent again. The list
    // of online members, a megabyte for thousands, is sent only if it may be needed.
    delivery.pushChannels(connection);
    if (connection.user === null || !delivery.lacksPresence(connection.user, since)) return;
    delivery.pushPresence(connection);
  }

  return {
    login(effect, request) {
      const { connection } = request;
      // The change is stored even if the connection broke meanwhile.
      if (connection.closed) return;
      request.isJoined = true;
      const { epoch, seq } = eventLog;
      const session = { id: connection.id, epoch, seq };
      connection.loginSession = effect.loginSession;
      delivery.join(connection, effect.user, seq);
      closeOldest(effect.user);
      outbox.add(connection, JSON.stringify({ cmd: authSuccess.name, val: "Authentication successful" }));
      outbox.add(connection, JSON.stringify({ cmd: ready.name, ...effect.ready(session), session }));
    },
    resume(effect, request) {
      const { connection } = request;
      const answer = (recovered: boolean, events: number) =>
        reply(request, effect.reply({ recovered, seq: eventLog.seq, events }));
      const done = (events: number) => {
        pushLists(connection, effect.seq);
        answer(true, events);
      };
      const isKnown = effect.epoch === eventLog.epoch;
      if (!isKnown || !replays.start(connection, effect.seq, done)) answer(false, 0);
    },
    opened({ room, empty }, { connection }) {
      connection.openedRoom = room;
      connection.openedEmpty = empty;
    },
    lists_threads({ channel }, { connection }) {
      connection.listsThreads = channel;
    },
    newer_reactions(_effect, { connection }) {
      connection.newerReactions = true;
    },
    extended(_effect, { connection }) {
      connection.extended = true;
    },
  };
}
