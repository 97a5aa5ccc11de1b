/**
 * Connection profiles (08 §2.1): what an older and a newer client get differently. Every connection starts as
 * `R` (reference). Whatever differs is decided here and in the delivery, never inside a handler.
 */
export type Profile = "R";

export interface ProfileRules {
  /** A rate limit refusal is followed by an `error` without `listener`, the only thing the official client shows. */
  readonly explainsRateLimits: boolean;
}

export const profiles: Readonly<Record<Profile, ProfileRules>> = {
  R: { explainsRateLimits: true },
};
