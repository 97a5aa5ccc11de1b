/** The one-time code with which the first owner proves to have started the server (01 §10). Only its hash is stored. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export interface Claim {
  matches(code: string): boolean;
}

/** @param hashes of the codes that were printed while nobody owned the server */
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
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const letters = [...randomBytes(12)].map((byte) => alphabet[byte % alphabet.length]).join("");
  const code = letters.replace(/(.{4})(?=.)/g, "$1-");
  return { code, hash: hashOf(code) };
}

function hashOf(code: string): string {
  return createHash("sha256").update(code.trim().toUpperCase().replaceAll("-", "")).digest("hex");
}
