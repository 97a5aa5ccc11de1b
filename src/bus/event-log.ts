/** The face of the event log: what happened, in one order for everybody. */
import type { Emission } from "../chat/emission.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import type { Change } from "../chat/state.ts";
import type { Frame } from "./frame.ts";

/** What happens at once: changes of memory, and the events that tell of them. Values only, so another node can make it. */
export interface Entry {
  readonly changes?: readonly Change[] | undefined;
  readonly events?: readonly Emission[] | undefined;
  /** Users whose connections end. */
  readonly expel?: readonly Expulsion[];
  /** Id of the connection that asked, which gets no emission with `exceptRequester`. */
  readonly requester?: string;
}

/** An entry in its place. */
export interface Appended {
  readonly changes: readonly Change[];
  readonly events: readonly Emission[];
  /** The same events, numbered, as they go to connections. */
  readonly frames: readonly Frame[];
  readonly expel: readonly Expulsion[];
  /** The newest number, with those of this entry. */
  readonly seq: number;
}

export type Subscriber = (appended: Appended) => void;

export interface EventLog {
  /** Changes when the numbering starts anew; numbers of different epochs can't be compared. */
  readonly epoch: string;
  /** The newest number that the subscribers have been given. */
  readonly seq: number;
  /**
   * Numbers an entry and hands it to the subscribers. This may take time; entries keep the order of the calls.
   *
   * @param entry or what makes it when its turn has come, from memory as it stands right before it
   * @param done called behind the subscribers, before the next entry
   */
  append(entry: Entry | (() => Entry), done?: Subscriber): void;
  /** Is given every entry from now on, behind those who subscribed earlier. The first one delivers. */
  subscribe(subscriber: Subscriber): void;
  /**
   * Events after a number, oldest first, at most so many; null when these are not known any more, or never were. Only
   * events with a number are kept.
   */
  since(seq: number, most?: number): readonly Frame[] | null;
}
