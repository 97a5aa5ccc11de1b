/**
 * The calls of slash commands that bots may still answer. They belong to the bot's account: a bot may lose its
 * connection between a call and its answer.
 */

export interface SlashCall {
  /** UUID. */
  readonly id: string;
  /** User id of the bot. */
  readonly provider: string;
  readonly command: string;
  /** User id of the caller. */
  readonly invoker: string;
  /** The caller's name, as it was then. */
  readonly username: string;
  readonly room: number;
  /** An answer that doesn't say otherwise goes to the caller alone. */
  readonly ephemeral: boolean;
}

/** What an answer says of its call. */
export interface SlashAnswerTo {
  /** Id of the call; null: the newest that fits. */
  readonly id: string | null;
  readonly command: string | null;
  readonly invoker: string;
  readonly room: number;
}

/** A call that its bot may name in an answer. */
export interface AnswerableCall {
  readonly call: SlashCall;
  /** When it was made, in monotonic milliseconds. */
  readonly at: number;
  /** The bot deferred its answer, and didn't give it in time: it can't be answered any more. */
  readonly isLate: boolean;
}

export interface SlashCalls {
  /** @param now monotonic milliseconds, as below */
  made(call: SlashCall, now: number): void;
  /** The newest call of a command of this bot that fits. */
  find(provider: string, answer: SlashAnswerTo, now: number): AnswerableCall | undefined;
  /** The call of a command of this bot with this id. */
  named(provider: string, id: string, now: number): AnswerableCall | undefined;
  /** The bot will answer before this time. */
  deferred(call: SlashCall, until: number): void;
  /** The bot has answered: the time limit is over, and further answers may follow. */
  answered(call: SlashCall): void;
  prune(now: number): void;
}

/** Milliseconds. Bots such as a timer answer long after the call, and several times. */
const answerable = 24 * 60 * 60 * 1000;
/** Calls that are kept for one bot. */
const most = 1000;

interface Made {
  readonly call: SlashCall;
  readonly at: number;
  /** When a deferred answer is due; null: the bot deferred none. */
  due: number | null;
}

export function createSlashCalls(): SlashCalls {
  /** By provider, the oldest first. */
  const made = new Map<string, Made[]>();

  function newest(provider: string, now: number, fits: (call: SlashCall) => boolean) {
    const found = made.get(provider)?.findLast(({ call, at }) => at + answerable > now && fits(call));
    return found && { call: found.call, at: found.at, isLate: found.due !== null && found.due <= now };
  }

  function setDue({ provider, id }: SlashCall, due: number | null): void {
    const found = made.get(provider)?.find(({ call }) => call.id === id);
    if (found) found.due = due;
  }

  return {
    made(call, now) {
      const entry = { call, at: now, due: null };
      const calls = made.get(call.provider);
      if (!calls) made.set(call.provider, [entry]);
      else if (calls.push(entry) > most) calls.shift();
    },
    find: (provider, { id, command, invoker, room }, now) =>
      newest(
        provider,
        now,
        (call) =>
          call.invoker === invoker &&
          call.room === room &&
          (id === null || call.id === id) &&
          (command === null || call.command === command),
      ),
    named: (provider, id, now) => newest(provider, now, (call) => call.id === id),
    deferred: setDue,
    answered: (call) => setDue(call, null),
    prune(now) {
      for (const [provider, calls] of made) {
        const kept = calls.filter(({ at }) => at + answerable > now);
        if (kept.length > 0) made.set(provider, kept);
        else made.delete(provider);
      }
    },
  };
}
