/** What actions are given: of the server what every actor can bring, and who acts, where. */
import type { User } from "../chat/model.ts";
import type { Place, ThreadPlace } from "../chat/place.ts";
import type { SlowMode } from "../chat/slow-mode.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import type { Read } from "../db/procedure.ts";

export interface World {
  readonly state: State;
  readonly config: Config;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** UUIDv7. */
  newId(): string;
}

/** A member acts. */
export interface ByMember extends World {
  readonly user: User;
}

/** A member acts in a channel or thread. */
export interface InPlace extends ByMember, Place {}

/** A member acts in a thread. */
export interface InThread extends ByMember, ThreadPlace {}

/** A member posts: what slow mode needs, and the time by which nonces are remembered. */
export interface Posting extends InPlace {
  /** Milliseconds of a clock that nobody sets: for pauses. */
  readonly elapsed: number;
  /** Milliseconds by which nonces are remembered. */
  readonly nonceTime: number;
  readonly slowMode: Pick<SlowMode, "attempt">;
}

/** For actions that must look something up first. */
export interface Reading {
  /** Reads what has been committed. */
  read<Result>(read: Read<Result>): Promise<Result>;
}
