/** That commands which do something after their commit are found. Every test's server has its commands watched so. */
import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { commit, type Next } from "../src/actions/outcome.ts";
import { forgetNonces } from "../src/db/nonces.ts";
import type { AnyCommand } from "../src/handlers/command.ts";
import { pure } from "./support/pure-after.ts";

let counter = 0;

/** A command that stores something, and what follows. */
const storing = (follow: (context: never) => object): AnyCommand => ({
  name: "planted",
  summary: "",
  login: "required",
  cost: "none",
  events: [],
  errors: [],
  request: Type.Object({}),
  reply: Type.Object({}),
  handler: (context) => commit(forgetNonces({ now: 0 }), () => follow(context as never)),
});

/** What follows when the command has stored something. */
function run(command: AnyCommand): unknown {
  const state = { membersVersion: 1, threadsVersion: 1, apply: () => void state.membersVersion++ };
  const context = { state, now: 5, slowMode: { undo() {} }, newId: () => "id" };
  const next = pure(command).handler(context, {}) as Next;
  return "after" in next ? next.after?.({} as never) : next;
}

test("an outcome that is only computed passes", () => {
  expect(run(storing(({ now }) => ({ reply: { now } })))).toEqual({ reply: { now: 5 } });
});

const wrong: Readonly<Record<string, readonly [(context: never) => object, string]>> = {
  "a call of a service": [
    ({ slowMode }: { slowMode: { undo(): void } }) => ({ reply: { undone: slowMode.undo() } }),
    "calls slowMode.undo after the commit",
  ],
  "a new id": [({ newId }: { newId(): string }) => ({ reply: { id: newId() } }), "calls newId"],
  "a change of the state": [
    ({ state }: { state: { apply(): void } }) => ({ reply: { applied: state.apply() } }),
    "changes the state",
  ],
  "what differs each time": [
    () => ({ reply: { count: counter++ } }),
    "differs when what follows is computed",
  ],
};

for (const [what, [follow, problem]] of Object.entries(wrong)) {
  test(`${what} is found`, () => {
    expect(() => run(storing(follow))).toThrow(problem);
  });
}
