/** GitHub's signature of a delivery, and the comparison of secrets. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** @param header `X-Hub-Signature-256`: `sha256=` and 64 hexadecimal digits */
export function isSigned(body: Uint8Array, header: string | null, secret: string): boolean {
  const expected = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  return header !== null && sameText(header, expected);
}

/** Compares in a time that doesn't tell how much of the text is right. */
export function sameText(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
