/**
 * What must hold in a store, as queries whose rows say where it doesn't. What the schema itself refuses (unique names,
 * say) isn't asked again.
 */
import { picturesPath } from "../chat/pictures.ts";
import { danglingRules, leftBehindRule } from "./dangling-rules.ts";
import { nonceLifetime } from "./nonces.ts";
import { maxEmojis } from "./reactions.ts";
import { maxVersions } from "./versions.ts";

/** Runs a query and gives its rows. */
export type Ask = (query: string) => readonly unknown[];

/** Columns that hold JSON, or null. The other rules look into them, so these are asked first. */
const jsonColumns = [
  ["users", "roles", "extra"],
  ["roles", "permissions", "mentionable_by", "gradient", "former_names"],
  ["channels", "permissions", "extra"],
  ["messages", "pings", "embeds", "extra"],
  ["message_versions", "embeds"],
  ["audit", "details"],
  ["attachments", "media"],
] as const;

const room = "(messages.key >> 32)";
const position = "(messages.key & 4294967295)";

/** Whom the messages call, as `mentions` should hold it. */
const called = `called AS (
  SELECT sign || target.value AS target, ${room} AS room, messages.key AS message, at, author,
    count(*) OVER (PARTITION BY messages.key) > 1 AS several
  FROM (SELECT 'users' AS list, '@' AS sign UNION VALUES ('replies', '@'), ('roles', '&')) AS lists, messages,
    json_each(pings, '$.' || list) AS target
  GROUP BY messages.key, sign || target.value
)`;

/** What each block of positions lacks. */
const missing = `RECURSIVE levels (level, bits) AS (VALUES (0, 8), (1, 16), (2, 24)),
blocks (channel, last, level, bits, block) AS (
  SELECT id, last_position, level, bits, 0 FROM channels, levels
  UNION ALL
  SELECT channel, last, level, bits, block + 1 FROM blocks WHERE (block + 1) << bits <= last
),
missing (channel, level, block, deleted) AS (
  SELECT channel, level, block, min(last, ((block + 1) << bits) - 1) - max(1, block << bits) + 1 - (
    SELECT count(*) FROM messages
    WHERE key >= (channel << 32) + (block << bits) AND key < (channel << 32) + ((block + 1) << bits)
  ) FROM blocks
)`;

/** The polls in the embeds of messages. */
const asked = `asked AS (
  SELECT messages.key, json_extract(embed.value, '$.poll.id') AS id, json_extract(embed.value, '$.poll') AS poll
  FROM messages, json_each(embeds) AS embed WHERE json_extract(embed.value, '$.type') = 'poll'
),
options AS (
  SELECT asked.id AS poll, json_extract(option.value, '$.id') AS option,
    json_extract(option.value, '$.votes') AS votes, json_extract(option.value, '$.voters') AS voters,
    json_extract(poll, '$.endedAt') AS ended
  FROM asked, json_each(poll, '$.options') AS option
)`;

/** What is wrong, and a query whose rows say where. */
const rules = {
  ...danglingRules(),

  // Rooms.
  "a deleted room was never purged": "SELECT id, name FROM channels WHERE deleted_at IS NOT NULL",
  "a thread without its room": `SELECT id, room FROM threads WHERE NOT EXISTS (
    SELECT 1 FROM channels WHERE channels.id = room AND type = 'thread' AND channels.name = 'thread:' || threads.id)`,
  "a thread's room without its thread":
    "SELECT id, name FROM channels WHERE type = 'thread' AND id NOT IN (SELECT room FROM threads)",
  "a thread in no forum": `SELECT id, parent FROM threads
    WHERE parent NOT IN (SELECT id FROM channels WHERE type = 'forum')`,
  "a place in a list taken twice": `SELECT 'channel' AS list, position, group_concat(name) AS names FROM channels
      WHERE type <> 'thread' AND hidden_at IS NULL GROUP BY position HAVING count(*) > 1
    UNION ALL SELECT 'role', position, group_concat(name) FROM roles GROUP BY position HAVING count(*) > 1
    UNION ALL SELECT 'participant', ordinal, group_concat(user) FROM thread_members
      GROUP BY room, ordinal HAVING count(*) > 1`,
  "a participant of no thread":
    "SELECT room, user FROM thread_members WHERE room NOT IN (SELECT room FROM threads)",

  // Messages.
  "a message in no room": `SELECT id, ${room} AS room FROM messages
    WHERE ${room} NOT IN (SELECT id FROM channels WHERE type IN ('text', 'thread'))`,
  "a message beyond the end of its room": `SELECT messages.id, last_position, last_at FROM messages
    JOIN channels ON channels.id = ${room} WHERE at > last_at OR ${position} NOT BETWEEN 1 AND last_position`,
  "a message that is not later than the one before it": `SELECT id, at, before FROM (
    SELECT id, at, lag(at) OVER (PARTITION BY ${room} ORDER BY key) AS before FROM messages) WHERE at <= before`,
  "a wrong count of gaps": `WITH ${missing} SELECT channel, level, block, missing.deleted AS gaps,
    message_gaps.deleted AS counted FROM missing FULL JOIN message_gaps USING (channel, level, block)
    WHERE coalesce(missing.deleted, 0) <> coalesce(message_gaps.deleted, 0)`,
  "a reply that doesn't follow its original": `SELECT messages.id, messages.reply_to FROM messages
    LEFT JOIN messages AS original ON original.id = messages.reply_to
    WHERE (messages.reply_to IS NULL) <> (messages.reply_author IS NULL)
      OR original.key >> 32 <> ${room} OR original.key >= messages.key OR original.author <> messages.reply_author`,
  "an earlier version that is not earlier": `SELECT id, message_versions.at FROM message_versions
    JOIN messages ON key = message
    WHERE message_versions.at < messages.at OR message_versions.at >= coalesce(edited_at, 0)`,
  "too many earlier versions": `SELECT message, count(*) AS versions FROM message_versions
    GROUP BY message HAVING count(*) > ${maxVersions}`,
  "a nonce of another's message": `SELECT nonces.author, nonce, message FROM nonces
    JOIN messages ON id = message WHERE messages.author <> nonces.author`,
  "a nonce that was not forgotten": `SELECT author, nonce FROM nonces
    WHERE created_at < (SELECT max(created_at) FROM nonces) - ${nonceLifetime}`,

  // What hangs on them.
  "an emoji that doesn't have one place": `SELECT message, group_concat(emoji) AS emojis FROM reactions
      GROUP BY message, emoji HAVING min(place) <> max(place)
    UNION ALL SELECT message, group_concat(emoji) FROM reactions
      GROUP BY message, place HAVING min(emoji) <> max(emoji)`,
  "too many emojis": `SELECT message, count(DISTINCT emoji) AS emojis FROM reactions
    GROUP BY message HAVING count(DISTINCT emoji) > ${maxEmojis}`,
  "a call without its mention": `WITH ${called} SELECT called.target, called.message FROM called
    LEFT JOIN mentions USING (target, room, message) WHERE mentions.at IS NOT called.at
      OR mentions.author <> called.author OR mentions.several < called.several`,
  "a mention without its call": `WITH ${called} SELECT target, room, message FROM mentions
    WHERE (target, room, message) NOT IN (SELECT target, room, message FROM called)`,
  "a poll that no message asks": `WITH ${asked} SELECT id, key FROM polls
    WHERE (id, key) NOT IN (SELECT id, key FROM asked)`,
  "a message that asks no poll": `WITH ${asked} SELECT id, key FROM asked
    WHERE (id, key) NOT IN (SELECT id, key FROM polls)`,
  "a poll with another end": `WITH ${asked} SELECT polls.id, ends_at FROM polls JOIN asked USING (key)
    WHERE ends_at IS NOT iif(json_extract(poll, '$.endedAt') IS NULL, json_extract(poll, '$.expiresAt'), NULL)`,
  "a vote for nothing": `WITH ${asked} SELECT poll, user, option FROM poll_votes
    WHERE (poll, option) NOT IN (SELECT poll, option FROM options)`,
  "two votes where one counts": `WITH ${asked} SELECT asked.id, user FROM poll_votes
    JOIN asked ON asked.id = poll_votes.poll WHERE json_extract(asked.poll, '$.multiple') = 0
    GROUP BY asked.id, user HAVING count(*) > 1`,
  "a wrong count of votes": `WITH ${asked} SELECT poll, option, votes FROM options WHERE votes <> (
    SELECT count(*) FROM poll_votes WHERE (poll_votes.poll, poll_votes.option) = (options.poll, options.option))`,
  "a poll that names the wrong voters": `WITH ${asked} SELECT poll, option, voters FROM options
    WHERE iif(ended IS NULL, voters IS NOT NULL, (SELECT json_group_array(value) FROM (
      SELECT value FROM json_each(voters) ORDER BY value)) IS NOT (SELECT json_group_array(user) FROM (
      SELECT user FROM poll_votes WHERE (poll_votes.poll, poll_votes.option) = (options.poll, options.option)
      ORDER BY user)))`,

  // Read markers. The position is 0 if all that was read is missing in the archive that the marker came from.
  "a marker beyond the end of its room": `SELECT user, room, read_markers.position, posted, last_position
    FROM read_markers JOIN channels ON channels.id = room
    WHERE read_markers.position NOT BETWEEN 0 AND last_position OR posted NOT BETWEEN 0 AND last_position`,
  // It may name an older one: new members have read up to the end, where the newest message may be deleted.
  "a marker that names a message elsewhere": `SELECT user, room, message FROM read_markers
    JOIN messages ON messages.id = message
    WHERE messages.key NOT BETWEEN room << 32 AND (room << 32) + read_markers.position`,
  // A member who comes back has no marker in a thread; their own messages there count like those of others.
  "a member who posted after their marker": `SELECT author, messages.id, posted FROM messages
    JOIN users ON users.id = author AND left_at IS NULL JOIN channels ON channels.id = ${room}
    LEFT JOIN read_markers ON read_markers.user = author AND read_markers.room = channels.id
    WHERE ${position} > coalesce(posted, 0) AND (type <> 'thread' OR at >= created_at * 1000000)`,

  // Search.
  "search has not caught up": `SELECT 'queue' AS "in", key AS "at" FROM search_queue
    UNION ALL SELECT 'removals', key FROM search_removals UNION ALL SELECT 'unindexed', room FROM search_unindexed
    UNION ALL SELECT 'new', room FROM search_new`,
  "a room whose end is not the end of its index": `SELECT id, last_position, last FROM channels
    LEFT JOIN search_indexed ON room = id WHERE deleted_at IS NULL AND (coalesce(last, 0) > last_position
      OR coalesce(last, 0) < last_position AND id NOT IN (SELECT room FROM search_new))`,

  // Members, roles, channels.
  "a former member whose data was kept": leftBehindRule(),
  "a picture of nobody":
    "SELECT id FROM pictures WHERE NOT EXISTS (SELECT 1 FROM users WHERE pfp LIKE '%' || pictures.id)",
  "a blob that nothing refers to and nobody removes": `SELECT hash FROM blobs WHERE hash NOT IN (
    SELECT hash FROM unused_blobs UNION SELECT blob FROM attachments WHERE blob IS NOT NULL
    UNION SELECT small FROM attachments WHERE small IS NOT NULL
    UNION SELECT large FROM attachments WHERE large IS NOT NULL)`,
  "an attachment of another size than its blob": `SELECT id, attachments.size, blobs.size AS stored FROM attachments
    JOIN blobs ON hash = blob WHERE attachments.size <> blobs.size`,
  "a file that is gone before its time": `SELECT id FROM attachments
    WHERE blob IS NULL AND (message IS NULL OR small IS NOT NULL OR large IS NOT NULL OR expires_at IS NULL)`,
  "two attachments in one place": `SELECT message, place FROM attachments WHERE message IS NOT NULL
    GROUP BY message, place HAVING count(*) > 1`,
  "an attachment of another channel": `SELECT attachments.id, attachments.room FROM attachments
    LEFT JOIN threads ON threads.room = message >> 32
    WHERE message IS NOT NULL AND attachments.room <> coalesce(threads.parent, message >> 32)`,
  "a member without their picture": `SELECT id, pfp FROM users WHERE pfp LIKE '%${picturesPath}%' AND NOT EXISTS (
    SELECT 1 FROM pictures WHERE pfp LIKE '%' || pictures.id)`,
} satisfies Readonly<Record<string, string>>;

/** Names of the rules. */
export const storedFaultNames: readonly string[] = Object.keys(rules);

/** Rules about what a running server does by and by. */
const waitingRules: ReadonlySet<string> = new Set<keyof typeof rules>([
  "a deleted room was never purged",
  "a nonce that was not forgotten",
  "search has not caught up",
  "a picture of nobody",
]);

/**
 * One line for each fault: what is wrong, and where.
 *
 * @param options `waiting`: what waits for its turn is a fault too
 */
export function storedFaults(ask: Ask, { waiting }: { readonly waiting: boolean }): string[] {
  const unreadable = unreadableColumns(ask);
  // The queries would fail on it.
  if (unreadable.length > 0) return unreadable;
  return Object.entries(rules).flatMap(([what, query]) =>
    waiting || !waitingRules.has(what) ? faultLines(what, ask(query)) : [],
  );
}

/** Columns whose text should be JSON and isn't. */
export function unreadableColumns(ask: Ask): string[] {
  return jsonColumns.flatMap(([table, ...columns]) =>
    columns.flatMap((column) =>
      faultLines(
        `${table}.${column} is not JSON`,
        ask(`SELECT ${column} FROM ${table} WHERE json_valid(${column}) = 0`),
      ),
    ),
  );
}

export function faultLines(what: string, found: readonly unknown[]): string[] {
  return found.map((where) => `${what}: ${JSON.stringify(where)}`);
}
