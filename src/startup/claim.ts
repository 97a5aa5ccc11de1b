/** The one-time code with which the first owner proves to have started the server. Only its hash is stored. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export interface Claim {
  matches(code: string): boolean;
}

/** @param hashes of the codes that were printed while the server had no owner */
export function claimFor(hashes: readonly string[]): Claim {
  return {
    matches(code) {
      const given = Buffer.from(hashOf(code));
      return hashes.some((hash) => timingSafeEqual(given, Buffer.from(hash)));
    },
  };
}

/** Twelve letters and digits without look-alikes, in groups: easy to type, 60 bits. */
export function newClaimCode(): { code: string; hash: string } {
  const code = drawn(12, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789").replace(/(.{4})(?=.)/g, "$1-");
  return { code, hash: hashOf(code) };
}

function hashOf(code: string): string {
  return createHash("sha256").update(code.trim().toUpperCase().replaceAll("-", "")).digest("hex");
}

/** Random letters and digits, for secrets such as a connection's validator key. */
export function alphanumeric(length: number): string {
  return drawn(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

function drawn(length: number, alphabet: string): string {
  let text = "";
  // Bytes above the largest multiple of the alphabet's length would favour some letters.
  const end = 256 - (256 % alphabet.length);
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < end && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
