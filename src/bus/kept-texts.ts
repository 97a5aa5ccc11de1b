/** Which kept events carry the text of a message, so that it can be removed when the message is edited or deleted. */
import type { EventDefinition } from "../protocol/event.ts";

export interface KeptTexts {
  /** An event is kept. Numbers grow. */
  add(seq: number, about: readonly string[]): void;
  /** It is kept no longer: the oldest one, or one of those that `of` gave. */
  remove(seq: number, about: readonly string[]): void;
  /** Numbers of kept events about the message or thread with this id. */
  of(key: string): readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

const nothing: readonly string[] = [];

/** Ids of the message whose text this packet carries, and of its thread. */
export function textIdsOf(
  packet: object,
  { carriesText }: Pick<EventDefinition, "carriesText">,
): readonly string[] {
  if (!carriesText) return nothing;
  const { thread_id } = packet as Fields;
  const message = String(messageIn(packet));
  return typeof thread_id === "string" ? [message, thread_id] : [message];
}

/** Id of the message or thread whose earlier texts may no longer be read, or null. */
export function outdatedBy(packet: object, { outdates }: Pick<EventDefinition, "outdates">): string | null {
  if (outdates === undefined) return null;
  return String(outdates === "message" ? messageIn(packet) : (packet as Fields)["thread_id"]);
}

function messageIn(packet: object): unknown {
  const { message, message_id, id } = packet as {
    message?: { id?: unknown };
    message_id?: unknown;
    id?: unknown;
  };
  return message?.id ?? message_id ?? id;
}

export function createKeptTexts(): KeptTexts {
  // Most messages have one event, which needs no set.
  const kept = new Map<string, number | Set<number>>();
  // An entry in the map costs a message more than its packet's JSON, and most messages are never changed. So events
  // wait here, in the order of their numbers, until somebody asks.
  let waiting: { readonly seq: number; readonly about: readonly string[] }[] = [];
  /** Those before are gone. */
  let head = 0;

  function index({ seq, about }: (typeof waiting)[number]): void {
    for (const key of about) {
      const known = kept.get(key);
      if (known === undefined) kept.set(key, seq);
      else if (typeof known === "number") kept.set(key, new Set([known, seq]));
      else known.add(seq);
    }
  }

  return {
    add(seq, about) {
      if (about.length > 0) waiting.push({ seq, about });
    },
    remove(seq, about) {
      // The oldest event goes first, or one that `of` has told of.
      if (waiting[head]?.seq === seq) {
        head++;
        if (head < 1024 || head < waiting.length / 2) return;
        waiting = waiting.slice(head);
        head = 0;
        return;
      }
      for (const key of about) {
        const known = kept.get(key);
        if (known === seq) kept.delete(key);
        else if (typeof known === "object" && known.delete(seq) && known.size === 0) kept.delete(key);
      }
    },
    of(key) {
      for (const event of waiting.slice(head)) index(event);
      waiting = [];
      head = 0;
      const known = kept.get(key);
      return known === undefined ? [] : typeof known === "number" ? [known] : [...known];
    },
  };
}
