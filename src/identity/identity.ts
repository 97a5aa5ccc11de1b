/** Proving who somebody is: the outside identity service, and passwords of local accounts. */
import type { Failure } from "../protocol/errors.ts";

/** What the identity service confirmed. */
export interface ConfirmedIdentity {
  /** Opaque, 1-128 characters, never the id of a local account (`USR:local_…`). */
  readonly id: string;
  /** 1-100 characters, no control characters. */
  readonly username: string;
}

export interface Identity extends Passwords {
  /**
   * Asks the identity service whether the validator proves an account, for this connection's key. Fails with
   * `invalid_validator`, `account_blocked`, `parental_block`, or `identity_unavailable` when the service gave no
   * sensible answer. Never throws.
   */
  confirm(validator: string, key: string): Promise<ConfirmedIdentity | Failure>;
  readonly attempts: Attempts;
}

/** Passwords of local accounts. All the work is done off the event loop. */
export interface Passwords {
  /**
   * Hashes a password, which must not be empty, with argon2id. A failure (`too_many_attempts`) means that too
   * many passwords wait already.
   */
  hash(password: string): Promise<string | Failure>;
  /**
   * Compares a password with an argon2id or bcrypt hash. Without a hash, or with a malformed one, it takes as
   * long and doesn't match. The answer is an object, so that nobody takes a failure (too many wait) for a yes.
   *
   * @example
   * const compared = await identity.compare(password, storedHash);
   * if ("code" in compared) return compared;
   * if (!compared.matches) return fail("invalid_password");
   */
  compare(password: string, hash: string | null): Promise<{ readonly matches: boolean } | Failure>;
  /** Is this hash of an older kind, to be replaced at the next good login? */
  outdated(hash: string): boolean;
}

/** How often one may try. Times are milliseconds; a failure carries `retryAfter`. */
export interface Attempts {
  /**
   * Counts a login with a password, for the account and for the address, before the password is looked at, so
   * that parallel guesses count too. A refused one costs nothing and prolongs nothing.
   */
  login(account: string, address: string, now: number): Failure | null;
  /** The login that was counted was good: clears the account's count and gives the address its attempt back. */
  succeeded(account: string, address: string): void;
  /** Counts a registration, whatever becomes of it. */
  registration(address: string, now: number): Failure | null;
  /**
   * A refusal is repeated from memory for 10 s: some clients come again every 2 s for ever (08 §3.3). Remember
   * only refusals of a confirmed identity, else a stranger at the same address could shut its owner out.
   */
  remember(userId: string, address: string, failure: Failure, now: number): void;
  remembered(userId: string, address: string, now: number): Failure | null;
}
