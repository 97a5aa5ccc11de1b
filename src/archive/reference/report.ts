/** The report of an import from a reference folder, for programs and for people. */
import { OWNER } from "../../chat/permissions.ts";
import { type AccessChange, accessChanges } from "./channel-lists.ts";
import { type Collection, type CollectionCounts, collections, type Repair, type Skip } from "./findings.ts";
import type { RoomReport } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { type Rule, rules } from "./people.ts";

export interface ReferenceReport {
  readonly counts: Readonly<Partial<Record<Collection, CollectionCounts>>>;
  readonly warnings: readonly string[];
  readonly repairs: readonly Repair[];
  /** Everything that was left out, each with its text. */
  readonly skipped: readonly Skip[];
  readonly rooms: readonly RoomReport[];
  /** How many messages have an author that was found in each of these ways. */
  readonly authors: Readonly<Record<Rule, number>>;
  /** User names. */
  readonly owners: readonly string[];
  readonly banned: readonly string[];
  /** Names of the first servers that no account has. */
  readonly unclaimed: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly banned: boolean;
  }[];
  /** Channels where members may do more or less than before, since here a blocked role always wins. */
  readonly access: readonly AccessChange[];
  /** Channels that only owners see. */
  readonly onlyOwners: readonly string[];
  readonly files: {
    readonly count: number;
    readonly bytes: number;
    /** Past their end. */
    readonly expired: number;
    /** Attachments whose file is missing; their messages still name it. */
    readonly gone: number;
  };
  /** How many secrets came along; they are nowhere in the report. */
  readonly secrets: {
    readonly passwords: number;
    readonly webhookTokens: number;
    readonly pushSubscriptions: number;
    readonly pushKey: boolean;
  };
}

export function reportOf(parts: Parts): ReferenceReport {
  const { findings, users, people, channels, attachments, webhooks, pushes, vapidKey } = parts;
  const owners = users.entries.filter(({ roles }) => roles.includes(OWNER)).map(({ username }) => username);
  const unclaimed = users.legacy
    .filter(({ id }) => id === null)
    .map(({ key, roles, isBanned }) => ({ name: key, roles, banned: isBanned }));
  return {
    counts: Object.fromEntries(
      [...findings.counts].filter(([, { read, skipped, repaired }]) => read + skipped + repaired > 0),
    ),
    warnings: [...findings.warnings, ...warningsOf(parts, owners)],
    repairs: findings.repairs,
    skipped: findings.skips,
    rooms: parts.roomReports,
    authors: people.uses,
    owners,
    banned: users.entries.filter(({ isBanned }) => isBanned).map(({ username }) => username),
    unclaimed,
    access: accessChanges(
      channels.entries,
      users.entries.filter(({ isBanned }) => !isBanned),
    ),
    onlyOwners: channels.records
      .filter(({ type, permissions }) => type !== "separator" && (permissions.view ?? []).length === 0)
      .map(({ name }) => name),
    files: {
      count: attachments.files,
      bytes: attachments.bytes,
      expired: attachments.expired,
      gone: attachments.gone,
    },
    secrets: {
      passwords: users.entries.filter(({ fields }) => typeof fields["password_hash"] === "string").length,
      webhookTokens: webhooks.length,
      pushSubscriptions: pushes.length,
      pushKey: vapidKey !== null,
    },
  };
}

function warningsOf({ users, people, webhooks, attachments }: Parts, owners: readonly string[]): string[] {
  const warnings: string[] = [];
  if (owners.length === 0) {
    warnings.push(
      "No user has the role owner. Name the owners in config.json (`owners`) before you start the server.",
    );
  }
  const authors = people.all.filter(
    ({ firstAt, rule }) => firstAt !== null && (rule === "departed" || rule === "name"),
  );
  if (authors.length > 20 && authors.length > users.entries.length * 4) {
    warnings.push(
      `db/users.json has ${users.entries.length} users, but ${authors.length} other people wrote messages. The file may have lost its content: look for a copy of it before you go on.`,
    );
  }
  const privileged = users.legacy.filter(({ roles }) => roles.some((role) => role !== "user"));
  for (const { key, roles } of privileged) {
    warnings.push(`The old entry ${key} had the roles ${roles.join(", ")}. Nobody got them from it.`);
  }
  for (const { key, isBanned } of users.legacy) {
    if (isBanned) warnings.push(`The old entry ${key} was banned. No account is banned because of it.`);
  }
  if (webhooks.length > 0) {
    warnings.push(
      "The tokens of webhooks were shown to every member of the old server. Make new ones where that matters (`webhook_regenerate`).",
    );
  }
  if (attachments.expired > 0) {
    warnings.push(
      `${attachments.expired} files are past their end. The server removes them soon after its start; --keep-expired keeps them.`,
    );
  }
  return warnings;
}

const mostLines = 20;

/**
 * The report as lines for people. Texts that were left out are only counted: they are in the report as JSON. Lines hold
 * names as the folder has them, with control characters too.
 */
export function referenceLines(report: ReferenceReport): string[] {
  const lines = ["                      read  imported  repaired   skipped"];
  for (const name of collections) {
    const counts = report.counts[name];
    if (!counts) continue;
    const cells = [counts.read, counts.imported, counts.repaired, counts.skipped];
    lines.push(
      `${name.padEnd(18)}${cells.map((cell, index) => String(cell).padStart(index === 0 ? 8 : 10)).join("")}`,
    );
  }
  section(lines, "Warnings", report.warnings);
  section(lines, "Repaired", report.repairs.map(repairLine));
  section(lines, "Left out", skipLines(report.skipped));
  section(lines, "Access that changes", report.access.map(accessLine));
  section(lines, "Channels that only owners see", report.onlyOwners);
  section(
    lines,
    "Authors of messages",
    Object.entries(report.authors).flatMap(([rule, count]) =>
      count > 0 ? `${count}: ${rules[rule as Rule]}` : [],
    ),
  );
  section(
    lines,
    "Old names without an account",
    report.unclaimed.map(({ name }) => name),
  );
  section(lines, "Banned", report.banned);
  section(lines, "Secrets that came along", [
    `${report.secrets.passwords} passwords, ${report.secrets.webhookTokens} tokens of webhooks, ${report.secrets.pushSubscriptions} browsers for web push, ${report.secrets.pushKey ? "and" : "not"} the key for web push`,
  ]);
  section(lines, "Files", [
    `${report.files.count} files, ${report.files.bytes} bytes; ${report.files.gone} attachments have no file any more`,
  ]);
  const gone = report.rooms.reduce((sum, { goneOriginals }) => sum + goneOriginals, 0);
  if (gone > 0) section(lines, "Replies", [`${gone} lead to a message that was deleted`]);
  return lines;
}

function section(lines: string[], title: string, items: readonly string[]): void {
  if (items.length === 0) return;
  lines.push("", `${title}:`, ...items.slice(0, mostLines).map((item) => `  ${item}`));
  if (items.length > mostLines) lines.push(`  and ${items.length - mostLines} more`);
}

const repairLine = ({ collection, reason, count, places }: Repair): string =>
  `${collection}: ${reason} (${count}): ${places.slice(0, 3).join("; ")}${count > 3 ? "; …" : ""}`;

function skipLines(skips: readonly Skip[]): string[] {
  const groups = Map.groupBy(skips, ({ collection, reason }) => `${collection}: ${reason}`);
  return [...groups].map(([reason, list]) => {
    const places = list.slice(0, 3).map(({ place }) => place);
    return `${reason} (${list.length}): ${places.join("; ")}${list.length > 3 ? "; …" : ""}`;
  });
}

function accessLine({ channel, action, gains, losses, gainCount, lossCount }: AccessChange): string {
  const list = (names: readonly string[], count: number) =>
    `${names.join(", ")}${count > names.length ? ` and ${count - names.length} more` : ""}`;
  const parts = [
    ...(gainCount > 0 ? [`now ${gainCount} may: ${list(gains, gainCount)}`] : []),
    ...(lossCount > 0 ? [`${lossCount} may no longer: ${list(losses, lossCount)}`] : []),
  ];
  return `#${channel}, ${action}: ${parts.join("; ")}`;
}
