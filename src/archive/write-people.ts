/** Stores roles, members and their pictures. */
import { statusNames } from "../chat/model.ts";
import type { RecordOf } from "./records.ts";
import { ensureUser, inserter, insertFormer, type KindWriter, knownRoles, type Writing } from "./writing.ts";

export function roleWriter(writing: Writing): KindWriter<"role"> {
  const { sqlite, roles, report } = writing;
  const insert = inserter(sqlite, "roles", [
    "id",
    "name",
    "name_key",
    "description",
    "color",
    "hoisted",
    "permissions",
    "self_assignable",
    "category",
    "position",
    "mentionable_by",
    "gradient",
    "former_names",
  ]);
  const nameIsTaken = taker(sqlite, "roles");
  const last = sqlite.query<{ last: number }, []>("SELECT coalesce(max(position), -1) AS last FROM roles");
  let position = last.get()?.last ?? -1;
  return {
    label: ({ name }) => name,
    write(role) {
      if (roles.has(role.id)) return writing.target.goesOn ? "known" : { skipped: "its id is taken" };
      const name = freeName(role.name, nameIsTaken);
      if (name !== role.name) report.repaired("role", "its name was taken", role.name);
      insert({
        id: role.id,
        name,
        name_key: name.toLowerCase(),
        description: role.description ?? null,
        color: role.color ?? null,
        hoisted: Number(role.hoisted ?? false),
        permissions: JSON.stringify(role.permissions ?? []),
        self_assignable: Number(role.selfAssignable ?? false),
        category: role.category ?? null,
        position: ++position,
        mentionable_by: role.mentionableBy ? JSON.stringify(role.mentionableBy) : null,
        gradient: role.gradient ? JSON.stringify(role.gradient) : null,
        former_names: JSON.stringify(role.formerNames ?? []),
      });
      roles.add(role.id);
      return "imported";
    },
    // A role may name one that comes after it.
    end: () => dropUnknownMentioners(writing),
  };
}

function dropUnknownMentioners({ sqlite, roles, report }: Writing): void {
  const listed = sqlite.query<{ id: string; name: string; list: string }, []>(
    "SELECT id, name, mentionable_by AS list FROM roles WHERE mentionable_by IS NOT NULL",
  );
  const update = sqlite.query<never, [string, string]>("UPDATE roles SET mentionable_by = ? WHERE id = ?");
  for (const { id, name, list } of listed.all()) {
    const given: string[] = JSON.parse(list);
    const known = given.filter((role) => roles.has(role));
    if (known.length === given.length) continue;
    update.run(JSON.stringify(known), id);
    report.repaired("role", "a role that is not in the archive was taken out", name);
  }
}

export function pictureWriter({ sqlite }: Writing): KindWriter<"picture"> {
  const insert = inserter(sqlite, "pictures", ["id", "type", "data"]);
  return {
    label: ({ id }) => id,
    write: ({ id, type, data }) => (insert({ id, type, data }) ? "imported" : "known"),
  };
}

export function memberWriter(writing: Writing): KindWriter<"member"> {
  const { sqlite, users } = writing;
  const insert = inserter(sqlite, "users", [
    "id",
    "username",
    "username_key",
    "nickname",
    "roles",
    "status",
    "status_text",
    "pfp",
    "password_hash",
    "created_at",
    "left_at",
    "banned_at",
    "banned_by",
    "ban_reason",
    "timeout_until",
    "extra",
  ]);
  const insertBot = inserter(sqlite, "bots", ["user", "token_hash", "created_by", "created_at"]);
  const nameIsTaken = taker(sqlite, "users", "username_key");
  return {
    label: ({ username }) => username,
    write(member) {
      const { id, bot, leftAt } = member;
      if (users.has(id)) return writing.target.goesOn ? "known" : { skipped: "its id is taken" };
      users.set(id, leftAt === undefined);
      if (leftAt === undefined) insert(presentRow(writing, member, nameIsTaken));
      else insertFormer(sqlite, formerRow(member, leftAt));
      if (bot && leftAt === undefined) {
        const { tokenHash, createdBy, createdAt } = bot;
        insertBot({ user: id, token_hash: tokenHash, created_by: createdBy, created_at: createdAt });
      }
      return "imported";
    },
    end() {
      for (const { id } of sqlite.query<{ id: string }, []>(actors).all()) ensureUser(writing, id, "member");
    },
  };
}

/** Users who banned members or made bots. */
const actors = `SELECT banned_by AS id FROM users WHERE banned_by IS NOT NULL
  UNION SELECT created_by FROM bots ORDER BY id`;

function presentRow(writing: Writing, member: RecordOf<"member">, nameIsTaken: (key: string) => boolean) {
  const { report } = writing;
  const { id, ban } = member;
  const username = freeName(member.username, nameIsTaken, `#${id.slice(0, 8)}`, `#${id}`);
  if (username !== member.username) report.repaired("member", "its user name was taken", member.username);
  return {
    id,
    username,
    username_key: username.toLowerCase(),
    nickname: member.nickname ?? null,
    roles: JSON.stringify(knownRoles(writing, member.roles ?? [], "member", username)),
    status: statusNames.find((name) => name === member.status) ?? "online",
    status_text: member.statusText ?? "",
    pfp: pictureOf(writing, member),
    password_hash: member.passwordHash ?? null,
    created_at: member.createdAt,
    left_at: null,
    banned_at: ban?.at ?? null,
    banned_by: ban?.by ?? null,
    ban_reason: ban?.reason ?? null,
    timeout_until: member.timeoutUntil ?? null,
    extra: JSON.stringify(member.extra ?? {}),
  };
}

/** The address of a picture of this server ends with its id. */
const ownPicture = /\/pictures\/([0-9a-f]{32})$/;

function pictureOf({ sqlite, report }: Writing, { pfp, username }: RecordOf<"member">): string | null {
  const id = ownPicture.exec(pfp ?? "")?.[1];
  if (id !== undefined && sqlite.query("SELECT 1 FROM pictures WHERE id = ?").get(id) === null) {
    report.repaired("member", "the picture is missing", username);
    return null;
  }
  return pfp ?? null;
}

/** Of a former member only the name is kept. */
function formerRow({ id, username, createdAt, timeoutUntil }: RecordOf<"member">, leftAt: number) {
  return { id, username, created_at: createdAt, left_at: leftAt, timeout_until: timeoutUntil ?? null };
}

/** Whether a name of this table is taken, by its key. */
function taker(sqlite: Writing["sqlite"], table: "roles" | "users", column = "name_key") {
  const query = sqlite.query(`SELECT 1 FROM ${table} WHERE ${column} = ?`);
  return (key: string) => query.get(key) !== null;
}

/** The name itself, or with the first ending that makes it free; then with a number. */
export function freeName(
  name: string,
  isTaken: (key: string) => boolean,
  ...endings: readonly string[]
): string {
  for (const ending of ["", ...endings]) if (!isTaken((name + ending).toLowerCase())) return name + ending;
  for (let number = 2; ; number++)
    if (!isTaken(`${name}-${number}`.toLowerCase())) return `${name}-${number}`;
}
