/** Webhooks, web push and read markers. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { httpUrl } from "../../chat/names.ts";
import { isFields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { createVapid } from "../../push/vapid.ts";
import { asText, fieldsOf, listOf, someText, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";
import type { Person } from "./people.ts";

export interface RoomNames {
  roomNamed(name: string): string | undefined;
  /** Does the room take messages from webhooks? */
  isText(room: string): boolean;
  /** The key of the thread with this id. */
  threadWith(id: string): string | undefined;
}

export interface SmallContext extends RoomNames {
  readonly members: ReadonlySet<string>;
  /** The person, who is kept as a user because of this. */
  needed(text: string): Person;
  person(text: string): Person;
  /** Unix seconds. */
  readonly now: number;
}

const webhookKeys: ReadonlySet<string> = new Set([
  ...["id", "channel", "name", "token", "created_by", "created_at", "avatar"],
]);

/** @param value by id */
export function webhookRecords(
  value: unknown,
  { roomNamed, isText, needed, now }: SmallContext,
  findings: Findings,
): RecordOf<"webhook">[] {
  const tokens = new Set<string>();
  const records = Object.entries(fieldsOf(value)).flatMap(([key, fields]): RecordOf<"webhook">[] => {
    findings.read("webhooks");
    const place = `db/webhooks.json: ${key}`;
    const token = isFields(fields) ? someText(fields["token"]) : undefined;
    if (!isFields(fields) || token === undefined || tokens.has(token)) {
      findings.skipped("webhooks", "no token, or that of another", place, fields);
      return [];
    }
    const room = roomNamed(asText(fields["channel"]));
    if (room === undefined || !isText(room)) {
      findings.skipped("webhooks", "its channel is gone", place, fields);
      return [];
    }
    tokens.add(token);
    noteUnknownKeys(fields, webhookKeys, { collection: "webhooks", place, findings });
    const avatar = httpUrl(fields["avatar"], 2048);
    return [
      {
        kind: "webhook",
        id: someText(fields["id"]) ?? key,
        room,
        name: someText(fields["name"])?.slice(0, limits.webhookName) ?? "webhook",
        ...(avatar !== null && { avatar }),
        token,
        createdBy: needed(asText(fields["created_by"] ?? "unknown")).id,
        createdAt: timeOf(fields["created_at"]) ?? now,
      },
    ];
  });
  findings.imported("webhooks", records.length);
  return records;
}

/** Bytes. */
const longestKey = 64 * 1024;

/** The private key for web push as PKCS #8, or null. */
export function readVapid(folder: ReferenceFolder, findings: Findings): string | null {
  const path = folder.file("vapid/private_key.pem");
  if (path === null) return null;
  try {
    if (statSync(path).size > longestKey) throw new Error("too long");
    // Both headers of EC keys are read.
    const key: KeyObject = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error("not P-256");
    return String(key.export({ type: "pkcs8", format: "pem" }));
  } catch {
    findings.warn(
      "vapid/private_key.pem holds no key of P-256, so no browser can be reached by web push any more.",
    );
    return null;
  }
}

/** @param value by user name in lower case */
export function pushRecords(
  value: unknown,
  vapidKey: string | null,
  { members, person, now }: SmallContext,
  findings: Findings,
): RecordOf<"push">[] {
  const key = vapidKey === null ? "" : createVapid(createPrivateKey(vapidKey)).publicKey;
  const endpoints = new Set<string>();
  const records = Object.entries(fieldsOf(value)).flatMap(([name, list]) => {
    const place = `db/push_subscriptions.json: ${name}`;
    return listOf(list).flatMap((item): RecordOf<"push">[] => {
      findings.read("push subscriptions");
      const { endpoint, p256dh, auth, last_used } = fieldsOf(item);
      const user = person(name).id;
      const reason = reasonAgainst(item, user);
      if (reason !== null || typeof endpoint !== "string") {
        findings.skipped("push subscriptions", reason ?? "", place, item);
        return [];
      }
      endpoints.add(endpoint);
      const lastUsed = timeOf(last_used) ?? now;
      return [
        {
          kind: "push",
          user,
          endpoint,
          p256dh: asText(p256dh),
          auth: asText(auth),
          key,
          createdAt: lastUsed,
          lastUsed,
        },
      ];
    });
  });
  findings.imported("push subscriptions", records.length);
  return records;

  function reasonAgainst(item: unknown, user: string): string | null {
    const { endpoint, p256dh, auth } = fieldsOf(item);
    if (vapidKey === null) return "the server's key is missing";
    if (!members.has(user)) return "no member has this name";
    if (!someText(endpoint) || !someText(p256dh) || !someText(auth)) return "an address or key is missing";
    if (asText(endpoint).length > limits.pushEndpoint || !URL.canParse(asText(endpoint)))
      return "not a valid address";
    return endpoints.has(asText(endpoint)) ? "the same browser a second time" : null;
  }
}

/** A marker in the file. */
export interface Marker {
  readonly user: string;
  readonly room: string;
  /** Id of the last message that was read. */
  readonly message: string;
}

/** @param value by user id, then by channel name or `thread/<id>` */
export function readMarkers(
  value: unknown,
  { members, roomNamed, threadWith, isText }: SmallContext,
  findings: Findings,
): Marker[] {
  const seen = new Set<string>();
  return Object.entries(fieldsOf(value)).flatMap(([user, rooms]) =>
    Object.entries(fieldsOf(rooms)).flatMap(([name, message]) => {
      findings.read("read markers");
      const place = `db/unreads.json: ${user}, ${name}`;
      const room = name.startsWith("thread/") ? threadWith(name.slice("thread/".length)) : roomNamed(name);
      const isPlace = room !== undefined && (name.startsWith("thread/") || isText(room));
      const key = JSON.stringify([user, room]);
      if (!members.has(user) || !isPlace || seen.has(key) || typeof message !== "string" || message === "") {
        const reason = members.has(user)
          ? "its channel or thread is gone, or it names no message"
          : "its user is gone";
        findings.skipped("read markers", reason, place, asText(message));
        return [];
      }
      seen.add(key);
      return [{ user, room, message }];
    }),
  );
}
