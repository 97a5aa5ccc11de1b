/** Makes records of roles, pictures and members. */
import type { RoleRow, UserRow } from "../db/tables.ts";
import type { Connection } from "./connection.ts";
import type { ArchiveRecord, RecordOf } from "./records.ts";
import { sparse } from "./sparse.ts";

export function* readPeople(sqlite: Connection): Generator<ArchiveRecord> {
  for (const row of sqlite.query<RoleRow, []>("SELECT * FROM roles ORDER BY position, id").iterate()) {
    yield roleOf(row);
  }
  const pictures = sqlite.query<{ id: string; type: string; data: string }, []>(
    "SELECT id, type, data FROM pictures ORDER BY id",
  );
  for (const { id, type, data } of pictures.iterate()) yield { kind: "picture", id, type, data };
  const users = sqlite.query<MemberRow, []>(
    `SELECT users.*, token_hash, bots.created_by AS bot_by, bots.created_at AS bot_at
      FROM users LEFT JOIN bots ON bots.user = users.id ORDER BY ordinal`,
  );
  for (const row of users.iterate()) yield memberOf(row);
}

interface MemberRow extends UserRow {
  readonly token_hash: string | null;
  readonly bot_by: string | null;
  readonly bot_at: number | null;
}

function roleOf(row: RoleRow): RecordOf<"role"> {
  const mentionableBy: string[] | null = row.mentionable_by === null ? null : JSON.parse(row.mentionable_by);
  return {
    kind: "role",
    id: row.id,
    name: row.name,
    ...sparse({
      description: row.description,
      color: row.color,
      gradient: row.gradient === null ? null : (JSON.parse(row.gradient) as string[]),
      hoisted: row.hoisted !== 0,
      permissions: JSON.parse(row.permissions) as string[],
      selfAssignable: row.self_assignable !== 0,
      category: row.category,
      formerNames: JSON.parse(row.former_names) as string[],
    }),
    // An empty list is not the same as none.
    ...(mentionableBy && { mentionableBy }),
  };
}

function memberOf(row: MemberRow): RecordOf<"member"> {
  const ban =
    row.banned_at === null
      ? null
      : { at: row.banned_at, ...sparse({ by: row.banned_by, reason: row.ban_reason }) };
  return {
    kind: "member",
    id: row.id,
    username: row.username,
    createdAt: row.created_at,
    ...sparse({
      leftAt: row.left_at,
      nickname: row.nickname,
      roles: JSON.parse(row.roles) as string[],
      status: row.left_at === null ? row.status : null,
      statusText: row.status_text || null,
      pfp: row.pfp,
      passwordHash: row.password_hash,
      ban,
      timeoutUntil: row.timeout_until,
      bot:
        row.token_hash === null
          ? null
          : { tokenHash: row.token_hash, createdBy: row.bot_by ?? row.id, createdAt: row.bot_at ?? 0 },
      extra: JSON.parse(row.extra) as Record<string, unknown>,
    }),
  };
}
