import { expect, test } from "bun:test";
import fc from "fast-check";
import { everyone } from "../chat/emission.ts";
import type { Draft, Entry } from "./bus.ts";
import { createLocalBus } from "./local.ts";

const draft = (text: string, replayed = true): Draft => ({
  packet: { cmd: "note", text },
  replayed,
  to: everyone,
  droppable: false,
  patient: false,
  except: null,
  about: [],
  outdates: null,
});

/** A message as `message_new` and `message_edit` tell of it, or its end. */
const said = (id: string, content: string): Draft => ({
  ...draft(""),
  packet: { cmd: "message_new", message: { id, content, embeds: [1] }, content, embeds: [1] },
  about: [`message ${id}`, "thread t"],
});
const over = (outdates: string): Draft => ({ ...draft("over"), outdates });

function busKeeping(events: number, characters = Number.POSITIVE_INFINITY) {
  const delivered: Entry[] = [];
  const bus = createLocalBus(
    "epoch",
    () => ({ events, characters }),
    (entry) => delivered.push(entry),
  );
  return { bus, delivered };
}

test("events that change state are numbered from 1, others are not", () => {
  const { bus } = busKeeping(10);
  const frames = bus.publish([], [draft("a"), draft("b", false), draft("c")]);
  expect(frames.map((frame) => frame.seq)).toEqual([1, null, 2]);
  expect(JSON.parse(frames[0]?.text ?? "")).toEqual({ cmd: "note", text: "a", seq: 1 });
  expect(JSON.parse(frames[1]?.text ?? "")).toEqual({ cmd: "note", text: "b" });
});

test("a lasting change without events takes a number, so that who missed it does not look up to date", () => {
  const { bus } = busKeeping(10);
  bus.publish([{ type: "channels", channels: [] }], []);
  expect(bus.seq).toBe(1);
  bus.publish([{ type: "presence", id: "a", delta: 1 }], []);
  expect(bus.seq).toBe(1);
});

test("what outdates a message takes its text out of the kept events about it, and of no other", () => {
  const { bus } = busKeeping(10);
  const texts = () =>
    (bus.since(0) ?? []).map(({ text, seq }) => {
      const packet = JSON.parse(text);
      expect(packet.seq).toBe(seq);
      return packet.message ? [packet.content, packet.message.content, "embeds" in packet.message] : null;
    });
  bus.publish([], [said("a", "one"), said("b", "two")]);
  bus.publish([], [{ ...said("a", "three"), outdates: "message a" }]);
  expect(texts()).toEqual([
    ["", "", false],
    ["two", "two", true],
    ["three", "three", true],
  ]);
  // In one breath, too.
  bus.publish([], [over("message a"), said("a", "four"), over("message a"), said("b", "five")]);
  expect(texts().flatMap((found) => found?.[0] ?? [])).toEqual(["", "two", "", "", "five"]);
  bus.publish([], [over("thread t")]);
  expect(texts().flatMap((found) => found?.[0] ?? [])).toEqual(["", "", "", "", ""]);
});

test("events without their text take less room, and those that are no longer kept none", () => {
  const { bus } = busKeeping(10, 500);
  bus.publish([], [said("a", "x".repeat(100))]);
  bus.publish([], [over("message a")]);
  expect(bus.since(0)).toHaveLength(2);
  bus.publish([], [draft("x".repeat(300))]);
  expect(bus.since(0)).toHaveLength(3);
  bus.publish([], [draft("x".repeat(450))]);
  bus.publish([], [over("message a")]);
  expect(bus.since(4)).toHaveLength(1);
});

test("as many as are asked for come, the oldest first", () => {
  const { bus } = busKeeping(3);
  for (const text of ["a", "b", "c", "d"]) bus.publish([], [draft(text)]);
  const seqs = (after: number, most: number) => bus.since(after, most)?.map(({ seq }) => seq) ?? null;
  expect([seqs(1, 2), seqs(2, 2), seqs(3, 2), seqs(1, 0)]).toEqual([[2, 3], [3, 4], [4], []]);
  expect(seqs(0, 0)).toBeNull();
});

test("who asks from the future is told that this is not known", () => {
  const { bus } = busKeeping(10);
  expect(bus.since(1)).toBeNull();
  expect(bus.since(0)).toEqual([]);
});

test("a smaller number of events in a new configuration holds with the next event", () => {
  const limits = { events: 10, characters: 1000 };
  const bus = createLocalBus(
    "epoch",
    () => limits,
    () => {},
  );
  for (const text of ["a", "b", "c"]) bus.publish([], [draft(text)]);
  expect(bus.since(0)).toHaveLength(3);
  limits.events = 1;
  bus.publish([], [draft("d")]);
  expect([bus.since(2), bus.since(3)?.length]).toEqual([null, 1]);
});

test("what is kept is bounded by count and by size, and the rest is not replayed by half", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 60, max: 3000 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }),
      (events, characters, lengths) => {
        const { bus } = busKeeping(events, characters);
        const texts = lengths.map((length) => bus.publish([], [draft("x".repeat(length))])[0]?.text ?? "");
        for (let after = 0; after <= texts.length; after++) {
          const rest = texts.slice(after);
          const kept = rest.length <= events && rest.join("").length <= characters;
          const replay = bus.since(after);
          expect(replay === null ? null : replay.map((frame) => frame.text)).toEqual(kept ? rest : null);
        }
      },
    ),
    { seed: 1 },
  );
});
