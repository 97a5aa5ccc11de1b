/** Stores what hangs on members and rooms, where a record is a row. */
import { cappedDetails } from "../db/audit.ts";
import { auditActions, operatorActor } from "../protocol/audit.ts";
import { limits } from "../protocol/limits.ts";
import { hashOfSecret } from "../sealing/sealing.ts";
import { firstFreeName } from "./first-free-name.ts";
import {
  cut,
  ensureUser,
  inserter,
  isMember,
  type KindWriter,
  linkOf,
  type Outcome,
  type Writing,
} from "./writing.ts";

/** Of a room that is gone. No room has this number. */
const goneRoom = 0;
const noMember = { skipped: "its user is no member" };
const noRoom = { skipped: "its channel or thread is missing" };

/** A row that was there is `known` only after an import that was broken off. */
function stored({ target }: Writing, isNew: boolean, reason = "its id is taken"): Outcome {
  if (isNew) return "imported";
  return target.goesOn ? "known" : { skipped: reason };
}

function roomId({ rooms }: Writing, key: string | undefined): number | null {
  return key === undefined ? null : (rooms.get(key)?.id ?? goneRoom);
}

const longestAvatar = 2048;

export function webhookWriter(writing: Writing): KindWriter<"webhook"> {
  const { sqlite, rooms, sealing } = writing;
  const insert = inserter(sqlite, "webhooks", [
    "id",
    "room",
    "name",
    "avatar",
    "token_hash",
    "token",
    "secret",
    "created_by",
    "created_at",
  ]);
  return {
    label: ({ name }) => name,
    write(webhook) {
      const { id, token, tokenHash, secret, createdBy } = webhook;
      const about = (what: string) => ({ kind: "webhook", what, label: webhook.name }) as const;
      const room = rooms.get(webhook.room);
      if (!room) return noRoom;
      const hash = token === undefined ? tokenHash : hashOfSecret(token);
      if (hash === undefined) return { skipped: "it has no token" };
      ensureUser(writing, createdBy, "webhook");
      const isNew = insert({
        id,
        room: room.id,
        name: cut(writing, webhook.name, limits.webhookName, about("name")),
        avatar: linkOf(writing, webhook.avatar, longestAvatar, about("avatar")),
        token_hash: hash,
        token: token === undefined ? "" : sealing.seal(token),
        secret: secret === undefined ? null : sealing.seal(secret),
        created_by: createdBy,
        created_at: webhook.createdAt,
      });
      return stored(writing, isNew, "its id or token is taken");
    },
  };
}

/** @param table stickers have the same columns, and a description */
export function namedPictureWriter(writing: Writing, kind: "emoji" | "sticker"): KindWriter<"sticker"> {
  const { sqlite, report } = writing;
  const columns = ["id", "name", "name_key", "file_name", "type", "data"] as const;
  const insert =
    kind === "emoji"
      ? inserter(sqlite, "emojis", columns)
      : inserter(sqlite, "stickers", [...columns, "description"]);
  const table = `${kind}s`;
  const named = sqlite.query(`SELECT 1 FROM ${table} WHERE name_key = ?`);
  const numbered = sqlite.query(`SELECT 1 FROM ${table} WHERE id = ? OR file_name = ?`);
  return {
    label: ({ name }) => name,
    write({ id, name: wanted, fileName, type, data, description = null }) {
      if (numbered.get(id, fileName) !== null) return stored(writing, false, "its id or file name is taken");
      const name = firstFreeName(wanted, (one) => named.get(one.toLowerCase()) !== null, {
        mark: "_",
      });
      if (name !== wanted) report.repaired(kind, "its name was taken", wanted);
      insert({ id, name, name_key: name.toLowerCase(), file_name: fileName, type, data, description });
      return "imported";
    },
  };
}

export function inviteWriter(writing: Writing): KindWriter<"invite"> {
  const insert = inserter(writing.sqlite, "invites", [
    "code",
    "created_by",
    "created_at",
    "expires_at",
    "max_uses",
    "uses",
    "roles",
  ]);
  return {
    // A code lets people in.
    label: ({ createdBy }) => `of ${createdBy}`,
    write({ code, createdBy, createdAt, expiresAt = null, maxUses, uses, roles = [] }) {
      if (createdBy !== operatorActor.id && !isMember(writing, createdBy)) return noMember;
      const row = { code, created_by: createdBy, created_at: createdAt, expires_at: expiresAt };
      return stored(writing, insert({ ...row, max_uses: maxUses, uses, roles: JSON.stringify(roles) }));
    },
  };
}

export function scheduledWriter(writing: Writing): KindWriter<"scheduled"> {
  const insert = inserter(writing.sqlite, "scheduled_messages", [
    "id",
    "author",
    "room",
    "content",
    "reply_to",
    "send_at",
    "created_at",
    "error_code",
    "error_text",
  ]);
  return {
    label: ({ id }) => id,
    write({ id, author, room, content, replyTo = null, sendAt, createdAt, error }) {
      if (!isMember(writing, author)) return noMember;
      const isNew = insert({
        id,
        author,
        room: roomId(writing, room) ?? goneRoom,
        content,
        reply_to: replyTo,
        send_at: sendAt,
        created_at: createdAt,
        error_code: error?.code ?? null,
        error_text: error?.text ?? null,
      });
      return stored(writing, isNew);
    },
  };
}

export function reminderWriter(writing: Writing): KindWriter<"reminder"> {
  const insert = inserter(writing.sqlite, "reminders", [
    "id",
    "user",
    "text",
    "room",
    "message",
    "remind_at",
    "created_at",
  ]);
  return {
    label: ({ id }) => id,
    write({ id, user, text, room, message = null, remindAt, createdAt }) {
      if (!isMember(writing, user)) return noMember;
      const row = { id, user, text, room: roomId(writing, room), message };
      return stored(writing, insert({ ...row, remind_at: remindAt, created_at: createdAt }));
    },
  };
}

export function pushWriter(writing: Writing): KindWriter<"push"> {
  const { sqlite, sealing } = writing;
  const insert = inserter(sqlite, "push_subscriptions", [
    "hash",
    "user",
    "sealed",
    "key",
    "created_at",
    "last_used",
  ]);
  return {
    label: ({ user }) => `of ${user}`,
    write({ user, endpoint, p256dh, auth, key, createdAt, lastUsed }) {
      if (!isMember(writing, user)) return noMember;
      const sealed = sealing.seal(JSON.stringify({ endpoint, keys: { p256dh, auth } }));
      const row = { hash: hashOfSecret(endpoint), user, sealed, key };
      const isNew = insert({ ...row, created_at: createdAt, last_used: lastUsed });
      return stored(writing, isNew, "another one has the same endpoint");
    },
  };
}

export function quietWriter(writing: Writing): KindWriter<"quiet"> {
  const insert = inserter(writing.sqlite, "push_quiet_hours", ["user", "starts", "ends", "time_zone"]);
  return {
    label: ({ user }) => user,
    write({ user, from, to, timeZone }) {
      if (!isMember(writing, user)) return noMember;
      return stored(
        writing,
        insert({ user, starts: from, ends: to, time_zone: timeZone }),
        "there is one already",
      );
    },
  };
}

export function muteWriter(writing: Writing): KindWriter<"mute"> {
  const insert = inserter(writing.sqlite, "push_mutes", ["user", "room"]);
  return {
    label: ({ user, room }) => `${user} in ${room}`,
    write({ user, room: key }) {
      const room = writing.rooms.get(key);
      if (!room) return noRoom;
      if (!isMember(writing, user)) return noMember;
      return stored(writing, insert({ user, room: room.id }), "there is one already");
    },
  };
}

export function auditWriter(writing: Writing): KindWriter<"audit"> {
  const insert = inserter(writing.sqlite, "audit", [
    "id",
    "at",
    "action",
    "category",
    "actor",
    "actor_name",
    "target",
    "target_name",
    "details",
    "channel",
    "text",
  ]);
  const categories: Readonly<Record<string, string>> = auditActions;
  return {
    label: ({ id }) => id,
    write({ id, at, action, actor, target, details = {}, room, text = null }) {
      const category = Object.hasOwn(categories, action) ? categories[action] : undefined;
      if (category === undefined) return { skipped: `the action ${action} is not known` };
      const isNew = insert({
        id,
        at,
        action,
        category,
        actor: actor.id,
        actor_name: actor.name,
        target: target?.id ?? null,
        target_name: target?.name ?? null,
        details: cappedDetails(details),
        channel: roomId(writing, room),
        text,
      });
      return stored(writing, isNew);
    },
  };
}
