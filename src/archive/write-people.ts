/** Stores roles, members and their pictures. */
import { statusNames } from "../chat/model.ts";
import { operatorActor } from "../protocol/audit.ts";
import { limits } from "../protocol/limits.ts";
import { firstFreeName } from "./first-free-name.ts";
import type { RecordOf } from "./records.ts";
import {
  cut,
  ensureUser,
  inserter,
  insertFormer,
  type KindWriter,
  knownRoles,
  linkOf,
  type Writing,
} from "./writing.ts";

/** Characters of a role's name. Old servers took longer ones than this one does. */
const longestName = 100;
const longestHash = 500;

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
      const fits = (text: string, most: number, what: string) =>
        cut(writing, text, most, { kind: "role", what, label: role.name });
      const wanted = fits(role.name, longestName, "name");
      const name = firstFreeName(wanted, nameIsTaken);
      if (name !== wanted) report.repaired("role", "its name was taken", role.name);
      insert({
        id: role.id,
        name,
        name_key: name.toLowerCase(),
        description: fits(role.description ?? "", limits.roleDescription, "description") || null,
        color: role.color ?? null,
        hoisted: Number(role.hoisted ?? false),
        permissions: JSON.stringify(role.permissions ?? []),
        self_assignable: Number(role.selfAssignable ?? false),
        category: fits(role.category ?? "", limits.roleCategory, "category") || null,
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
  UNION SELECT created_by FROM bots WHERE created_by != '${operatorActor.id}' ORDER BY id`;

function presentRow(writing: Writing, member: RecordOf<"member">, nameIsTaken: (name: string) => boolean) {
  const { report } = writing;
  const { id, ban } = member;
  const fits = (text: string, most: number, what: string) =>
    cut(writing, text, most, { kind: "member", what, label: id });
  const wanted = fits(member.username, limits.username, "user name");
  const username = firstFreeName(wanted, nameIsTaken, {
    endings: [`#${id.slice(0, 8)}`, `#${id}`],
  });
  if (username !== wanted) report.repaired("member", "its user name was taken", member.username);
  return {
    id,
    username,
    username_key: username.toLowerCase(),
    nickname: fits(member.nickname ?? "", limits.nickname, "nickname") || null,
    roles: JSON.stringify(knownRoles(writing, member.roles ?? [], "member", username)),
    status: statusNames.find((name) => name === member.status) ?? "online",
    status_text: fits(member.statusText ?? "", limits.statusText, "status"),
    pfp: pictureOf(writing, member),
    password_hash: hashOf(writing, member),
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

function hashOf({ report }: Writing, { passwordHash, username }: RecordOf<"member">): string | null {
  if (passwordHash === undefined || passwordHash.length <= longestHash) return passwordHash ?? null;
  report.repaired("member", "its password hash was too long, and was left out", username);
  return null;
}

function pictureOf(writing: Writing, { pfp, username }: RecordOf<"member">): string | null {
  const { sqlite, report } = writing;
  const id = ownPicture.exec(pfp ?? "")?.[1];
  if (id !== undefined && sqlite.query("SELECT 1 FROM pictures WHERE id = ?").get(id) === null) {
    report.repaired("member", "the picture is missing", username);
    return null;
  }
  return linkOf(writing, pfp, limits.pictureUrl, { kind: "member", what: "picture", label: username });
}

/** Of a former member only the name is kept. */
function formerRow({ id, username, createdAt, timeoutUntil }: RecordOf<"member">, leftAt: number) {
  return { id, username, created_at: createdAt, left_at: leftAt, timeout_until: timeoutUntil ?? null };
}

/** Whether a name of this table is taken, in any case. */
function taker(sqlite: Writing["sqlite"], table: "roles" | "users", column = "name_key") {
  const query = sqlite.query(`SELECT 1 FROM ${table} WHERE ${column} = ?`);
  return (name: string) => query.get(name.toLowerCase()) !== null;
}
