import { afterEach, beforeEach, expect, test } from "bun:test";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { fail } from "../protocol/errors.ts";
import { audited } from "./audit.ts";
import { setMetaValue } from "./meta.ts";
import { votePoll } from "./poll-votes.ts";

let database: MemoryDatabase;
beforeEach(() => {
  database = openMemoryDatabase();
});
afterEach(() => database.close());

const record = {
  id: "a",
  at: 1,
  action: "poll_end" as const,
  actor: { id: "u:mira", name: "mira" },
  target: null,
  details: {},
  channel: null,
  text: null,
};
const recorded = () => database.sql("SELECT id FROM audit");

test("a change is recorded with what it changes, and one that fails is not", () => {
  const vote = votePoll({ poll: "none", user: "u:mira", options: [], now: 1 });
  expect(database.call(audited(vote, record))).toEqual(fail("poll_not_found"));
  expect(recorded()).toEqual([]);
  expect(database.call(audited(setMetaValue({ key: "views", value: "x" }), record))).toBeNull();
  expect(recorded()).toEqual([{ id: "a" }]);
});
