/** The event log of a single node: numbers entries, keeps the newest for `resume`, and hands them over at once. */
import type { Change } from "../chat/state.ts";
import type { Appended, Entry, EventLog, Subscriber } from "./event-log.ts";
import { type Frame, frameOf, kept as keptForm, mark, usualText, withoutItsText } from "./frame.ts";
import { createKeptTexts, outdatedBy } from "./kept-texts.ts";

export interface Retention {
  /** Most events kept. */
  readonly events: number;
  /** Most characters of encoded events kept. */
  readonly characters: number;
}

interface LocalLogOptions {
  /** Called at each event, so that a new configuration holds at once. */
  retention(): Retention;
  /** A subscriber threw. The others get the entry nevertheless. */
  failed(cause: unknown): void;
}

/** Presence and the newest message of a channel follow from events; other changes may come without any. */
function isLasting(change: Change): boolean {
  return change.type !== "presence" && change.type !== "tail" && change.type !== "status_held";
}

export function createLocalEventLog({ retention, failed }: LocalLogOptions): EventLog {
  const subscribers: Subscriber[] = [];
  /** Entries that wait while another one is handed over, each with its callback. */
  const waiting: { readonly entry: Entry | (() => Entry); readonly done: Subscriber | undefined }[] = [];
  let handingOver = false;
  let seq = 0;
  let size = 0;
  /** Ring of numbered frames: `kept[0]` is unused space up to `head`. */
  let kept: Frame[] = [];
  let head = 0;
  const texts = createKeptTexts();

  /** Removes the text from the kept events about a message or thread. */
  function outdate(key: string): void {
    const newest = kept.at(-1)?.seq ?? 0;
    for (const number of texts.of(key)) {
      // Numbers are consecutive, so the place of one is known without a search.
      const place = kept.length - 1 - (newest - number);
      const frame = kept[place];
      if (!frame) continue;
      texts.remove(number, frame.about);
      const stripped = withoutItsText(frame);
      kept[place] = stripped;
      size += usualText(stripped).length - usualText(frame).length;
    }
  }

  function keep(frame: Frame): void {
    kept.push(keptForm(frame));
    size += usualText(frame).length;
    if (frame.seq !== null) texts.add(frame.seq, frame.about);
    const { events, characters } = retention();
    while (kept.length - head > 0 && (kept.length - head > events || size > characters)) {
      const oldest = kept[head++];
      if (!oldest) break;
      size -= usualText(oldest).length;
      if (oldest.seq !== null) texts.remove(oldest.seq, oldest.about);
    }
    // Moving the rest down costs its length, so do it when that is no more than what was dropped.
    if (head > 1024 && head > kept.length / 2) {
      kept = kept.slice(head);
      head = 0;
    }
  }

  /** Gives an entry its numbers. */
  function place({ changes = [], events = [], expel = [], requester }: Entry): Appended {
    const frames = events.map((emission) => {
      const frame = frameOf(emission, emission.replayed ? ++seq : null, requester ?? null);
      const outdated = outdatedBy(emission.packet, emission.definition);
      if (outdated !== null) outdate(outdated);
      if (frame.seq !== null) keep(frame);
      return frame;
    });
    // A change without events takes a number too: a client that resumes from before it must not look up to date.
    if (changes.some(isLasting) && !frames.some((frame) => frame.seq !== null)) keep(mark(++seq));
    return { changes, events, frames, expel, seq };
  }

  function handOver(entry: Entry | (() => Entry), done: Subscriber | undefined): void {
    handingOver = true;
    let appended: Appended;
    try {
      appended = place(typeof entry === "function" ? entry() : entry);
      for (const subscriber of subscribers) call(subscriber, appended);
    } finally {
      handingOver = false;
    }
    if (done) call(done, appended);
  }

  function call(subscriber: Subscriber, appended: Appended): void {
    try {
      subscriber(appended);
    } catch (cause) {
      failed(cause);
    }
  }

  return {
    epoch: crypto.randomUUID(),
    get seq() {
      return seq;
    },
    append(entry, done) {
      waiting.push({ entry, done });
      // A subscriber may append an entry too: all of them get the present one first.
      if (handingOver) return;
      for (let next = waiting.shift(); next; next = waiting.shift()) handOver(next.entry, next.done);
    },
    subscribe(subscriber) {
      subscribers.push(subscriber);
    },
    since(after, most = Number.POSITIVE_INFINITY) {
      if (after > seq) return null;
      // Numbers are consecutive, so the place is known without a search.
      const oldest = seq - (kept.length - head) + 1;
      if (after < oldest - 1) return null;
      const first = head + (after - oldest + 1);
      return kept.slice(first, first + most);
    },
  };
}
