/** What the reader of a reference folder notes as it goes: counts, repairs, and everything that it left out. */

import type { Fields } from "../../config/document.ts";
import { unknownFields } from "../reading/values.ts";

export const collections = [
  "config",
  "roles",
  "users",
  "channels",
  "threads",
  "messages",
  "attachments",
  "emojis",
  "polls",
  "votes",
  "webhooks",
  "read markers",
  "push subscriptions",
  "audit log",
  "plugins",
  "files",
] as const;
export type Collection = (typeof collections)[number];

export interface CollectionCounts {
  read: number;
  imported: number;
  repaired: number;
  skipped: number;
}

export interface Repair {
  readonly collection: Collection;
  readonly reason: string;
  count: number;
  /** The first of them. */
  readonly places: string[];
}

export interface Skip {
  readonly collection: Collection;
  readonly reason: string;
  readonly place: string;
  /** The text or object as it was, without secrets. Null: there were too many to keep. */
  readonly raw: string | null;
}

export interface Findings {
  readonly counts: ReadonlyMap<Collection, CollectionCounts>;
  readonly repairs: readonly Repair[];
  readonly skips: readonly Skip[];
  readonly warnings: readonly string[];
  read(collection: Collection, count?: number): void;
  imported(collection: Collection, count?: number): void;
  /** @param place a file with a line, or an entry */
  repaired(collection: Collection, reason: string, place: string): void;
  /** @param raw what was left out */
  skipped(collection: Collection, reason: string, place: string, raw?: unknown): void;
  /** What the operator must know before they go on. */
  warn(text: string): void;
}

const mostPlaces = 10;
/** Characters of one text that was left out, and of all of them. */
const longestRaw = 64 * 1024;
const mostRaw = 32 * 1024 * 1024;
const mostSkips = 100_000;

/** Notes the keys of an object that are not among the known ones. They are left out. */
export function noteUnknownKeys(
  fields: Fields,
  known: ReadonlySet<string>,
  { collection, place, findings }: { collection: Collection; place: string; findings: Findings },
): void {
  const names = Object.keys(unknownFields(fields, known) ?? {});
  if (names.length === 0) return;
  findings.repaired(
    collection,
    `unknown keys left out: ${names.slice(0, 5).join(", ").slice(0, 100)}`,
    place,
  );
}

export function createFindings(): Findings {
  const counts = new Map(
    collections.map((name) => [name, { read: 0, imported: 0, repaired: 0, skipped: 0 }]),
  );
  const repairs = new Map<string, Repair>();
  const skips: Skip[] = [];
  const warnings = new Set<string>();
  let room = mostRaw;

  const of = (collection: Collection): CollectionCounts =>
    counts.get(collection) ?? { read: 0, imported: 0, repaired: 0, skipped: 0 };

  return {
    counts,
    get repairs() {
      return [...repairs.values()];
    },
    skips,
    get warnings() {
      return [...warnings];
    },
    read(collection, count = 1) {
      of(collection).read += count;
    },
    imported(collection, count = 1) {
      of(collection).imported += count;
    },
    repaired(collection, reason, place) {
      of(collection).repaired++;
      const key = `${collection}\n${reason}`;
      const repair = repairs.get(key) ?? { collection, reason, count: 0, places: [] };
      repair.count++;
      if (repair.places.length < mostPlaces) repair.places.push(place);
      repairs.set(key, repair);
    },
    skipped(collection, reason, place, raw = "") {
      of(collection).skipped++;
      if (skips.length >= mostSkips) return;
      const whole = typeof raw === "string" ? raw : JSON.stringify(raw);
      const text = withoutSecrets(whole.slice(0, longestRaw)).slice(0, longestRaw);
      skips.push({ collection, reason, place, raw: text.length <= room ? text : null });
      room -= Math.min(text.length, room);
    },
    warn(text) {
      warnings.add(text);
    },
  };
}

const secretKeys = [
  "token",
  "password_hash",
  "password",
  "validator",
  "validate_key",
  "endpoint",
  "p256dh",
  "auth",
  "secret",
  "DISCORD_BOT_TOKEN",
];
/** A key in quotation marks, also those of Python and of JSON inside JSON, with the text behind it up to the same marks. */
const secret = new RegExp(
  String.raw`((\\*)(["'])(?:${secretKeys.join("|")})\2\3\s*:\s*)\2(["'])(?:\\{3}["']|(?!\2\4)(?:\\[^]|[^\\]))*(?:\2\4)?`,
  "gi",
);
const address = /https?:\/\/[^\s"'\\]+/gi;

/** The same text with the values of secret keys replaced, also where it is cut off. */
export function withoutSecrets(text: string): string {
  return text
    .replace(secret, "$1$2$4(secret)$2$4")
    .replace(address, (url) => (url.includes("/webhooks/") ? "(address of a webhook)" : url));
}
