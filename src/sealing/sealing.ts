/**
 * Secrets that the server must be able to show again or use, such as the tokens of webhooks. The database holds them
 * encrypted; the key lies in a file beside it. A copy of the database alone gives none of them away.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Sealing {
  /** Encrypts a text (AES-256-GCM). */
  seal(text: string): string;
  /** The text; null: it was sealed with another key, or is damaged. */
  open(sealed: string): string | null;
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * @param folder where the key lies, `sealing.key`; it is made when there is none
 * @throws Error when the file can't be read or written, or holds no key
 */
export function openSealing(folder: string): Sealing {
  return createSealing(keyIn(join(folder, "sealing.key")));
}

export function createSealing(key: Uint8Array): Sealing {
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
    },
    open(sealed) {
      try {
        const bytes = Buffer.from(sealed, "base64");
        const iv = bytes.subarray(0, ivBytes);
        const cipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
        cipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const body = bytes.subarray(ivBytes + tagBytes);
        return Buffer.concat([cipher.update(body), cipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

/** A secret that is shown once: 256 random bits in base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database keeps of a secret to recognise it: SHA-256, hexadecimal. Only for secrets of 128 bits and more. */
export function hashOfSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function keyIn(file: string): Uint8Array {
  try {
    // Fails when there is one.
    writeFileSync(file, `${randomBytes(keyBytes).toString("base64")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.byteLength !== keyBytes) throw new Error(`${file} holds no key of ${keyBytes} bytes in Base64`);
  // Copied by hand, it may have become readable for others.
  chmodSync(file, 0o600);
  return key;
}
