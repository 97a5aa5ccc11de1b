/** That commands which do something after their commit are found. All commands are tried in fresh-state.test.ts. */
import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { type Commit, commit } from "../src/actions/outcome.ts";
import { forgetNonces } from "../src/db/nonces.ts";
import type { AnyCommand } from "../src/handlers/command.ts";
import { watchAfters } from "./support/pure-after.ts";

let counter = 0;

/** A command that stores something, and what follows. */
const storing = (name: string, follow: (context: never) => object): AnyCommand => ({
  ...{ name, summary: "", login: "required", cost: "none", events: [], errors: [] },
  ...{ request: Type.Object({}), reply: Type.Object({}) },
  handler: (context) => commit(forgetNonces({ now: 0 }), () => follow(context as never)),
});

/** What is found when the command has stored something. */
function found(command: AnyCommand): readonly string[] {
  const { impure, seen, stop } = watchAfters({ command });
  const state = { membersVersion: 1, threadsVersion: 1, apply: () => void state.membersVersion++ };
  const context = { state, now: 5, slowMode: { undo() {} }, newId: () => "id" };
  (command.handler(context, {}) as Commit<unknown>).after({} as never);
  expect([...seen]).toEqual([command.name]);
  stop();
  return impure;
}

test("an outcome that is only computed is none of our business", () => {
  expect(found(storing("pure", ({ now }) => ({ reply: { now } })))).toEqual([]);
});

test("calls of services, changes of memory and what differs from time to time are found", () => {
  const undo = ({ slowMode }: { slowMode: { undo(): void } }) => {
    slowMode.undo();
    return {};
  };
  expect(found(storing("undo", undo))).toEqual(Array(2).fill("undo: calls slowMode.undo after the commit"));
  const id = ({ newId }: { newId(): string }) => ({ reply: { id: newId() } });
  expect(found(storing("id", id))).toEqual(Array(2).fill("id: calls newId after the commit"));
  const apply = ({ state }: { state: { apply(): void } }) => {
    state.apply();
    return {};
  };
  expect(found(storing("apply", apply))).toEqual(["apply: the state changes after the commit"]);
  const count = () => ({ reply: { count: counter++ } });
  expect(found(storing("count", count))).toEqual(["count: computed twice, what follows the commit differs"]);
});
