/**
 * The way of a request: intake (budgets, size, outline, JSON) → its turn → stages (login, schema, permission, cost,
 * channel) → handler → perform (store, event log) → reply. It knows no command by name, only definitions.
 */
import type { Perform } from "../actions/perform.ts";
import type { EventLog } from "../bus/event-log.ts";
import { createAnswers } from "./answers.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import { createConnectionEffects } from "./effects.ts";
import { createEndings, type Endings } from "./endings.ts";
import { createIntake, type Intake } from "./intake.ts";
import type { Observer } from "./observer.ts";
import type { Outbox } from "./outbox.ts";
import { createReplays } from "./replay.ts";
import { finishSlot } from "./replies.ts";
import { createRequestQueue, type RequestQueue } from "./request-queue.ts";
import type { Rules } from "./rules.ts";
import { createSettle, type Settle } from "./settle.ts";
import { createStages } from "./stages.ts";

export interface DispatchParts {
  readonly rules: Rules;
  readonly perform: Perform;
  readonly eventLog: EventLog;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly observer: Observer;
}

export interface Dispatch
  extends Intake,
    Pick<RequestQueue, "advance" | "forget">,
    Pick<Endings, "disconnected" | "expel">,
    Pick<Settle, "idle"> {
  readonly metrics: { requests: number; errors: number };
}

export function createDispatch(parts: DispatchParts): Dispatch {
  const { rules, perform, eventLog, delivery, outbox, clock, observer } = parts;
  const metrics = { requests: 0, errors: 0 };
  const replays = createReplays(eventLog, delivery, outbox);
  const answers = createAnswers({ outbox, clock, observer, metrics });
  const endings = createEndings({ eventLog, delivery, outbox, rules });
  const effects = createConnectionEffects({
    eventLog,
    delivery,
    outbox,
    replays,
    rules,
    reply: (request, fields) =>
      finishSlot(request.connection, request.slot, answers.reply(request, fields), outbox.add),
  });
  const settle = createSettle({
    stages: createStages(rules),
    perform,
    answers,
    effects,
    endings,
    outbox,
    clock,
    observer,
    metrics,
    advance,
  });
  const queue = createRequestQueue({ commands: rules.commands, outbox, start: settle.start });
  const intake = createIntake({ rules, outbox, clock, observer, metrics, take: queue.take });

  /** Goes on with a replay and starts requests that wait, now that the client has read what came before. */
  function advance(connection: Connection): void {
    // A request that ends at once comes by here again; the loop in `queue` goes on without a deeper stack.
    if (connection.advancing) return;
    connection.advancing = true;
    try {
      replays.advance(connection);
      queue.advance(connection);
    } finally {
      connection.advancing = false;
    }
  }

  return {
    ...intake,
    metrics,
    advance,
    forget: queue.forget,
    disconnected: endings.disconnected,
    expel: endings.expel,
    idle: settle.idle,
  };
}
