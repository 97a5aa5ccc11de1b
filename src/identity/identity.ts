/** Proof of identity: the outside identity service, and passwords of local accounts. */
import type { Failure } from "../protocol/errors.ts";

/** How the identity service, or what stands before it, refuses a validator. */
export type IdentityRefusal = Failure<
  "invalid_validator" | "account_blocked" | "parental_block" | "identity_unavailable" | "too_many_attempts"
>;
/** How a proven account is refused. */
export type AdmissionRefusal = Failure<"banned" | "kicked_recently" | "storage_full">;
export type TooManyAttempts = Failure<"too_many_attempts">;

/** What the identity service confirmed. */
export interface ConfirmedIdentity {
  /** Opaque, 1-128 characters, never the id of a local account (`USR:local_…`). */
  readonly id: string;
  /** 1-100 characters, no control characters. */
  readonly username: string;
}

export interface Identity {
  /**
   * Asks the identity service whether the validator proves an account, for this connection's key. Fails with
   * `invalid_validator`, `account_blocked`, `parental_block`, `identity_unavailable` when the service gave no
   * sensible answer, or `too_many_attempts` when too many validators from this address were refused. Never throws.
   */
  confirm(validator: string, key: string, address: string): Promise<ConfirmedIdentity | IdentityRefusal>;
  /**
   * Compares the password of a login, when its turn comes, and counts a wrong one. Fails with `too_many_attempts`
   * when too many were wrong, or when too many passwords wait to be hashed.
   *
   * @example
   * const compared = await identity.prove({ account, address, isKnownNetwork, password, hash });
   * if (isFailure(compared)) return compared;
   * if (!compared.matches) return fail("invalid_password");
   */
  prove(guess: Guess): Promise<Compared | TooManyAttempts>;
  /** Hashes a password, which must not be empty, with argon2id. Fails like `prove` when too many wait. */
  hash(password: string, asker: Asker): Promise<string | TooManyAttempts>;
  /** Is this hash of an older kind, to be replaced at the next good login? */
  outdated(hash: string): boolean;
  /** Counts a login that is proven; the failure says that this account logs in too often. */
  goodLogin(userId: string): TooManyAttempts | null;
  /** Counts a registration, whatever becomes of it. */
  registration(address: string): TooManyAttempts | null;
  /**
   * A refusal is repeated from memory for 10 s: some clients come again every 2 s for ever. Remember only refusals of
   * a confirmed identity, else another client at the same address could lock its owner out.
   */
  remember(userId: string, address: string, failure: AdmissionRefusal): void;
  remembered(userId: string, address: string): AdmissionRefusal | null;
  /** Refuses the account with this id and username for some seconds: its client would be back at once. */
  keepOut(keys: readonly string[], seconds: number): void;
  /** Why the account with this id or username can't come in now, or null. */
  keptOut(key: string): Failure<"kicked_recently"> | null;
  /** The server stops: what waits for its turn is refused, what is under way ends soon; nobody needs to be told. */
  stop(): void;
}

/** The source of a password to be hashed; sources are served in turn. */
export interface Asker {
  /** The client's address. */
  readonly address: string;
  /** Id of the account, or the name where there is none. */
  readonly account: string;
}

/** A login with a password. */
export interface Guess extends Asker {
  /** The account has logged in from this network before. */
  readonly isKnownNetwork: boolean;
  readonly password: string;
  /** As stored; null where there is no account. */
  readonly hash: string | null;
}

/** An object, so that nobody takes a failure for a yes. */
export interface Compared {
  readonly matches: boolean;
}

/** Passwords of local accounts. All the work is done off the event loop. */
export interface Passwords {
  hash: Identity["hash"];
  /**
   * Compares a password with an argon2id or bcrypt hash. Without a hash, or with a malformed one, it takes as long
   * and doesn't match.
   *
   * @param before decides when the turn comes; what it gives is the answer, and nothing is hashed
   * @param after is told the result before anything else of the same asker is looked at
   */
  compare(
    asked: Asker & Pick<Guess, "password" | "hash">,
    before?: () => Compared | TooManyAttempts | null,
    after?: (compared: Compared) => void,
  ): Promise<Compared | TooManyAttempts>;
  outdated: Identity["outdated"];
  stop: Identity["stop"];
}

/** Limits of login attempts. Times are milliseconds; a failure carries `retryAfter`. */
export interface Attempts {
  /**
   * May this password be looked at? Null: yes; report the result with `failed` or `succeeded` before the next one of
   * the same network and account is asked about. No match: it is known to be wrong. A refusal costs nothing and
   * prolongs nothing.
   */
  before(guess: Guess, now: number): Compared | TooManyAttempts | null;
  failed(guess: Guess, now: number): void;
  /** Clears the short count of this network with this account. */
  succeeded(guess: Guess): void;
  goodLogin(userId: string, now: number): TooManyAttempts | null;
  registration(address: string, now: number): TooManyAttempts | null;
  remember(userId: string, address: string, failure: AdmissionRefusal, now: number): void;
  remembered(userId: string, address: string, now: number): AdmissionRefusal | null;
  keepOut(keys: readonly string[], seconds: number, now: number): void;
  keptOut(key: string, now: number): Failure<"kicked_recently"> | null;
}
