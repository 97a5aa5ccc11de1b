/** The checker sees each kind of fault: a sound store has none, and each one that is planted gets its line. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fill } from "./full-store.ts";
import { general, help, thread } from "./full-store-rows.ts";
import { type MemoryDatabase, openMemoryDatabase } from "./memory-database.ts";
import { faultNames, storeFaults } from "./store-checker.ts";

let database: MemoryDatabase;
beforeAll(() => {
  database = openMemoryDatabase();
  fill(database);
});
afterAll(() => database.close());

const faults = () => storeFaults((query) => database.sql(query));
const poll = (change: string) =>
  `UPDATE messages SET embeds = json_set(embeds, ${change}) WHERE id = 'm:p2' AND embeds IS NOT NULL`;
const m1 = "(SELECT key FROM messages WHERE id = 'm1')";
const nowhere = 99 * 2 ** 32 + 1;

/** Each statement alone causes its fault, beside others perhaps. */
const ownPlants: Readonly<Record<string, readonly string[]>> = {
  "messages.key leads to no room": [`UPDATE messages SET key = ${nowhere} WHERE id = 'm2'`],
  "threads.room leads to no room": [
    `DELETE FROM channels WHERE id = ${thread}`,
    "UPDATE threads SET room = 99",
  ],
  "threads.parent leads to no room": [`DELETE FROM channels WHERE id = ${help}`],
  "thread_members.room leads to no room": ["INSERT INTO thread_members VALUES (99, 'u:mira', 0)"],
  "message_gaps.channel leads to no room": ["INSERT INTO message_gaps VALUES (99, 0, 0, 1)"],
  "mentions.room leads to no room": [`INSERT INTO mentions VALUES ('@u:nora', 99, ${m1}, 1, 'u:mira', 0)`],
  "mentions.message leads to no message": [
    `INSERT INTO mentions VALUES ('@u:nora', ${general}, ${nowhere}, 1, 'u:mira', 0)`,
    "DELETE FROM messages WHERE id = 'm1'",
  ],
  "polls.key leads to no message": [`INSERT INTO polls VALUES ('p9', ${nowhere}, NULL)`],
  "poll_votes.poll leads to no poll": ["UPDATE poll_votes SET poll = 'p9' WHERE poll = 'p1'"],
  "search_unindexed.room leads to no room": ["INSERT INTO search_unindexed VALUES (99, 2)"],
  "search_new.room leads to no room": ["INSERT INTO search_new VALUES (99)"],

  "a deleted room was never purged": ["UPDATE channels SET deleted_at = 5 WHERE name = 'general'"],
  "a thread without its room": [
    `DELETE FROM channels WHERE id = ${thread}`,
    `UPDATE channels SET type = 'text' WHERE id = ${thread}`,
    `UPDATE channels SET name = 'thread:other' WHERE id = ${thread}`,
  ],
  "a thread's room without its thread": ["DELETE FROM threads"],
  "a thread in no forum": [
    `DELETE FROM channels WHERE id = ${help}`,
    `UPDATE channels SET type = 'text' WHERE id = ${help}`,
  ],
  "a place in a list taken twice": [
    "UPDATE channels SET position = 0",
    "INSERT INTO roles SELECT 'r:2', 'b', 'b', description, color, hoisted, permissions, self_assignable, category, position, mentionable_by, gradient, former_names FROM roles",
    "UPDATE thread_members SET ordinal = 7",
  ],
  "a participant of no thread": [`INSERT INTO thread_members VALUES (${general}, 'u:mira', 0)`],
  "user_networks.user leads to no member": ["INSERT INTO user_networks VALUES ('u:zoe', '192.0.2.7', 5)"],
  "thread_members.user leads to no member": [
    `INSERT INTO thread_members VALUES (${thread}, 'u:zoe', 9)`,
    `INSERT INTO thread_members VALUES (${thread}, 'u:none', 9)`,
  ],

  "a message in no room": [
    `UPDATE messages SET key = ${nowhere} WHERE id = 'm2'`,
    "UPDATE channels SET type = 'forum' WHERE name = 'general'",
  ],
  "a message beyond the end of its room": [
    "UPDATE channels SET last_position = 2 WHERE name = 'general'",
    "UPDATE channels SET last_at = 3 WHERE name = 'general'",
    `UPDATE messages SET key = ${general * 2 ** 32} WHERE id = 'm1'`,
  ],
  "a message that is not later than the one before it": ["UPDATE messages SET at = 10"],
  "a wrong count of gaps": [
    "DELETE FROM message_gaps WHERE level = 0",
    "UPDATE message_gaps SET deleted = 2 WHERE level = 1",
    "UPDATE message_gaps SET block = 1 WHERE level = 2",
    "INSERT INTO message_gaps VALUES (99, 0, 0, 1)",
    "DELETE FROM messages WHERE id = 'm2'",
  ],
  "a reply that doesn't follow its original": [
    "UPDATE messages SET reply_author = NULL WHERE id = 'm2'",
    "UPDATE messages SET reply_author = 'u:nora' WHERE id = 'm2'",
    "UPDATE messages SET reply_to = 'm5' WHERE id = 'm2'",
    "UPDATE messages SET reply_to = 'm:p1' WHERE id = 'm2'",
  ],
  "message_versions.message leads to no message": [
    `INSERT INTO message_versions VALUES (9, ${nowhere}, 1, '', NULL)`,
  ],
  "an earlier version that is not earlier": [
    "UPDATE message_versions SET at = 20",
    "UPDATE message_versions SET at = 9",
    "UPDATE messages SET edited_at = NULL",
  ],
  "too many earlier versions": [
    `INSERT INTO message_versions SELECT NULL, message, value, content, embeds FROM message_versions, json_each('${JSON.stringify(Array.from({ length: 50 }, (_, n) => 100 + n))}')`,
  ],
  "a nonce of another's message": ["UPDATE nonces SET author = 'u:mira'"],
  "a nonce that was not forgotten": ["INSERT INTO nonces VALUES ('u:mira', 'o', 'm9', 9e9)"],

  "attachments.message leads to no message": [`UPDATE attachments SET message = ${nowhere} WHERE id = 'f1'`],
  "attachments.blob leads to no blob": ["UPDATE attachments SET blob = 'none' WHERE id = 'f1'"],
  "attachments.small leads to no blob": ["UPDATE attachments SET small = 'none' WHERE id = 'f1'"],
  "attachments.large leads to no blob": ["UPDATE attachments SET large = 'none' WHERE id = 'f1'"],
  "unused_blobs.hash leads to no blob": ["INSERT INTO unused_blobs VALUES ('none')"],
  "a blob that nothing refers to and nobody removes": ["INSERT INTO blobs VALUES ('none', 1)"],
  "an attachment of another size than its blob": ["UPDATE attachments SET size = 6 WHERE id = 'f1'"],
  "a file that is gone before its time": [
    "UPDATE attachments SET blob = NULL, small = NULL WHERE id = 'f2'",
    "UPDATE attachments SET blob = NULL WHERE id = 'f1'",
    "UPDATE attachments SET blob = NULL, small = NULL, expires_at = NULL WHERE id = 'f1'",
  ],
  "two attachments in one place": [
    "UPDATE attachments SET message = (SELECT message FROM attachments WHERE id = 'f1') WHERE id = 'f2'",
  ],
  "an attachment of another channel": [`UPDATE attachments SET room = ${help} WHERE id = 'f1'`],

  "reactions.message leads to no message": [
    `INSERT INTO reactions VALUES (${nowhere}, 0, 0, '🦊', 'u:mira')`,
  ],
  "an emoji that doesn't have one place": [
    `INSERT INTO reactions VALUES (${m1}, 9, 0, '🦊', 'u:zoe')`,
    `INSERT INTO reactions VALUES (${m1}, 0, 9, '🐻', 'u:zoe')`,
  ],
  "too many emojis": [
    `INSERT INTO reactions SELECT ${m1}, value, 0, 'e' || value, 'u:mira' FROM json_each('${JSON.stringify(Array.from({ length: 49 }, (_, n) => 100 + n))}')`,
  ],
  "a call without its mention": [
    "DELETE FROM mentions WHERE target = '@u:nora'",
    "DELETE FROM mentions WHERE target = '&r:fox'",
    "DELETE FROM mentions WHERE target = '@u:mira'",
    "UPDATE mentions SET at = 5",
    "UPDATE mentions SET author = 'u:zoe'",
    "UPDATE mentions SET several = 0",
  ],
  "a mention without its call": [
    "UPDATE messages SET pings = NULL WHERE id = 'm1'",
    `INSERT INTO mentions VALUES ('@u:nora', 99, ${nowhere}, 1, 'u:mira', 0)`,
  ],
  "a poll that no message asks": [
    `INSERT INTO polls VALUES ('p9', ${nowhere}, NULL)`,
    "UPDATE messages SET embeds = NULL WHERE id = 'm:p1'",
    poll("'$[0].poll.id', 'p9'"),
  ],
  "a message that asks no poll": ["DELETE FROM polls WHERE id = 'p1'"],
  "a poll with another end": [
    "UPDATE polls SET ends_at = 5 WHERE id = 'p1'",
    "UPDATE polls SET ends_at = NULL WHERE id = 'p1'",
    "UPDATE polls SET ends_at = 100 WHERE id = 'p2'",
  ],
  "a vote for nothing": [
    "UPDATE poll_votes SET poll = 'p9' WHERE poll = 'p1'",
    "UPDATE poll_votes SET option = 'perhaps' WHERE poll = 'p1'",
  ],
  "two votes where one counts": ["INSERT INTO poll_votes VALUES ('p1', 'u:nora', 'no', 4)"],
  "a wrong count of votes": [
    "DELETE FROM poll_votes WHERE poll = 'p1'",
    poll("'$[0].poll.options[0].votes', 2"),
  ],
  "a poll that names the wrong voters": [
    "UPDATE poll_votes SET user = 'u:mira' WHERE poll = 'p2'",
    poll("'$[0].poll.options[0].voters', json('[]')"),
    poll("'$[0].poll.endedAt', NULL"),
  ],

  "read_markers.user leads to no member": [
    `INSERT INTO read_markers VALUES ('u:zoe', ${general}, 1, 'm1', 0)`,
    `INSERT INTO read_markers VALUES ('u:none', ${general}, 1, 'm1', 0)`,
  ],
  "read_markers.room leads to no room": ["INSERT INTO read_markers VALUES ('u:mira', 99, 1, 'm1', 0)"],
  "a marker beyond the end of its room": [
    "UPDATE read_markers SET position = -1 WHERE user = 'u:nora'",
    "UPDATE read_markers SET position = 9 WHERE user = 'u:nora'",
    "UPDATE read_markers SET posted = 9 WHERE user = 'u:nora'",
  ],
  "a marker that names a message elsewhere": [
    "UPDATE read_markers SET message = 'm5' WHERE user = 'u:nora'",
    "UPDATE read_markers SET message = 'm2' WHERE user = 'u:nora'",
  ],
  "a member who posted after their marker": [
    "UPDATE read_markers SET posted = 1 WHERE user = 'u:nora'",
    `DELETE FROM read_markers WHERE room = ${general}`,
    `DELETE FROM read_markers WHERE room = ${thread}`,
  ],

  "search has not caught up": [
    `INSERT INTO search_queue (key) VALUES (${m1})`,
    `INSERT INTO search_removals VALUES (${nowhere}, '', '', NULL, NULL, NULL)`,
    `INSERT INTO search_unindexed VALUES (${general}, 2)`,
    `INSERT INTO search_new VALUES (${general})`,
  ],
  "a room whose end is not the end of its index": [
    `UPDATE search_indexed SET last = last + 1 WHERE room = ${general}`,
    `UPDATE search_indexed SET last = last - 1 WHERE room = ${general}`,
    `DELETE FROM search_indexed WHERE room = ${general}`,
  ],
  "a message that search doesn't find": [
    "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    "UPDATE messages SET content = 'Hello wolf' WHERE id = 'm1'",
  ],
  "a word in the search index that is in no message": [
    `INSERT INTO search_words (rowid, words) VALUES (${nowhere}, 'gone')`,
    "UPDATE messages SET content = 'Hello' WHERE id = 'm1'",
    "DELETE FROM messages WHERE id = 'm1'",
  ],

  "users.roles leads to no role": [
    `UPDATE users SET roles = '["r:none"]' WHERE id = 'u:nora'`,
    "UPDATE roles SET id = 'r:other'",
  ],
  "roles.mentionable_by leads to no role": [
    `UPDATE roles SET mentionable_by = '["r:none"]'`,
    "UPDATE roles SET id = 'r:other'",
  ],
  "channels.permissions leads to no role": ["UPDATE roles SET id = 'r:other'"],
  "a former member whose data was kept": [
    ...["username_key = 'zoe'", "password_hash = 'x'", "nickname = 'Z'", "pfp = 'x'", "banned_at = 1"],
    ...["banned_by = 'u:mira'", "ban_reason = 'spam'", "status = 'dnd'"],
    ...[`roles = '["r:fox"]'`, "status_text = 'tea'", `extra = '{"a":1}'`],
  ].map((change) => `UPDATE users SET ${change} WHERE id = 'u:zoe'`),
  "users.banned_by leads to no user": ["UPDATE users SET banned_by = 'u:none' WHERE id = 'u:paul'"],
  "a picture of nobody": ["UPDATE users SET pfp = NULL"],
  "a member without their picture": ["DELETE FROM pictures"],
  "a name under another key": [
    "UPDATE users SET username_key = 'myra' WHERE id = 'u:mira'",
    "UPDATE users SET username_key = NULL WHERE id = 'u:mira'",
    "UPDATE roles SET name_key = 'Fox'",
  ],
  "an audit entry that means nothing": [
    "UPDATE audit SET action = 'none'",
    "UPDATE audit SET category = 'message_moderation'",
    "UPDATE audit SET details = '[]'",
  ],
};

/** Values that lead to nothing, by what the checker calls the thing. */
const astray: Readonly<Record<string, string | number>> = {
  member: "'u:nobody'",
  user: "'u:nobody'",
  role: "'r:none'",
  poll: "'p9'",
  subscription: "'b:none'",
  session: "'s:none'",
  room: 99,
  message: nowhere,
};
/** Columns that refer to something need no plant of their own: the value is replaced. */
const plants: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    faultNames.flatMap((fault) => {
      const [, table, column, thing = ""] = /^(\w+)\.(\w+) leads to no (\w+)$/.exec(fault) ?? [];
      return table ? [[fault, [`UPDATE OR REPLACE ${table} SET ${column} = ${astray[thing]}`]]] : [];
    }),
  ),
  ...ownPlants,
};

function planted(statement: string): string[] {
  database.sql("SAVEPOINT planting");
  try {
    database.sql(statement);
    return faults();
  } finally {
    database.sql("ROLLBACK TO planting");
    database.sql("RELEASE planting");
  }
}

test("a sound store has no faults, and something in every table", () => {
  expect(faults()).toEqual([]);
  const waiting = ["search_new", "search_queue", "search_removals", "search_unindexed"];
  const tables = database.sql(
    "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
  ) as { name: string }[];
  const empty = tables.filter(({ name }) => database.sql(`SELECT 1 FROM ${name} LIMIT 1`).length === 0);
  const rows = "a new table needs a row: `fill` in tests/support/full-store.ts puts it there";
  expect(empty.map(({ name }) => name).toSorted(), rows).toEqual(waiting);
});

test("every kind of fault is planted", () => {
  const here = "a new rule of the checker needs a plant: `ownPlants` in tests/support/store-checker.test.ts";
  expect(Object.keys(plants).toSorted(), here).toEqual(faultNames.toSorted());
});

describe("the checker sees", () => {
  test.each(Object.entries(plants).flatMap(([fault, each]) => each.map((one) => [fault, one] as const)))(
    "%s: %s",
    (fault, statement) => {
      const seen = planted(statement).map((line) => line.slice(0, line.indexOf(": {")));
      expect(seen, "a column that a plain value can't break needs a plant in `ownPlants`").toContain(fault);
    },
  );

  test.each([
    ["users", "roles"],
    ["users", "extra"],
    ["roles", "permissions"],
    ["roles", "mentionable_by"],
    ["roles", "gradient"],
    ["roles", "former_names"],
    ["channels", "permissions"],
    ["channels", "extra"],
    ["messages", "pings"],
    ["messages", "embeds"],
    ["messages", "extra"],
    ["message_versions", "embeds"],
    ["audit", "details"],
  ])("%s.%s that is not JSON, and asks no further", (table, column) => {
    const found = planted(`UPDATE ${table} SET ${column} = '[1'`);
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toBe(`${table}.${column} is not JSON: {"${column}":"[1"}`);
  });
});
