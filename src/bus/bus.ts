/** The face of the event bus: what happened, in one order for everybody. */
import type { Audience } from "../chat/emission.ts";
import type { Change } from "../chat/state.ts";

/** An encoded event with its place in the order. */
export interface Frame {
  /** The whole packet as JSON text, `seq` included; encoded once for all receivers. */
  readonly text: string;
  /** The same for connections with the extended profile, where they get more; else null. */
  readonly extendedText: string | null;
  /** Number of the event, growing by one; null for events that change no state. */
  readonly seq: number | null;
  readonly to: Audience;
  readonly droppable: boolean;
  readonly patient: boolean;
  /** Connection that gets a copy of its own as its reply, or none. */
  readonly except: string | null;
  /** Keys of the message whose text it carries, and of the message's thread (kept-texts.ts). */
  readonly about: readonly string[];
}

export interface Entry {
  readonly changes: readonly Change[];
  readonly frames: readonly Frame[];
}

/** What a publisher gives; the bus numbers it. */
export interface Draft {
  readonly packet: object;
  readonly replayed: boolean;
  readonly to: Audience;
  readonly droppable: boolean;
  readonly patient: boolean;
  readonly except: string | null;
  /** As in `Frame`. */
  readonly about: readonly string[];
  /** Kept events about this message or thread lose their text. */
  readonly outdates: string | null;
}

export interface Bus {
  /** Changes when the numbering starts anew; numbers of different epochs can't be compared. */
  readonly epoch: string;
  /** The newest number given. */
  readonly seq: number;
  /** Numbers and hands over to the subscriber; the frames come back for the publisher's reply. */
  publish(changes: readonly Change[], drafts: readonly Draft[]): readonly Frame[];
  /**
   * What was published after a number, oldest first, at most so many; null when that is not known any more, or never
   * was. Only frames with a number are kept.
   */
  since(seq: number, most?: number): readonly Frame[] | null;
}
