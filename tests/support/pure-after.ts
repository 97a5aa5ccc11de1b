/**
 * Commands that may do nothing once their change is stored. What follows a commit must only compute an outcome: it may
 * run on another node, which has none of this one's memory, and must give the same there.
 */
import type { Next, Result } from "../../src/actions/outcome.ts";
import type { State } from "../../src/chat/state.ts";
import type { AnyCommand } from "../../src/handlers/command.ts";

/** The command; what follows its commits runs twice, and throws where it touches something or differs. */
export function pure(definition: AnyCommand): AnyCommand {
  return {
    ...definition,
    handler(context, request) {
      const watch = { isAfter: false };
      const served = services(context, (name) => {
        if (watch.isAfter) wrong(definition, `calls ${name} after the commit`);
      });
      return watched(definition.handler(served, request), (follow) => {
        const before = versions(context);
        watch.isAfter = true;
        try {
          const [first, second] = [follow(), follow()];
          if (versions(context) !== before) wrong(definition, "changes the state after the commit");
          if (shown(first) !== shown(second))
            wrong(definition, "differs when what follows is computed again");
          return first;
        } finally {
          watch.isAfter = false;
        }
      });
    },
  };
}

type Twice = (follow: () => Next) => Next;

function watched(result: Result, twice: Twice): Result {
  return result instanceof Promise
    ? result.then((next) => watchedNext(next, twice))
    : watchedNext(result, twice);
}

function watchedNext(next: Next, twice: Twice): Next {
  if ("write" in next && next.write) {
    const { after, otherwise } = next;
    return {
      ...next,
      after: (stored) =>
        watchedNext(
          twice(() => after(stored)),
          twice,
        ),
      otherwise:
        otherwise &&
        ((failure) =>
          watchedNext(
            twice(() => otherwise(failure)),
            twice,
          )),
    };
  }
  if ("exclusively" in next && next.exclusively !== undefined) {
    const { exclusively } = next;
    return { exclusively: () => watched(exclusively(), twice) };
  }
  return next;
}

function versions({ state }: { readonly state: State }): string {
  return `${state.membersVersion} ${state.threadsVersion}`;
}

/** What a handler is given that isn't a service: values, and the state, which only `apply` changes. */
const values = new Set(["state", "config", "user", "channel", "thread", "caller", "disk"]);

/** The context; `called` is told of each call of a function in it. */
function services<Context extends object>(context: Context, called: (name: string) => void): Context {
  const within = <Target extends object>(target: Target, path: string): Target =>
    new Proxy(target, {
      get(_target, key) {
        const value: unknown = Reflect.get(target, key);
        const name = path + String(key);
        if (values.has(name)) return value;
        if (typeof value === "function") {
          return (...given: unknown[]) => {
            called(name);
            return Reflect.apply(value, target, given);
          };
        }
        return typeof value === "object" && value !== null ? within(value, `${name}.`) : value;
      },
    });
  return within(context, "");
}

/** A step as text: definitions by their names, functions not at all. */
function shown(step: Next): string {
  return JSON.stringify(step, (key, value) => (key === "definition" ? value?.name : value)) ?? "";
}

function wrong({ name }: AnyCommand, problem: string): never {
  const error = new Error(`The handler of '${name}' ${problem}`);
  // The test that sees it gets an `internal_error`, so say here why.
  console.error(error.message);
  throw error;
}
