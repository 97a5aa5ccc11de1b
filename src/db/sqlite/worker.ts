/**
 * The threads that own the SQLite connections: one writer, and readers apart. The event loop never waits for
 * the disk. A message is one batch; the answers have one entry per call, in order. Those of a writer come together,
 * those of a reader in pieces, so that many big pages at once are never one text.
 *
 * Batches travel as JSON text: measured cheaper than structured clones of the same objects.
 */

import { getPriority, setPriority } from "node:os";
import { beginAll, type Call, drive } from "../procedure.ts";
import { type Database, open } from "./database.ts";
import "../procedures.gen.ts";
import { errorText } from "../../text/error-text.ts";
import type { CommitStep } from "../store.ts";

declare const self: {
  onmessage: ((event: MessageEvent<string>) => void) | null;
};
declare function postMessage(message: string): void;

export type ToWorker =
  | {
      readonly kind: "open";
      readonly file: string;
      readonly mode: "write" | "read";
      readonly synchronous: string;
    }
  | { readonly kind: "run"; readonly calls: readonly Call<unknown>[] }
  | { readonly kind: "checkpoint"; readonly now: boolean }
  | { readonly kind: "close" };

export type Answer = { readonly value: unknown } | { readonly failure: string };
export type FromWorker =
  | { readonly kind: "opened" }
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "results";
      /** To the first of the calls that are not answered yet. */
      readonly answers: readonly Answer[];
      /** Nothing more comes of this batch. */
      readonly isLast: boolean;
      /** Something was written: a disk that is full takes a batch that changes nothing. */
      readonly changed: boolean;
      /** Messages that were stored. */
      readonly messages: number;
      /** Milliseconds of the statements, and of making them durable. */
      readonly steps: Readonly<Record<CommitStep, number>>;
    }
  | { readonly kind: "checkpointed"; readonly failure: string | null }
  | { readonly kind: "closed" };

let database: Database | undefined;
let writes = false;
/** Rows changed until the last batch. */
let changesBefore: unknown = 0;
/** Stored by the batch under way, without what was rolled back. */
let messages = 0;
/** Milliseconds of the batch under way. */
let steps: Record<CommitStep, number> = { statements: 0, durable: 0 };
/** Something was written since the last checkpoint was asked for. */
let isBusy = false;
/** The thread has its lower priority. */
let yields = false;

self.onmessage = (event) => {
  const message: ToWorker = JSON.parse(event.data);
  switch (message.kind) {
    case "open":
      try {
        database = open(message);
        writes = message.mode === "write";
        // The thread may have had another database before.
        changesBefore = changesMade();
        isBusy = false;
        if (!writes) yieldToOthers();
        answer({ kind: "opened" });
      } catch (error) {
        answer({ kind: "failed", message: errorText(error) });
      }
      break;
    case "run": {
      if (!writes) {
        readInPieces(message.calls);
        break;
      }
      messages = 0;
      steps = { statements: 0, durable: 0 };
      const answers = runTogether(message.calls);
      const changes = changesMade();
      const changed = changes !== changesBefore;
      answer({ kind: "results", answers, isLast: true, changed, messages, steps });
      if (changed) {
        isBusy = true;
        try {
          database?.committed();
        } catch {
          // No space left: what was committed is safe, and the next call tries again.
        }
      }
      changesBefore = changes;
      break;
    }
    case "checkpoint": {
      let failure: string | null = null;
      try {
        database?.checkpoint(message.now || !isBusy);
      } catch (error) {
        failure = errorText(error);
      }
      isBusy = false;
      answer({ kind: "checkpointed", failure });
      break;
    }
    case "close":
      database?.close();
      database = undefined;
      answer({ kind: "closed" });
      break;
  }
};

/**
 * A reader of long histories should not delay messages where cores are few. On Linux the calls mean the calling
 * thread; elsewhere they would mean the whole process.
 */
function yieldToOthers(): void {
  if (process.platform !== "linux" || yields) return;
  yields = true;
  try {
    setPriority(Math.min(19, getPriority() + 5));
  } catch {
    // A sandbox may forbid it; the reader works all the same.
  }
}

/** All calls in one transaction. When one fails, each gets a transaction of its own, so that only the bad one is lost. */
function runTogether(calls: readonly Call<unknown>[]): Answer[] {
  try {
    return transaction(() => run(calls)).map((value) => ({ value }));
  } catch {
    return calls.map(runAlone);
  }
}

function runAlone(call: Call<unknown>): Answer {
  try {
    const [value] = transaction(() => run([call]));
    return { value };
  } catch (error) {
    return { failure: errorText(error) };
  }
}

/** Characters of answers that go together. */
const pieceCharacters = 256 * 1024;

function readInPieces(calls: readonly Call<unknown>[]): void {
  let piece: string[] = [];
  let size = 0;
  for (const [index, call] of calls.entries()) {
    const text = answerText(call);
    piece.push(text);
    size += text.length;
    const isLast = index === calls.length - 1;
    if (size < pieceCharacters && !isLast) continue;
    postMessage(
      `{"kind":"results","answers":[${piece.join()}],"isLast":${isLast},"changed":false,"messages":0,"steps":{"statements":0,"durable":0}}`,
    );
    piece = [];
    size = 0;
  }
}

/** An answer that can't be written as text, for one because it is too long, fails alone. */
function answerText(call: Call<unknown>): string {
  try {
    return JSON.stringify(runAlone(call));
  } catch (error) {
    return JSON.stringify({ failure: errorText(error) } satisfies Answer);
  }
}

function transaction<Result>(work: () => Result): Result {
  if (!database) throw new Error("the database is not open");
  const begun = performance.now();
  database.run({ text: "BEGIN", values: [] });
  const before = messages;
  try {
    const result = work();
    const worked = performance.now();
    database.run({ text: "COMMIT", values: [] });
    steps.statements += worked - begun;
    steps.durable += performance.now() - worked;
    return result;
  } catch (error) {
    messages = before;
    // A failed COMMIT or a full disk may have rolled back already; then there is nothing to roll back.
    if (database.inTransaction) database.run({ text: "ROLLBACK", values: [] });
    throw error;
  }
}

/** How many rows this connection has changed so far. */
function changesMade(): unknown {
  if (!writes || !database) return 0;
  const [counted] = database.run({ text: "SELECT total_changes() AS count", values: [] });
  return (counted as { readonly count: number }).count;
}

function run(calls: readonly Call<unknown>[]): unknown[] {
  if (!database) throw new Error("the database is not open");
  const { run: runOne } = database;
  return drive(beginAll(calls), (statement) => {
    if (statement.counts === "message") messages++;
    return runOne(statement);
  });
}

function answer(message: FromWorker): void {
  postMessage(JSON.stringify(message));
}
