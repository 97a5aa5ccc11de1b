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

export interface SlashCalls {
  /** @param now monotonic milliseconds, as below */
  made(call: SlashCall, now: number): void;
  /** The newest call of a command of this bot that fits. */
  find(provider: string, answer: SlashAnswerTo, now: number): SlashCall | undefined;
  prune(now: number): void;
}

/** Milliseconds. Bots such as a timer answer long after the call, and several times. */
const answerable = 24 * 60 * 60 * 1000;
/** Calls that are kept for one bot. */
const most = 1000;

export function createSlashCalls(): SlashCalls {
  /** By provider, the oldest first. */
  const made = new Map<string, { readonly call: SlashCall; readonly at: number }[]>();

  return {
    made(call, now) {
      const calls = made.get(call.provider);
      if (!calls) made.set(call.provider, [{ call, at: now }]);
      else if (calls.push({ call, at: now }) > most) calls.shift();
    },
    find(provider, { id, command, invoker, room }, now) {
      return made
        .get(provider)
        ?.findLast(
          ({ call, at }) =>
            at + answerable > now &&
            call.invoker === invoker &&
            call.room === room &&
            (id === null || call.id === id) &&
            (command === null || call.command === command),
        )?.call;
    },
    prune(now) {
      for (const [provider, calls] of made) {
        const kept = calls.filter(({ at }) => at + answerable > now);
        if (kept.length > 0) made.set(provider, kept);
        else made.delete(provider);
      }
    },
  };
}
