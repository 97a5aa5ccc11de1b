/** Which of the kept events carry what a message says, so that it can be taken out when nobody may read it any more. */
import type { EventDefinition } from "../protocol/event.ts";

export interface KeptTexts {
  /** An event is kept. */
  add(seq: number, about: readonly string[]): void;
  /** It is kept no longer. */
  remove(seq: number, about: readonly string[]): void;
  /** Numbers of kept events about this message or thread. */
  of(key: string): readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Keys of the message whose text this packet carries, and of its thread. */
export function aboutWhat(packet: object, { carriesText }: Pick<EventDefinition, "carriesText">): string[] {
  if (!carriesText) return [];
  const { thread_id } = packet as Fields;
  return [`message ${messageIn(packet)}`, ...(typeof thread_id === "string" ? [`thread ${thread_id}`] : [])];
}

/** Key of the message or thread whose earlier texts nobody may read any more, or null. */
export function outdatedBy(packet: object, { outdates }: Pick<EventDefinition, "outdates">): string | null {
  if (outdates === undefined) return null;
  return outdates === "message"
    ? `message ${messageIn(packet)}`
    : `thread ${(packet as Fields)["thread_id"]}`;
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
  const kept = new Map<string, Set<number>>();
  return {
    add(seq, about) {
      for (const key of about) {
        const seqs = kept.get(key);
        if (seqs) seqs.add(seq);
        else kept.set(key, new Set([seq]));
      }
    },
    remove(seq, about) {
      for (const key of about) {
        const seqs = kept.get(key);
        seqs?.delete(seq);
        if (seqs?.size === 0) kept.delete(key);
      }
    },
    of: (key) => [...(kept.get(key) ?? [])],
  };
}
