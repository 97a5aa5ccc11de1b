/** Deletes the rows that depend on a message, a room or a member. The statements are made from dependents.ts at load. */
import { type Dependent, type OnRemoval, references, type Thing, things } from "./dependents.ts";
import { type Procedure, row, rows, type SqlValue, type Typed } from "./procedure.ts";

interface Going extends Dependent {
  /** The rows that these depend on, which are deleted with the thing. */
  readonly under?: Dependent;
}

/** The rows to delete with a thing. Rows that depend on others come first. */
function goingWith(thing: Thing, onRemoval: OnRemoval): readonly Going[] {
  const all = references();
  return all
    .filter((one) => one.to === thing && one.onRemoval === onRemoval && one.by === undefined)
    .flatMap((one) => {
      const nested = all.filter(
        ({ to, onRemoval, by }) =>
          onRemoval === "deleted" && by === undefined && things[to].table === one.table,
      );
      return [...nested.map((other) => ({ ...other, under: one })), one];
    });
}

const quoted = (name: string) => `"${name}"`;
const columnOf = ({ table, column }: Dependent) => `${quoted(table)}.${quoted(column)}`;

/** The rows of a table that depend on one thing, or on those of a range. */
function hangsOn(one: Going, condition: string): string {
  const { under } = one;
  if (!under) return `${columnOf(one)} ${condition}`;
  const home = quoted(things[one.to].column);
  return `${columnOf(one)} IN (SELECT ${home} FROM ${quoted(under.table)} WHERE ${columnOf(under)} ${condition})`;
}

/** A statement made once, to be run with the values of a call. */
function statement<Row>(text: string): (...values: readonly SqlValue[]) => Typed<Row> {
  return (...values) => ({ text, values });
}
const deletion = (one: Going, condition: string) =>
  statement<never>(`DELETE FROM ${quoted(one.table)} WHERE ${hangsOn(one, condition)}`);

const ofMessage = goingWith("message", "deleted").map((one) => {
  const outer = one.under ?? one;
  const home = things[one.to].column;
  const join =
    one.under && `JOIN ${quoted(one.table)} ON ${columnOf(one)} = ${columnOf({ ...outer, column: home })}`;
  return {
    /** The table that says whether there is anything. */
    found: outer,
    deleteOf: deletion(one, "= ?"),
    deleteBetween: deletion(one, "BETWEEN ? AND ?"),
    /** The messages that the first rows of a range hang on. */
    first: statement<{ message: number }>(
      `SELECT ${columnOf(outer)} AS "message" FROM ${quoted(outer.table)} ${join ?? ""}
      WHERE ${columnOf(outer)} >= ? AND ${columnOf(outer)} < ? ORDER BY ${columnOf(outer)} LIMIT ?`,
    ),
  };
});

/** The tables that have rows of a message. Most have none, and a deletion without rows costs more than this look. */
const inTables = [...new Map(ofMessage.map(({ found }) => [found.table, found])).values()];
const present = statement<Readonly<Record<string, unknown>>>(
  `SELECT ${inTables
    .map(
      (one) =>
        `EXISTS (SELECT 1 FROM ${quoted(one.table)} WHERE ${columnOf(one)} = ?1) AS ${quoted(one.table)}`,
    )
    .join(", ")}`,
);

/** Part of deleting a message. */
export function* deleteDependentsOfMessage(message: number): Procedure<void> {
  const found = yield* row(present(message));
  for (const {
    found: { table },
    deleteOf,
  } of ofMessage)
    if (found?.[table]) yield deleteOf(message);
}

/** Part of purging a room: about `limit` of the rows that hang on its messages. Gives whether there were any. */
export function* purgeDependentsOfMessages(
  { from, to }: { readonly from: number; readonly to: number },
  limit: number,
): Procedure<boolean> {
  for (const { first, deleteBetween } of ofMessage) {
    const last = (yield* rows(first(from, to, limit))).at(-1);
    if (!last) continue;
    yield deleteBetween(from, last.message);
    return true;
  }
  return false;
}

const closedWith = goingWith("room", "deleted").map((one) => deletion(one, "= ?"));

/** Part of closing a room. */
export function* deleteDependentsOfRoom(room: number): Procedure<void> {
  for (const remove of closedWith) yield remove(room);
}

const inPieces = goingWith("room", "purged").flatMap((one) => {
  const { table, pieces } = one;
  if (pieces === undefined) return [];
  const some = `FROM ${quoted(table)} WHERE ${columnOf(one)} = ?1`;
  return {
    any: statement(`SELECT 1 ${some} LIMIT 1`),
    remove: statement<never>(
      `DELETE ${some} AND ${quoted(pieces)} IN (SELECT ${quoted(pieces)} ${some} LIMIT ?2)`,
    ),
  };
});
const atOnce = goingWith("room", "purged").flatMap((one) =>
  one.pieces === undefined ? [deletion(one, "= ?")] : [],
);

/** Part of purging a room, behind its messages: `limit` of many rows, or the rest. Gives whether there may be more. */
export function* purgeDependentsOfRoom(room: number, limit: number): Procedure<boolean> {
  for (const { any, remove } of inPieces) {
    if (!(yield* row(any(room)))) continue;
    yield remove(room, limit);
    return true;
  }
  for (const remove of atOnce) yield remove(room);
  return false;
}

const ofMember = goingWith("user", "deleted").map((one) => deletion(one, "= ?"));

/** Part of removing a member. */
export function* deleteDependentsOfMember(user: string): Procedure<void> {
  for (const remove of ofMember) yield remove(user);
}
