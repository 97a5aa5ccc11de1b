/** What the writers of the kinds share: the connection, the report, and what is known of members and rooms so far. */
import type { SQLQueryBindings } from "bun:sqlite";
import type { Insertable } from "kysely";
import { codePoints, httpUrl } from "../chat/names.ts";
import type { Tables } from "../db/tables.ts";
import type { Sealing } from "../sealing/sealing.ts";
import type { Connection } from "./connection.ts";
import type { Incoming } from "./incoming-files.ts";
import type { ArchiveRecord, RecordKind, RecordOf } from "./records.ts";
import type { Report } from "./report.ts";
import type { Target } from "./target.ts";

export interface Room {
  readonly id: number;
  readonly type: string;
  /** The forum of a thread. */
  readonly parent: number | null;
  /** Of its newest message. */
  position: number;
  at: number;
}

export interface Writing {
  readonly sqlite: Connection;
  readonly target: Target;
  readonly report: Report;
  readonly files: Incoming;
  readonly sealing: Sealing;
  /** Unix seconds. */
  readonly now: number;
  /** Ids of all users; whether they are members now. */
  readonly users: Map<string, boolean>;
  readonly roles: Set<string>;
  /** By their key in the archive. */
  readonly rooms: Map<string, Room>;
}

/** `known`: it is stored already. Otherwise why it is left out. */
export type Outcome = "imported" | "known" | { readonly skipped: string };

export interface KindWriter<Kind extends RecordKind> {
  write(record: RecordOf<Kind>): Outcome;
  /** What names the record in the report. */
  label(record: RecordOf<Kind>): string;
  /** Before each commit. */
  commit?(): void;
  /** After the last record of the kind, or without any. */
  end?(): void;
}

export type KindWriters = { readonly [Kind in RecordKind]: KindWriter<Kind> };

/**
 * Prepares an insertion. What is there already, by any unique column, stays.
 *
 * @returns a function that stores a row and tells whether it is new
 */
export function inserter<Table extends keyof Tables, Column extends keyof Insertable<Tables[Table]> & string>(
  sqlite: Connection,
  table: Table,
  columns: readonly Column[],
): (row: { readonly [Name in Column]: Insertable<Tables[Table]>[Name] }) => boolean {
  const statement = sqlite.query<never, SQLQueryBindings[]>(
    `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(", ")})
      VALUES (${columns.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`,
  );
  return (row) => statement.run(...columns.map((column) => row[column] as SQLQueryBindings)).changes > 0;
}

/** The text with at most so many code points. One that is longer is reported. @param what names it, such as `name` */
export function cut(
  { report }: Writing,
  text: string,
  most: number,
  { kind, what, label }: { kind: RecordKind; what: string; label: string },
): string {
  if (codePoints(text) <= most) return text;
  report.repaired(kind, `its ${what} was longer than ${most} characters, and was cut`, label);
  return [...text].slice(0, most).join("");
}

/** An http or https address, or null. Another one is reported, since clients would follow it. */
export function linkOf(
  { report }: Writing,
  address: string | undefined,
  most: number,
  { kind, what, label }: { kind: RecordKind; what: string; label: string },
): string | null {
  if (address === undefined) return null;
  const link = httpUrl(address, most);
  if (link === null)
    report.repaired(kind, `its ${what} was no http or https address, and was taken out`, label);
  return link;
}

/** Is it a member now? */
export function isMember({ users }: Writing, id: string): boolean {
  return users.get(id) === true;
}

/** The ids that are roles; the others are reported. */
export function knownRoles(
  { roles, report }: Writing,
  ids: readonly string[],
  kind: ArchiveRecord["kind"],
  label: string,
): string[] {
  const known = [...new Set(ids)].filter((id) => roles.has(id));
  if (known.length < new Set(ids).size)
    report.repaired(kind, "a role that is not in the archive was taken out", label);
  return known;
}

/** Makes a former member of an id that no record has, since the store must know who did something. */
export function ensureUser(writing: Writing, id: string, kind: ArchiveRecord["kind"]): void {
  if (writing.users.has(id)) return;
  writing.users.set(id, false);
  insertFormer(writing.sqlite, { id, username: id, created_at: 0, left_at: 0, timeout_until: null });
  writing.report.repaired(kind, "a user without a record became a former member", id);
}

export function insertFormer(
  sqlite: Connection,
  row: { id: string; username: string; created_at: number; left_at: number; timeout_until: number | null },
): boolean {
  return (
    sqlite
      .query(
        `INSERT INTO users (id, username, roles, status, status_text, extra, created_at, left_at, timeout_until)
          VALUES (?, ?, '[]', 'offline', '', '{}', ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(row.id, row.username, row.created_at, row.left_at, row.timeout_until).changes > 0
  );
}
