/** The bus of a single node: numbers, keeps the newest events for `resume`, and hands over at once. */
import type { Change } from "../chat/state.ts";
import { extendedForm } from "../protocol/profiles.ts";
import { withoutText } from "../protocol/without-text.ts";
import type { Bus, Entry, Frame } from "./bus.ts";
import { createKeptTexts } from "./kept-texts.ts";

export interface Retention {
  /** Most events kept. */
  readonly events: number;
  /** Most characters of encoded events kept. */
  readonly characters: number;
}

/** Presence and the newest message of a channel follow from events; other changes stand on their own. */
function isLasting(change: Change): boolean {
  return change.type !== "presence" && change.type !== "tail" && change.type !== "status_held";
}

function encode(packet: object, number: number | null): string {
  const text = JSON.stringify(packet);
  return number === null ? text : `${text.slice(0, -1)},"seq":${number}}`;
}

/** The same event without what its message says. */
function withoutItsText(frame: Frame): Frame {
  const strip = (text: string) => JSON.stringify(withoutText(JSON.parse(text)));
  return {
    ...frame,
    about: [],
    text: strip(frame.text),
    extendedText: frame.extendedText === null ? null : strip(frame.extendedText),
  };
}

/** A sequence number without a packet. */
function mark(seq: number): Frame {
  return {
    text: "",
    extendedText: null,
    seq,
    to: { kind: "user", user: "" },
    droppable: false,
    patient: false,
    except: null,
    about: [],
  };
}

/** @param retention is asked at each event, so that a new configuration holds at once */
export function createLocalBus(
  epoch: string,
  retention: () => Retention,
  deliver: (entry: Entry) => void,
): Bus {
  let seq = 0;
  let size = 0;
  /** Ring of numbered frames: `kept[0]` is unused space up to `head`. */
  let kept: Frame[] = [];
  let head = 0;
  const texts = createKeptTexts();

  /** Takes their text out of the kept events about a message or thread. */
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
      size += stripped.text.length - frame.text.length;
    }
  }

  function keep(frame: Frame): void {
    kept.push(frame);
    size += frame.text.length;
    if (frame.seq !== null) texts.add(frame.seq, frame.about);
    const { events, characters } = retention();
    while (kept.length - head > 0 && (kept.length - head > events || size > characters)) {
      const oldest = kept[head++];
      if (!oldest) break;
      size -= oldest.text.length;
      if (oldest.seq !== null) texts.remove(oldest.seq, oldest.about);
    }
    // Moving the rest down costs its length, so do it when that is no more than what was dropped.
    if (head > 1024 && head > kept.length / 2) {
      kept = kept.slice(head);
      head = 0;
    }
  }

  return {
    epoch,
    get seq() {
      return seq;
    },
    publish(changes, drafts) {
      const frames = drafts.map((draft): Frame => {
        const number = draft.replayed ? ++seq : null;
        const extended = extendedForm(draft.packet);
        return {
          text: encode(draft.packet, number),
          extendedText: extended && encode(extended, number),
          seq: number,
          to: draft.to,
          droppable: draft.droppable,
          patient: draft.patient,
          except: draft.except,
          about: draft.about,
        };
      });
      for (const [index, frame] of frames.entries()) {
        const outdated = drafts[index]?.outdates ?? null;
        if (outdated !== null) outdate(outdated);
        if (frame.seq !== null) keep(frame);
      }
      // A change without events takes a number too: who resumes from before it must not look up to date.
      if (changes.some(isLasting) && !frames.some((frame) => frame.seq !== null)) keep(mark(++seq));
      deliver({ changes, frames });
      return frames;
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
