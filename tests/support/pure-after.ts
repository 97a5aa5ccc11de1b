/**
 * Finds commands that do something once their change is stored. What follows a commit must only compute an outcome: it
 * may run on another node, which has none of this one's memory, and must give the same there.
 */
import { afterAll, afterEach, expect } from "bun:test";
import type { State } from "../../src/chat/state.ts";
import type { AnyCommand } from "../../src/handlers/command.ts";

interface Watch {
  /** What was found, with the name of the command. */
  readonly impure: string[];
  /** Commands of which something was stored. */
  readonly seen: Set<string>;
  /** Takes the commands' own handlers back. */
  stop(): void;
}

type Commands = Readonly<Record<string, AnyCommand>>;
type Steps = { readonly after?: (result: never) => unknown; readonly otherwise?: () => unknown };

/** Checks the commands of this file's servers, and fails the test that found something. */
export function demandPureAfters(commands: Commands): Watch {
  const watch = watchAfters(commands);
  afterEach(() => expect(watch.impure.splice(0)).toEqual([]));
  afterAll(watch.stop);
  return watch;
}

/** Wraps the handlers of commands: what follows their commits runs twice, and its calls of services are noted. */
export function watchAfters(commands: Commands): Watch {
  const impure: string[] = [];
  const seen = new Set<string>();
  const restore = Object.values(commands).map((command) => {
    const writable = command as { handler: AnyCommand["handler"] };
    const { handler } = command;
    writable.handler = (context, request) => {
      const phase = { isAfter: false };
      const note = (what: string) => impure.push(`${command.name}: ${what}`);
      const versions = () => {
        const { state } = context as { readonly state: State };
        return `${state.membersVersion} ${state.threadsVersion}`;
      };
      const twice = (follow: () => unknown) => {
        seen.add(command.name);
        phase.isAfter = true;
        const before = versions();
        const [first, second] = [follow(), follow()];
        phase.isAfter = false;
        if (versions() !== before) note("the state changes after the commit");
        if (shown(first) !== shown(second)) note("computed twice, what follows the commit differs");
        return watched(first);
      };
      const watched = (step: unknown): unknown => {
        if (step instanceof Promise) return step.then(watched);
        if (typeof step !== "object" || step === null || !("write" in step)) return step;
        const { after, otherwise } = step as Steps;
        return {
          ...step,
          after: (result: never) => twice(() => after?.(result)),
          ...(otherwise && { otherwise: () => twice(otherwise) }),
        };
      };
      const served = services(context, (name) => {
        if (phase.isAfter) note(`calls ${name} after the commit`);
      });
      return watched(handler(served, request)) as ReturnType<typeof handler>;
    };
    return () => {
      writable.handler = handler;
    };
  });
  return {
    impure,
    seen,
    stop() {
      for (const undo of restore) undo();
    },
  };
}

/** What a handler is given that isn't a service: values, and the state, which only `apply` changes. */
const values = new Set(["state", "config", "user", "channel", "thread", "caller", "disk"]);

/** The context; `called` is told of each call of a function in it. */
function services(context: object, called: (name: string) => void): object {
  const within = (target: object, path: string): object =>
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
function shown(step: unknown): string {
  return JSON.stringify(step, (key, value) => (key === "definition" ? value?.name : value)) ?? "";
}
