import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import fc from "fast-check";
import { type Emission, emit, everyone } from "../chat/emission.ts";
import { event } from "../protocol/event.ts";
import type { Appended } from "./event-log.ts";
import { mark, textFor, usualText } from "./frame.ts";
import { createLocalEventLog } from "./local.ts";

const about = {
  summary: "",
  audience: "everyone",
  fields: Type.Object({}, { additionalProperties: true }),
} as const;
const note = event({ name: "note", ...about });
const messageNew = event({ name: "message_new", carriesText: true, ...about });
const messageEdit = event({ name: "message_edit", carriesText: true, outdates: "message", ...about });
const messageOver = event({ name: "message_over", outdates: "message", ...about });
const threadOver = event({ name: "thread_over", outdates: "thread", ...about });

const told = (text: string, replayed = true): Emission => emit(note, { text }, everyone, { replayed });

/** A message as `message_new` and `message_edit` tell of it, or its end. */
const said = (
  id: string,
  content: string,
  definition: typeof messageNew | typeof messageEdit = messageNew,
) => {
  const fields = { message: { id, content, embeds: [1] }, thread_id: "t", content, embeds: [1] };
  return emit(definition, fields, everyone);
};
const over = (id: string) => emit(messageOver, { id }, everyone);

function logKeeping(events: number, characters = Number.POSITIVE_INFINITY) {
  const failures: unknown[] = [];
  const log = createLocalEventLog({
    retention: () => ({ events, characters }),
    failed: (cause) => failures.push(cause),
  });
  /** Appends events, and gives what came of it. */
  function tell(...emissions: readonly Emission[]): Appended {
    let appended: Appended | undefined;
    log.append({ events: emissions }, (done) => {
      appended = done;
    });
    if (!appended) throw new Error("not appended at once");
    return appended;
  }
  return { log, tell, failures };
}

test("events that change state are numbered from 1, others are not", () => {
  const { log, tell } = logKeeping(10);
  const { frames, seq } = tell(told("a"), told("b", false), told("c"));
  expect(frames.map((frame) => frame.seq)).toEqual([1, null, 2]);
  expect([seq, log.seq]).toEqual([2, 2]);
  expect(frames.slice(0, 2).map((frame) => JSON.parse(usualText(frame)))).toEqual([
    { cmd: "note", text: "a", seq: 1 },
    { cmd: "note", text: "b" },
  ]);
});

test("a lasting change without events takes a number, so that a client that missed it does not look up to date", () => {
  const { log } = logKeeping(10);
  log.append({ changes: [{ type: "channels", channels: [] }] });
  expect(log.seq).toBe(1);
  log.append({ changes: [{ type: "presence", id: "a", delta: 1 }] });
  expect(log.seq).toBe(1);
});

test("what outdates a message takes its text out of the kept events about it, and of no other", () => {
  const { log, tell } = logKeeping(10);
  const texts = () =>
    (log.since(0) ?? []).map((frame) => {
      const packet = JSON.parse(usualText(frame));
      expect(packet.seq).toBe(frame.seq);
      return packet.message ? [packet.content, packet.message.content, "embeds" in packet.message] : null;
    });
  tell(said("a", "one"), said("b", "two"));
  tell(said("a", "three", messageEdit));
  expect(texts()).toEqual([
    ["", "", false],
    ["two", "two", true],
    ["three", "three", true],
  ]);
  // In one entry, too.
  tell(over("a"), said("a", "four"), over("a"), said("b", "five"));
  expect(texts().flatMap((found) => found?.[0] ?? [])).toEqual(["", "two", "", "", "five"]);
  tell(emit(threadOver, { thread_id: "t" }, everyone));
  expect(texts().flatMap((found) => found?.[0] ?? [])).toEqual(["", "", "", "", ""]);
});

test("events without their text take less room, and those that are no longer kept none", () => {
  const { log, tell } = logKeeping(10, 500);
  tell(said("a", "x".repeat(100)));
  tell(over("a"));
  expect(log.since(0)).toHaveLength(2);
  tell(told("x".repeat(300)));
  expect(log.since(0)).toHaveLength(3);
  tell(told("x".repeat(450)));
  tell(over("a"));
  expect(log.since(4)).toHaveLength(1);
});

test("as many as are asked for come, the oldest first", () => {
  const { log, tell } = logKeeping(3);
  for (const text of ["a", "b", "c", "d"]) tell(told(text));
  const seqs = (after: number, most: number) => log.since(after, most)?.map(({ seq }) => seq) ?? null;
  expect([seqs(1, 2), seqs(2, 2), seqs(3, 2), seqs(1, 0)]).toEqual([[2, 3], [3, 4], [4], []]);
  expect(seqs(0, 0)).toBeNull();
});

test("a number from the future is unknown", () => {
  const { log } = logKeeping(10);
  expect(log.since(1)).toBeNull();
  expect(log.since(0)).toEqual([]);
});

test("a smaller number of events in a new configuration holds with the next event", () => {
  const limits = { events: 10, characters: 1000 };
  const log = createLocalEventLog({ retention: () => limits, failed() {} });
  const tell = (text: string) => log.append({ events: [told(text)] });
  for (const text of ["a", "b", "c"]) tell(text);
  expect(log.since(0)).toHaveLength(3);
  limits.events = 1;
  tell("d");
  expect([log.since(2), log.since(3)?.length]).toEqual([null, 1]);
});

test("what is kept is bounded by count and by size, and the rest is not replayed by half", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 60, max: 3000 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }),
      (events, characters, lengths) => {
        const { log, tell } = logKeeping(events, characters);
        const texts = lengths.map((length) => usualText(tell(told("x".repeat(length))).frames[0] ?? mark(0)));
        for (let after = 0; after <= texts.length; after++) {
          const rest = texts.slice(after);
          const kept = rest.length <= events && rest.join("").length <= characters;
          const replay = log.since(after);
          expect(replay === null ? null : replay.map(usualText)).toEqual(kept ? rest : null);
        }
      },
    ),
    { seed: 1 },
  );
});

test("subscribers get typed events in the order of subscribing, and what is appended meanwhile behind them", () => {
  const { log, failures } = logKeeping(10);
  const calls: string[] = [];
  log.subscribe(({ events }) => {
    for (const { definition, packet } of events) {
      calls.push(`first ${packet.cmd}`);
      if (definition === note) log.append({ events: [over("a")] }, () => calls.push("done message_over"));
    }
  });
  log.subscribe(({ events }) => {
    for (const { packet } of events) calls.push(`second ${packet.cmd}`);
    throw new Error("second fails");
  });
  log.subscribe(({ seq }) => calls.push(`third ${seq}`));
  log.append({ events: [told("a")] }, ({ seq }) => calls.push(`done note ${seq}`));
  expect(calls).toEqual([
    ...["first note", "second note", "third 1", "done note 1"],
    ...["first message_over", "second message_over", "third 2", "done message_over"],
  ]);
  expect(failures.map(String)).toEqual(["Error: second fails", "Error: second fails"]);
});

test("an event is encoded when somebody needs it, once in each form", () => {
  const { tell } = logKeeping(0);
  let encoded = 0;
  const messages = { toJSON: () => ++encoded };
  const page = event({ name: "messages_get", replayed: false, ...about });
  const [frame] = tell(emit(page, { messages }, everyone)).frames;
  if (!frame) throw new Error("no frame");
  expect(encoded).toBe(0);
  const texts = [false, true, false, true].map((extended) =>
    textFor(frame, { extended, newerReactions: false, listsThreads: null }),
  );
  const [usual, other] = [
    '{"cmd":"messages_get","messages":1}',
    '{"cmd":"messages_get","messages":2,"val":3}',
  ];
  expect(texts).toEqual([usual, other, usual, other]);
});

test("each log has an epoch of its own", () => {
  expect(logKeeping(1).log.epoch).not.toBe(logKeeping(1).log.epoch);
});
