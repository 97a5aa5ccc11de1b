/**
 * Erases what a server knows of a user who is no member any more. Their id and name become those of an anonymous author,
 * piece by piece: messages first, then the audit log, then the rest.
 */
import { type AuditRecord, recordAudit } from "./audit.ts";
import { removeMessageRow } from "./delete-message.ts";
import { changeMentions } from "./mentions.ts";
import { pingsIn } from "./messages.ts";
import { createGaps, roomOf } from "./positions.ts";
import {
  type Procedure,
  prepared,
  read,
  row,
  rows,
  type SqlValue,
  sql,
  type Typed,
  write,
} from "./procedure.ts";
import { tailOf } from "./rooms.ts";
import { beforeChange } from "./search-index.ts";

export interface Erased {
  /** The id that goes. */
  readonly user: string;
  /** The id that takes its place, of nobody. */
  readonly as: string;
}

const statement =
  <Row>(text: string) =>
  (...values: readonly SqlValue[]): Typed<Row> => ({ text, values });

/** As it stands in a column of JSON. */
const inJson = (id: string) => JSON.stringify(id);

const endOfPage = statement<{ last: number }>(
  "SELECT max(key) AS last FROM (SELECT key FROM messages WHERE key > ? ORDER BY key LIMIT ?)",
);
/** Messages by the user, and those that have the id: in a reply, a mention, a reaction, a vote or a poll. */
const withTraces = statement<{ key: number }>(
  `SELECT key FROM messages WHERE key > ?1 AND key <= ?2 AND (author = ?3 OR reply_author = ?3
      OR instr(pings, ?4) OR instr(embeds, ?4))
    UNION SELECT message FROM reactions WHERE message > ?1 AND message <= ?2 AND user = ?3
    UNION SELECT key FROM polls JOIN poll_votes ON poll_votes.poll = polls.id
      WHERE key > ?1 AND key <= ?2 AND user = ?3
    ORDER BY 1`,
);

/** A page of all messages: those with traces of the user, and where the next page begins. Null: there is no more. */
export const tracesOf = read(
  "user.traces",
  function* (input: { user: string; after: number; limit: number }): Procedure<{
    readonly keys: readonly number[];
    readonly last: number;
  } | null> {
    const { user, after, limit } = input;
    const last = (yield* row(endOfPage(after, limit)))?.last ?? null;
    if (last === null) return null;
    const found = yield* rows(withTraces(after, last, user, inJson(user)));
    return { keys: found.map(({ key }) => key), last };
  },
);

const insertAnonymous = statement<never>(
  `INSERT INTO users (id, username, username_key, nickname, roles, status, status_text, created_at, left_at, extra)
    VALUES (?, ?, NULL, NULL, '[]', 'offline', '', 0, ?, '{}')`,
);

/** The first step: the author that takes the user's place. @param input.now Unix seconds */
export const beginErasure = write(
  "user.erase_begin",
  function* ({ as, name, now }: { as: string; name: string; now: number }): Procedure<null> {
    yield insertAnonymous(as, name, now);
    return null;
  },
);

const byKey = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").selectAll().where("key", "=", value("key")),
);
const anonymise = statement<never>(
  `UPDATE messages SET author = iif(author = ?2, ?3, author), reply_author = iif(reply_author = ?2, ?3, reply_author),
    pings = replace(pings, ?4, ?5), embeds = replace(embeds, ?4, ?5) WHERE key = ?1`,
);
/** Rows that belong to a message. Values: its key, the id, the new id. */
const besideMessage = [
  "UPDATE reactions SET user = ?3 WHERE message = ?1 AND user = ?2",
  "UPDATE poll_votes SET user = ?3 WHERE poll IN (SELECT id FROM polls WHERE key = ?1) AND user = ?2",
  "UPDATE attachments SET uploader = ?3 WHERE message = ?1 AND uploader = ?2",
].map((text) => statement<never>(text));
const dropVersions = statement<never>("DELETE FROM message_versions WHERE message = ?");

/**
 * Takes the user out of these messages of one room.
 *
 * @param input.deletes their own messages are deleted; else these stay, under the new id
 * @returns how many own messages there were, and the ids of those that were deleted
 */
export const eraseFromMessages = write(
  "user.erase_messages",
  function* (
    input: Erased & { keys: readonly number[]; deletes: boolean },
  ): Procedure<{ readonly own: number; readonly deleted: readonly string[]; readonly newest: RoomNewest }> {
    const { user, as, keys, deletes } = input;
    const deleted: string[] = [];
    const gaps = createGaps();
    let own = 0;
    for (const key of keys) {
      const found = yield* row(byKey({ key }));
      if (!found) continue;
      if (found.author === user) own++;
      if (found.author === user && deletes) {
        yield* removeMessageRow(found, gaps);
        deleted.push(found.id);
        continue;
      }
      yield* changeMentions(found, pingsIn(found), null);
      yield beforeChange(key);
      yield anonymise(key, user, as, inJson(user), inJson(as));
      const now = yield* row(byKey({ key }));
      if (now) yield* changeMentions(now, null, pingsIn(now));
      for (const change of besideMessage) yield change(key, user, as);
      if (found.author === user) yield dropVersions(key);
    }
    yield* gaps.write();
    const [first] = keys;
    return { own, deleted, newest: first === undefined ? null : yield* tailOf(roomOf(first)) };
  },
);
type RoomNewest = ReturnType<typeof tailOf> extends Procedure<infer Tail> ? Tail : never;

const endOfAudit = statement<{ last: number }>(
  "SELECT max(ordinal) AS last FROM (SELECT ordinal FROM audit WHERE ordinal > ? ORDER BY ordinal LIMIT ?)",
);
/** Entries about the user lose their details, which may hold names, and a text that the user wrote. */
const eraseAudit = statement<{ id: string }>(
  `UPDATE audit SET
      details = iif(target = ?3, '{}', replace(details, ?5, ?6)),
      text = iif(instr(details, ?5) OR target = ?3, NULL, text),
      actor_name = iif(actor = ?3, ?7, actor_name), target_name = iif(target = ?3, ?7, target_name),
      actor = iif(actor = ?3, ?4, actor), target = iif(target = ?3, ?4, target)
    WHERE ordinal > ?1 AND ordinal <= ?2 AND (actor = ?3 OR target = ?3 OR instr(details, ?5)) RETURNING id`,
);

/** The same for a page of the audit log. */
export const eraseFromAudit = write(
  "user.erase_audit",
  function* (
    input: Erased & { name: string; after: number; limit: number },
  ): Procedure<{ readonly changed: number; readonly last: number } | null> {
    const { user, as, name, after, limit } = input;
    const last = (yield* row(endOfAudit(after, limit)))?.last ?? null;
    if (last === null) return null;
    const changed = yield* rows(eraseAudit(after, last, user, as, inJson(user), inJson(as), name));
    return { changed: changed.length, last };
  },
);

const isFormer = statement<{ id: string }>("SELECT id FROM users WHERE id = ? AND left_at IS NOT NULL");
const deleteUser = statement<never>("DELETE FROM users WHERE id = ?");
/** First the id, then the new one. An upload that was not sent is removed as one whose time is over. */
const elsewhere = [
  "UPDATE users SET banned_by = ?2 WHERE banned_by = ?1",
  "UPDATE threads SET created_by = ?2 WHERE created_by = ?1",
  "UPDATE webhooks SET created_by = ?2 WHERE created_by = ?1",
  "UPDATE bots SET created_by = ?2 WHERE created_by = ?1",
  "UPDATE attachments SET uploader = ?2, created_at = 0 WHERE uploader = ?1 AND message IS NULL",
  "UPDATE attachments SET uploader = ?2 WHERE uploader = ?1",
].map((text) => statement<never>(text));
const dropNonces = statement<never>("DELETE FROM nonces WHERE author = ?");

/**
 * The rest: the row of the user, and what they made. False: they are a member again.
 */
export const finishErasure = write(
  "user.erase",
  function* (input: Erased & { record: AuditRecord | null }): Procedure<boolean> {
    const { user, as, record } = input;
    if (!(yield* row(isFormer(user)))) return false;
    for (const change of elsewhere) yield change(user, as);
    yield dropNonces(user);
    yield deleteUser(user);
    if (record) yield* recordAudit(record);
    return true;
  },
);
