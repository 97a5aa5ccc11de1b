/** Writes the folder of a reference server of some version. */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gif, png } from "../small-pictures.ts";
import { writeDatabase } from "./database.ts";
import { asArray, asLines, byId, byName, lineOf, type Naming } from "./lines.ts";
import { keeps, type Model, type ModelChannel, type ModelMessage, modelStart } from "./model.ts";
import { asPython } from "./python.ts";
import { allMessages, channelsOf, pollsOf, rolesOf, usersOf, votesOf, webhooksOf } from "./tables.ts";

export type Put = (name: string, content: string | Uint8Array) => void;

/** @param folder is made */
export function writeReference(model: Model, folder: string): void {
  const put: Put = (name, content) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  put("config.json", JSON.stringify(configOf(model), null, 4));
  writeEmojis(model, put);
  if (keeps.attachments(model.era)) writeAttachments(model, put);
  writePush(model, put);
  if (model.era === "D") {
    writeDatabase(model, join(folder, "db", "originchats.db"));
    return;
  }
  put("db/users.json", asPython(usersOf(model), 4));
  put("db/roles.json", asPython(rolesOf(model), 4));
  put("db/channels.json", asPython(channelsOf(model), 4));
  for (const channel of model.channels) if (channel.type === "text") writeChannel(model, channel, put);
  for (const { threads } of model.channels) {
    for (const [index, thread] of threads.entries()) {
      const { id, messages, participants, ...fields } = thread;
      const meta = {
        id,
        name: fields.name,
        parent_channel: "help",
        created_by: fields.createdBy.id,
        created_at: fields.createdAt,
        ...(fields.locked && { locked: true }),
        ...(fields.archived && { archived: true }),
        // Old files lack the creator.
        participants: participants.slice(index === 0 ? 1 : 0).map(byId),
      };
      put(`db/threads/${id}.json`, asPython(meta, 4));
      writeThread(model, id, messages, put);
    }
  }
  if (keeps.webhooks(model.era)) put("db/webhooks.json", asPython(webhooksOf(model), 4));
  if (keeps.polls(model.era)) {
    put("db/polls.json", asPython(pollsOf(model), 4));
    put("db/poll_votes.json", asPython(votesOf(model), 4));
  }
  if (keeps.markers(model.era)) put("db/unreads.json", asPython(model.markers, 4));
  if (model.era === "E") put("db/modlog.json", asPython([banEntry(model)], 4));
}

function configOf({ era }: Model): unknown {
  return {
    ...(era <= "B"
      ? { max_lengths: { post_content: 1500 }, rotur: { validate_key: "shared" } }
      : { limits: { post_content: 1500, search_results: 30 }, auth_mode: "cracked" }),
    DB: {
      channels: "db/channels.json",
      users: era === "A" ? "db/users.json" : { default: { roles: ["user"] } },
    },
    websocket: { host: "127.0.0.1", port: 5613 },
    service: { name: "OriginChats", version: "1.0.0" },
    server: { name: "Lobby Club", owner: { name: "zed" } },
  };
}

function writeChannel({ era }: Model, { name, messages }: ModelChannel, put: Put): void {
  const file = `db/channels/${name}.json`;
  const line = (naming: Naming) => (message: ModelMessage) => lineOf(message, era, naming);
  if (era === "A") return put(file, asArray(messages.map(line(byName)), 4));
  // Old messages keep the names that they were written with.
  const half = Math.floor(messages.length / 2);
  const mixed = [...messages.slice(0, half).map(line(byName)), ...messages.slice(half).map(line(byId))];
  if (era === "B") return put(file, asArray(mixed));
  // Channels that nobody opened are still arrays.
  if (era === "C") return put(file, name === "staff" ? asArray(mixed, 2) : asLines(mixed));
  put(file, `${asLines(mixed.slice(0, half))}\n${asLines(mixed.slice(half), 512)}`);
}

function writeThread({ era }: Model, id: string, messages: readonly ModelMessage[], put: Put): void {
  const lines = messages.map((message) => lineOf(message, era, byId));
  if (era !== "C") return put(`db/threadMessages/${id}.jsonl`, asLines(lines, 512));
  // A build of two hours wrote elsewhere; both files may hold the same message.
  put(`db/threads/${id}_messages.jsonl`, asLines(lines.slice(0, 4)));
  put(`db/threadMessages/${id}.jsonl`, asLines(lines.slice(3)));
}

function writeEmojis({ emojis }: Model, put: Put): void {
  const index = emojis.map(({ id, name }) => [id, { name, fileName: `${id}.${id === 0 ? "gif" : "png"}` }]);
  put("db/serverEmojis.json", JSON.stringify(Object.fromEntries(index)));
  for (const { id } of emojis)
    put(`db/serverEmojis/${id}.${id === 0 ? "gif" : "png"}`, pictureOf(id === 0 ? gif : png));
}

const pictureOf = (dataUrl: string): Uint8Array => Buffer.from(dataUrl.split(",")[1] ?? "", "base64");

function writeAttachments(model: Model, put: Put): void {
  const records: Record<string, unknown> = {};
  for (const { room, message } of allMessages(model)) {
    for (const { id, name, bytes, gone } of message.attachments) {
      if (gone) continue;
      put(`db/attachments/${id}.bin`, bytes);
      records[id] = {
        ...{ id, filename: `${id}.bin`, original_name: name, mime_type: "text/plain", size: bytes.length },
        ...{ hash: "of the upload", uploader_id: message.author.id, uploader_name: message.author.name },
        ...{ channel: room, created_at: message.at, permanent: true, referenced: false },
      };
    }
  }
  put("db/attachments.json", asPython(records, 4));
}

function writePush({ era, users }: Model, put: Put): void {
  if (era < "C") return;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  // Both headers are in use.
  const type = era === "C" ? "sec1" : "pkcs8";
  put("vapid/private_key.pem", String(privateKey.export({ type, format: "pem" })));
  const subscription = {
    ...{ endpoint: "https://push.example/x", p256dh: `B${"N".repeat(86)}`, auth: "t".repeat(22) },
    ...{ device_fingerprint: "773264102c017512", last_used: modelStart },
  };
  put("db/push_subscriptions.json", JSON.stringify({ [users[0]?.name ?? ""]: [subscription] }));
}

function banEntry({ users }: Model): unknown {
  const banned = users.find((user) => user.banned);
  return {
    ...{ id: "1770000000171-USR:71fa", action: "user_ban", category: "user_moderation" },
    ...{ actor_id: "USR:71fa", actor_name: "zed", target_id: banned?.id, target_name: banned?.name },
    ...{ details: { reason: "spam" }, timestamp: modelStart + 0.17 },
  };
}
