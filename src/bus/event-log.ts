/** The interface of the event log: all that happened, in one order for everybody. */
import type { Emission } from "../chat/emission.ts";
import type { Expulsion } from "../chat/expulsion.ts";
import type { Change } from "../chat/state.ts";
import type { Frame } from "./frame.ts";

/** Changes of memory and their events, which happen together. Values only, so another node can make an entry. */
export interface Entry {
  readonly changes?: readonly Change[] | undefined;
  readonly events?: readonly Emission[] | undefined;
  /** Users whose connections end. */
  readonly expel?: readonly Expulsion[];
  /** Id of the connection that asked, which gets no emission with `exceptRequester`. */
  readonly requester?: string | undefined;
}

/** An entry in its place. */
export interface Appended {
  readonly changes: readonly Change[];
  readonly events: readonly Emission[];
  /** The same events, numbered, as they go to connections. */
  readonly frames: readonly Frame[];
  readonly expel: readonly Expulsion[];
  /** The newest number, this entry's included. */
  readonly seq: number;
}

export type Subscriber = (appended: Appended) => void;

export interface EventLog {
  /** Changes when the numbering restarts; numbers of different epochs can't be compared. */
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
  /** Calls the subscriber with every entry from now on, after earlier subscribers. The first one delivers. */
  subscribe(subscriber: Subscriber): void;
  /**
   * Returns the events after a number, oldest first, at most `most` of them. Null: they are no longer kept, or the
   * number is unknown. Only events with a number are kept.
   */
  since(seq: number, most?: number): readonly Frame[] | null;
}
