import type { Failure } from "../protocol/errors.ts";

/** All connections of a user are to be closed. */
export interface Expulsion {
  readonly kind: "expel";
  readonly user: string;
  /** What the connections are told first. */
  readonly error?: Failure;
  /** Text of the `disconnect` packet. */
  readonly reason: string;
}
