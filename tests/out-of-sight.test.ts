/**
 * No command tells of a channel to a member who can't view it: every command is asked for everything there, by every
 * field that can name it, and by those who can't. The rows in tests/support/registry say how; a row that says less than
 * its command tells is refused too. tests/visibility.test.ts does the same while roles and lists change.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { pageByOffset } from "../src/db/history.ts";
import { type AnyCommand, command } from "../src/handlers/command.ts";
import { declaredOnly } from "./support/declared.ts";
import { outOfSight } from "./support/registry/out-of-sight.ts";
import type { AnyRow } from "./support/registry/row.ts";
import { rows } from "./support/registry/rows.ts";

// A thousand requests, on a machine that may be busy.
setDefaultTimeout(60_000);

test("nobody learns by any command of what they can't view", async () => {
  expect(await outOfSight(declaredOnly, rows)).toEqual([]);
});

/** A list that somebody forgot to check: the newest messages of every channel. */
const messagesRecent = command({
  name: "messages_recent",
  summary: "Lists the newest messages of all channels.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ messages: Type.Array(Type.Unknown()) }),
  events: [],
  errors: [],
  async handler({ state, read }) {
    const rooms = state.channels.filter(({ type }) => type === "text").map(({ id }) => id);
    const pages = await Promise.all(rooms.map((room) => read(pageByOffset({ room, skip: 0, limit: 10 }))));
    return { reply: { messages: pages.flatMap(({ messages }) => messages) } };
  },
});
const planted: Readonly<Record<string, AnyCommand>> = { messages_recent: messagesRecent };
const row = (tells: AnyRow["tells"]): Readonly<Record<string, AnyRow>> => ({
  messages_recent: { names: {}, tells, lists: () => ({ all: {} }) },
});

test("a planted list without any check is seen, whatever its row says", async () => {
  const untold = await outOfSight(planted, {});
  expect(untold).toEqual(["messages_recent has no row in tests/support/registry"]);
  for (const tells of ["each", { nothing: "it is only a list" }] as const) {
    const complaints = await outOfSight(planted, row(tells));
    expect(complaints[0]).toMatch(/^nora learns of zqvault,.* by messages_recent \{\}$/);
  }
  const [, , claim] = await outOfSight(planted, row({ nothing: "it is only a list" }));
  expect(claim).toMatch(
    /^messages_recent tells of zqvault,.* though its row says that it tells nothing of channels$/,
  );
});
