/** The contexts of actions: what they need of the server, the member who acts, and the place. */
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

/** The context of an action by a member. */
export interface ByMember extends World {
  readonly user: User;
}

/** The same in a channel or thread. */
export interface InPlace extends ByMember, Place {}

/** The same in a thread. */
export interface InThread extends ByMember, ThreadPlace {}

/** The same for posting: with slow mode, and the time by which nonces are remembered. */
export interface Posting extends InPlace {
  /** Milliseconds of the monotonic clock, for pauses. */
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
