import { changeChannelList } from "../../src/db/channels.ts";
import type { StoredMessage } from "../../src/db/messages.ts";
import { type InsertOutcome, insertMessage, type NewMessage } from "../../src/db/post-message.ts";
import {
  begin,
  beginAll,
  drive,
  type Procedure,
  type Read,
  type SqlValue,
  type Statement,
  type Write,
} from "../../src/db/procedure.ts";
import "../../src/db/procedures.gen.ts";
import { open } from "../../src/db/sqlite/database.ts";
import { admitUser } from "../../src/db/users.ts";
import { plainMember, textChannel } from "./plain.ts";

export interface MemoryDatabase {
  /** Runs a procedure at once. */
  call<Result>(call: Read<Result> | Write<Result>): Result;
  /** Runs several together, as one commit does. */
  together<Result>(calls: readonly Write<Result>[]): Result[];
  /** The same for a part of one. */
  part<Result>(procedure: Procedure<Result>): Result;
  sql(text: string, values?: readonly SqlValue[]): readonly unknown[];
  /** How SQLite carries out the statements that procedures have used so far. */
  plans(): readonly string[];
  close(): void;
}

/**
 * The real schema on SQLite in memory, for tests of single procedures.
 *
 * @param file a copy of a server's database instead
 */
export function openMemoryDatabase(file = ":memory:"): MemoryDatabase {
  const { run: runOne, close } = open({ file, mode: "write", synchronous: "OFF" });
  const used = new Map<string, readonly SqlValue[]>();
  const run = (statement: Statement) => {
    used.set(statement.text, statement.values);
    return runOne(statement);
  };
  return {
    call<Result>(call: Read<Result> | Write<Result>) {
      const value = drive(begin(call), run);
      // As it comes back from the database thread.
      return call.unpack ? call.unpack(JSON.parse(JSON.stringify(value))) : (value as Result);
    },
    together<Result>(calls: readonly Write<Result>[]) {
      const values = JSON.parse(JSON.stringify(drive(beginAll(calls), run))) as unknown[];
      return values.map((value, index) => calls[index]?.unpack?.(value) ?? (value as Result));
    },
    part: (procedure) => drive(procedure, run),
    sql: (text, values = []) => runOne({ text, values }),
    plans: () =>
      [...used].flatMap(([text, values]) => {
        const steps = runOne({ text: `EXPLAIN QUERY PLAN ${text}`, values }) as readonly { detail: string }[];
        return steps.map(({ detail }) => detail);
      }),
    close,
  };
}

/** Adds people, or lets them come back. */
export function addMembers(database: MemoryDatabase, ...ids: string[]): void {
  for (const id of ids) {
    const entrance = { user: plainMember(id), isNew: true, passwordHash: null, displaced: [] };
    database.call(admitUser(entrance));
  }
}

/** Adds channels behind one another; returns their ids. */
export function addChannels(database: MemoryDatabase, ...names: string[]): number[] {
  return database.call(
    changeChannelList({
      changed: [],
      removed: [],
      added: names.map(textChannel),
      order: names.map((_, added) => ({ added })),
      now: 1,
    }),
  );
}

let messages = 0;

/** A message as it would be sent, with what the test gives of it. */
export function sendMessage(
  database: MemoryDatabase,
  given: Partial<NewMessage> & Pick<NewMessage, "room" | "author">,
): InsertOutcome {
  const plain = { content: "text", now: 1_000_000, replyTo: null, ping: null, embeds: null, nonce: null };
  const mentions = { users: [], roles: [] };
  return database.call(insertMessage({ id: `m${++messages}`, mentions, ...plain, ...given }));
}

/** The same, where it must be stored. */
export function sentMessage(...sending: Parameters<typeof sendMessage>): StoredMessage {
  return storedMessage(sendMessage(...sending));
}

/** @throws Error when it wasn't stored */
export function storedMessage(outcome: InsertOutcome): StoredMessage {
  if ("message" in outcome && outcome.kind === "stored") return outcome.message;
  throw new Error(`not stored: ${JSON.stringify(outcome)}`);
}
