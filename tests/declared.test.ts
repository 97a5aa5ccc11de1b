/** What the compiler can't see of handlers is caught while tests run: each planted untruth is refused. */
import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import type { Next } from "../src/actions/outcome.ts";
import { announced, commit } from "../src/actions/outcome.ts";
import { emit, everyone } from "../src/chat/emission.ts";
import type { AnyCommand } from "../src/handlers/command.ts";
import { fail } from "../src/protocol/errors.ts";
import { userJoin, userLeave } from "../src/protocol/events.ts";
import { held } from "./support/declared.ts";
import { plantedCommand } from "./support/planted-command.ts";

/** A command that says: no errors, `user_leave`, and a reply with a short text. */
function saying(next: Next): AnyCommand {
  return {
    ...plantedCommand,
    reply: Type.Object({ text: Type.String({ maxLength: 4 }) }),
    events: [userLeave],
    errors: [],
    handler: () => next,
  };
}

const leave = emit(userLeave, { username: "ben" }, everyone);
const join = emit(userJoin, { user: {} as never }, everyone);

async function run(next: Next): Promise<unknown> {
  const result = await held(saying(next)).handler({}, {});
  return "after" in result ? result.after?.(null as never) : result;
}

test("what the definition lists passes", async () => {
  const outcome: Next = { reply: { text: "four" }, events: [leave], afterwards: [leave] };
  expect(await run(outcome)).toEqual(outcome);
  expect(await run(fail("storage_unavailable"))).toMatchObject({ code: "storage_unavailable" });
});

const wrong: Readonly<Record<string, readonly [Next, string]>> = {
  "an undeclared error": [fail("poll_not_found"), "fails with 'poll_not_found'"],
  "an undeclared event": [{ events: [join] }, "emits 'user_join'"],
  "an undeclared event behind the reply": [{ afterwards: [join] }, "emits 'user_join'"],
  "an undeclared event as the reply": [{ reply: announced(join) }, "emits 'user_join'"],
  "an undeclared error as the reply": [{ reply: fail("poll_not_found") }, "fails with 'poll_not_found'"],
  "a reply beyond its limits": [{ reply: { text: "seven .." } }, "not as its schema says: /text"],
  "a reply without a field": [{ reply: {} }, "not as its schema says: /text"],
  "a reply with another field": [{ reply: { text: "a", secret: 1 } }, "undeclared fields"],
  "any of it after a write": [
    commit({ kind: "write", name: "none", args: null }, () => fail("poll_not_found")),
    "fails with 'poll_not_found'",
  ],
};

for (const [what, [next, problem]] of Object.entries(wrong)) {
  test(`${what} is refused`, () => {
    expect(run(next)).rejects.toThrow(problem);
  });
}
