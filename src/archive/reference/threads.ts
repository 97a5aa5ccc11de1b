/** db/threads and db/threadMessages. */
import { codePoints } from "../../chat/names.ts";
import type { Fields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { asText, fieldsOf, someText, textsOf, timeOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";
import type { ReferenceFolder } from "./folder.ts";

export interface ThreadEntry {
  readonly id: string;
  readonly fields: Fields;
  /** Its message files, the older first. */
  readonly files: readonly string[];
}

const metadata = "db/threads";
const messages = "db/threadMessages";
const oldMessages = "_messages.jsonl";

export const keyOfThread = (id: string): string => `thread:${id}`;

/** Ids of the threads that have a file. */
export function threadsWithFiles(folder: ReferenceFolder): Set<string> {
  const names = [...folder.list(metadata), ...folder.list(messages)].map(({ name }) => name);
  return new Set(names.map((name) => name.replace(/(_messages\.jsonl|\.jsonl?)$/, "")));
}

/** @param more threads that another source has, by id */
export function readThreads(
  folder: ReferenceFolder,
  more: ReadonlyMap<string, Fields>,
  findings: Findings,
): ThreadEntry[] {
  const entries = new Map<string, { id: string; fields: Fields; files: string[] }>();
  const known = (id: string) => {
    const entry = entries.get(id) ?? { id, fields: more.get(id) ?? {}, files: [] };
    entries.set(id, entry);
    return entry;
  };
  for (const [id] of more) known(id);
  for (const { name } of folder.list(metadata)) {
    if (name.endsWith(".json")) {
      const id = name.slice(0, -".json".length);
      const fields = folder.json(`${metadata}/${name}`, "threads");
      const entry = known(id);
      entry.fields = { ...entry.fields, ...fieldsOf(fields) };
    } else if (name.endsWith(oldMessages)) {
      known(name.slice(0, -oldMessages.length)).files.unshift(`${metadata}/${name}`);
    }
  }
  for (const { name } of folder.list(messages)) {
    if (name.endsWith(".jsonl")) known(name.slice(0, -".jsonl".length)).files.push(`${messages}/${name}`);
  }
  findings.read("threads", entries.size);
  return [...entries.values()].filter(({ id, fields }) => {
    if (id.length > 0 && id.length <= limits.id) return true;
    findings.skipped("threads", "its id is too long", `${metadata}/${id}`, fields);
    return false;
  });
}

export interface ThreadContext {
  /** The key of the forum with this name. */
  forumNamed(name: string): string | undefined;
  /** The key of a forum for threads that have none. */
  recovered(): string;
  readonly members: ReadonlySet<string>;
  /** The person, who is kept as a user because of this. */
  needed(text: string): string;
  person(text: string): string;
  /** Unix seconds. */
  readonly now: number;
}

const knownKeys: ReadonlySet<string> = new Set([
  ...["id", "name", "parent_channel", "created_by", "created_at", "locked", "archived", "participants"],
]);

/** In the order in which they began. */
export function threadRecords(
  entries: readonly ThreadEntry[],
  context: ThreadContext,
  findings: Findings,
): RecordOf<"thread">[] {
  const records = entries.map((entry) => recordOf(entry, context, findings));
  findings.imported("threads", records.length);
  return records.toSorted((a, b) => a.createdAt - b.createdAt);
}

function recordOf(
  { id, fields }: ThreadEntry,
  context: ThreadContext,
  findings: Findings,
): RecordOf<"thread"> {
  const place = `${metadata}/${id}.json`;
  noteUnknownKeys(fields, knownKeys, { collection: "threads", place, findings });
  const forum = context.forumNamed(asText(fields["parent_channel"] ?? ""));
  const isLost = forum === undefined;
  if (isLost) findings.repaired("threads", "its forum is gone, or it names none", place);
  const creator = someText(fields["created_by"]);
  const createdBy = creator === undefined ? context.needed("unknown") : context.needed(creator);
  const others = textsOf(fields["participants"]).map(context.person);
  const participants = [...new Set([createdBy, ...others])].filter((user) => context.members.has(user));
  return {
    kind: "thread",
    room: keyOfThread(id),
    id,
    parent: forum ?? context.recovered(),
    name: nameOf(someText(fields["name"])?.trim() || id),
    createdBy,
    createdAt: timeOf(fields["created_at"]) ?? context.now,
    ...(fields["locked"] === true && { locked: true }),
    ...((fields["archived"] === true || isLost) && { archived: true }),
    ...(participants.length > 0 && { participants }),
  };
}

const nameOf = (name: string): string =>
  codePoints(name) <= limits.threadName ? name : [...name].slice(0, limits.threadName).join("");
