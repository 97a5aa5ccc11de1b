/** The texts that answer a request: its reply, or why it was refused. */
import type { Outcome } from "../actions/outcome.ts";
import { type Frame, textAsReply } from "../bus/frame.ts";
import type { CommandDefinition } from "../protocol/command.ts";
import { errorTable, type Failure, isFailure } from "../protocol/errors.ts";
import { formOf } from "../protocol/profiles.ts";
import type { Clock } from "./clock.ts";
import type { Observer } from "./observer.ts";
import type { Outbox } from "./outbox.ts";
import { listenerOf, refusalTexts, refusalTextsBeforeLogin, withListener } from "./refusal.ts";
import type { Request } from "./request.ts";

/** Milliseconds for the client to read why its login was refused, before the connection ends. */
const farewellMilliseconds = 3000;

export interface Answers {
  /** @param frames of the outcome's events, the announced one last */
  replies(request: Request, outcome: Outcome, frames: readonly Frame[]): readonly string[];
  /** The reply with these fields. */
  reply(request: Request, fields: object): readonly string[];
  refusals(request: Request, failure: Failure): readonly string[];
}

interface AnswersParts {
  readonly outbox: Pick<Outbox, "close">;
  readonly clock: Pick<Clock, "later">;
  readonly observer: Pick<Observer, "refused">;
  readonly metrics: { errors: number };
}

export function createAnswers({ outbox, clock, observer, metrics }: AnswersParts): Answers {
  function reply({ connection, definition, packet }: Request, fields: object): readonly string[] {
    if (!definition) return [];
    const usual = { cmd: replyName(definition), ...fields };
    const form = formOf(usual.cmd);
    // It is named already, like the request.
    const suits = form !== null && form.name === null && form.suits(connection, null);
    const text = JSON.stringify(suits ? form.of(usual) : usual);
    return [withListener(text, listenerOf(packet))];
  }

  function refusals({ connection, definition, packet }: Request, failure: Failure): readonly string[] {
    metrics.errors++;
    observer.refused(failure.code);
    if (connection.user !== null) return refusalTexts(failure, packet, definition, connection);
    if (errorTable[failure.code].turnsAway) {
      clock.later(() => outbox.close(connection, "normal"), farewellMilliseconds);
    }
    return refusalTextsBeforeLogin(failure);
  }

  return {
    reply,
    refusals,
    replies(request, outcome, frames) {
      const { connection, definition, packet } = request;
      const { reply: given } = outcome;
      if (isFailure(given)) return refusals(request, given);
      const listener = listenerOf(packet);
      if (given === undefined || !definition || (definition.repliedQuietly && listener === null)) return [];
      if ("announced" in given) {
        const copy = frames.at(-1);
        return copy ? [withListener(textAsReply(copy, replyName(definition), connection), listener)] : [];
      }
      if ("answered" in given) return [withListener(JSON.stringify(given.answered.packet), listener)];
      if ("encoded" in given) return [withListener(given.encoded, listener)];
      return reply(request, given);
    },
  };
}

function replyName({ name, replyName: another }: CommandDefinition): string {
  return another ?? name;
}
