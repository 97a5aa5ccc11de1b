import type { Failure } from "../protocol/errors.ts";

/** Connections of a user are to be closed. */
export interface Expulsion {
  readonly kind: "expel";
  readonly user: string;
  /** Which of them; all when it is left out. */
  readonly which?:
    | { readonly loginSession: string }
    /** All but the connection with this id. */
    | { readonly except: string };
  /** What the connections are told first. */
  readonly error?: Failure;
  /** Text of the `disconnect` packet. */
  readonly reason: string;
}
