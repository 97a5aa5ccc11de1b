/**
 * Walks the whole store and lists what contradicts itself: rows that point at nothing, copies that differ from what
 * they were copied from, counts that are wrong. What the schema itself refuses (unique names, say) isn't asked again.
 *
 * What waits for its turn is no fault: let deleted rooms be purged, messages be indexed, and nonces and pictures be
 * forgotten first (`settle`). After that nothing may be left of what was deleted.
 *
 * @example
 * await settle(town.server.store, Date.now());
 * expect(faultsIn(join(town.server.folder, "db", "server.db"))).toEqual([]);
 */
import { Database } from "bun:sqlite";
import { forgetNonces } from "../../src/db/nonces.ts";
import { forgetPictures } from "../../src/db/pictures.ts";
import type { Write } from "../../src/db/procedure.ts";
import { purgeDeletedRoom } from "../../src/db/purge.ts";
import { indexSome } from "../../src/db/search-index.ts";
import { indexText } from "../../src/db/search-text.ts";
import type { Store } from "../../src/db/store.ts";
import {
  type Ask,
  faultLines,
  storedFaultNames,
  storedFaults,
  unreadableColumns,
} from "../../src/db/store-rules.ts";
import type { MessageRow } from "../../src/db/tables.ts";
import { auditActions } from "../../src/protocol/audit.ts";

/** Rules that need more than SQL. */
const programs = {
  "a name under another key": ({ ask }) => [
    ...misnamed(ask("SELECT id, username AS name, username_key AS key FROM users WHERE left_at IS NULL")),
    ...misnamed(ask("SELECT id, name, name_key AS key FROM roles")),
  ],
  "an audit entry that means nothing": ({ ask }) =>
    (ask("SELECT id, action, category, details FROM audit") as AuditEntry[]).filter(
      ({ action, category, details }) =>
        (auditActions as Readonly<Record<string, string>>)[action] !== category || !details.startsWith("{"),
    ),
  "a message that search doesn't find": ({ written, indexed }) => beyond(written, indexed),
  "a word in the search index that is in no message": ({ written, indexed }) => beyond(indexed, written),
} as const satisfies Readonly<Record<string, (index: Asked) => readonly unknown[]>>;

interface Asked {
  readonly ask: Ask;
  /** By the key of the message: the words that it has, and those that the index has of it. */
  readonly written: Words;
  readonly indexed: Words;
}
type Words = ReadonlyMap<number, ReadonlySet<string>>;
type Named = { readonly id: string; readonly name: string; readonly key: string | null };
type AuditEntry = {
  readonly id: string;
  readonly action: string;
  readonly category: string;
  readonly details: string;
};

export const faultNames: readonly string[] = [...storedFaultNames, ...Object.keys(programs)];

/** One line for each fault: what is wrong, and where. */
export function storeFaults(ask: Ask): string[] {
  const unreadable = unreadableColumns(ask);
  if (unreadable.length > 0) return unreadable;
  const asked = { ask, written: writtenWords(ask), indexed: indexedWords(ask) };
  return [
    ...storedFaults(ask, { waiting: true }),
    ...Object.entries(programs).flatMap(([what, program]) => faultLines(what, program(asked))),
  ];
}

/** Reads a server's database, which may run meanwhile. */
export function faultsIn(file: string): string[] {
  const database = new Database(file, { readonly: true });
  try {
    return storeFaults((query) => database.query(query).all());
  } finally {
    database.close();
  }
}

/** What is due in time happens now: deleted rooms are purged, messages indexed, what nobody needs is forgotten. */
export async function settle(store: Store, now: number): Promise<void> {
  while (await tidy(store, 1000)) {}
  await stored(store, forgetNonces({ now: now * 1000 }));
  await stored(store, forgetPictures({}));
}

/** A step of purging and one of indexing, of so much each; gives whether there may be more to do. */
export async function tidy(store: Store, work: number): Promise<boolean> {
  const [purges, indexes] = await Promise.all([
    stored(store, purgeDeletedRoom({ limit: work })),
    stored(store, indexSome({ work })),
  ]);
  return purges || indexes;
}

function stored<Result>(store: Store, write: Write<Result>): Promise<Result> {
  return new Promise((resolve, reject) =>
    store.commit(write, (result, failure) =>
      failure ? reject(new Error(failure.reason)) : resolve(result as Result),
    ),
  );
}

function misnamed(found: readonly unknown[]): Named[] {
  return (found as Named[]).filter(({ name, key }) => name.toLowerCase() !== key);
}

/** The words of `some` that `others` has not. */
function beyond(some: Words, others: Words): { message: number; words: string[] }[] {
  return [...some].flatMap(([message, words]) => {
    const more = [...words].filter((word) => !others.get(message)?.has(word));
    return more.length > 0 ? [{ message, words: more }] : [];
  });
}

function writtenWords(ask: Ask): Words {
  const messages = ask("SELECT key, author, content, pings, embeds, extra FROM messages") as MessageRow[];
  return new Map(messages.map((message) => [message.key, new Set(indexText(message).split(" "))]));
}

function indexedWords(ask: Ask): Words {
  const words = new Map<number, Set<string>>();
  for (const { term, doc } of ask("SELECT term, doc FROM search_vocabulary") as {
    term: string;
    doc: number;
  }[]) {
    const known = words.get(doc);
    if (known) known.add(term);
    else words.set(doc, new Set([term]));
  }
  return words;
}
