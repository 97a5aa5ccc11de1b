/** Handlers that the compiler refuses. `npm run check` fails when one of these lines compiles. */
import { test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { plantedCommand } from "../../tests/support/planted-command.ts";
import { announced, commit } from "../actions/outcome.ts";
import { emit, everyone } from "../chat/emission.ts";
import type { Write } from "../db/procedure.ts";
import { fail } from "../protocol/errors.ts";
import { userJoin, userLeave } from "../protocol/events.ts";
import { command } from "./command.ts";

const reply = Type.Object({ id: Type.String(), count: Type.Optional(Type.Integer()) });
const leave = emit(userLeave, { username: "ben" }, everyone);
const written: Write<null> = { kind: "write", name: "none", args: null };

test("a handler that does what its definition lists compiles", () => {
  const lists = { ...plantedCommand, reply, events: [userLeave], errors: ["role_not_found"] } as const;
  command({ ...lists, handler: () => ({ reply: { id: "a" }, events: [leave], afterwards: [leave] }) });
  command({ ...lists, handler: () => ({ reply: { id: "a", count: 1 } }) });
  command({ ...lists, handler: () => fail("role_not_found") });
  command({ ...lists, handler: () => fail("internal_error") });
  command({ ...lists, handler: async () => commit(written, () => ({ reply: announced(leave) })) });
});

test("an event that is not listed is refused in every part of an outcome", () => {
  const lists = { ...plantedCommand, reply, errors: [] } as const;
  // @ts-expect-error: the list lacks `user_leave`
  command({ ...lists, events: [], handler: () => ({ events: [leave] }) });
  // @ts-expect-error: the list lacks `user_leave`
  command({ ...lists, events: [userJoin], handler: () => ({ afterwards: [leave] }) });
  // @ts-expect-error: the list lacks `user_leave`
  command({ ...lists, events: [], handler: () => ({ reply: announced(leave) }) });
  // @ts-expect-error: the list lacks `user_leave`
  command({ ...lists, events: [], handler: () => commit(written, () => ({ events: [leave] })) });
  // @ts-expect-error: the list lacks `user_leave`
  command({ ...lists, events: [], handler: async () => ({ exclusively: () => ({ events: [leave] }) }) });
});

test("an error that is not listed is refused in every part of an outcome", () => {
  const lists = { ...plantedCommand, reply, events: [] } as const;
  // @ts-expect-error: the list lacks `poll_not_found`
  command({ ...lists, errors: [], handler: () => fail("poll_not_found") });
  // @ts-expect-error: the list lacks `poll_not_found`
  command({ ...lists, errors: ["role_not_found"], handler: async () => fail("poll_not_found") });
  // @ts-expect-error: the list lacks `poll_not_found`
  command({ ...lists, errors: [], handler: () => commit(written, () => fail("poll_not_found")) });
  // @ts-expect-error: the list lacks `poll_not_found`
  command({ ...lists, errors: [], handler: () => ({ reply: fail("poll_not_found") }) });
});

test("a reply of another shape is refused", () => {
  const lists = { ...plantedCommand, events: [], errors: [] } as const;
  // @ts-expect-error: `id` is missing
  command({ ...lists, reply, handler: () => ({ reply: {} }) });
  // @ts-expect-error: `id` is a text
  command({ ...lists, reply, handler: () => ({ reply: { id: 7 } }) });
  // @ts-expect-error: `secret` is not declared
  command({ ...lists, reply, handler: () => ({ reply: { id: "a", secret: "b" } }) });
  // @ts-expect-error: `id` is missing after the write too
  command({ ...lists, reply, handler: () => commit(written, () => ({ reply: { count: 1 } })) });
});
