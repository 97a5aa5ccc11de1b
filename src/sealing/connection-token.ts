/**
 * The token that `ready` gives to a connection, as `validator`. It authorizes uploads while that connection is logged in
 * (compatibility.md#ready-validator). It is the connection's validator key, sealed, so that nothing has to be kept.
 */
import type { Sealing } from "./sealing.ts";

/** Tells these from other sealed texts. */
const prefix = "connection ";

export function connectionToken(validatorKey: string, sealing: Pick<Sealing, "seal">): string {
  // In base64url: it may end up in an address.
  return Buffer.from(sealing.seal(prefix + validatorKey), "base64").toString("base64url");
}

/** The validator key of the connection that has this token; null: this server never gave it away. */
export function validatorKeyIn(token: string, sealing: Pick<Sealing, "open">): string | null {
  const text = sealing.open(token);
  return text?.startsWith(prefix) ? text.slice(prefix.length) : null;
}
