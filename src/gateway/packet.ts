/** From the text of a frame to a packet, and safe ways to quote an unchecked one. */

/** One JSON object, as a client sent it. */
export type Packet = Readonly<Record<string, unknown>>;

/**
 * Standard JSON, one object; null for anything else. `JSON.parse` makes `__proto__` an own key and takes the last of
 * duplicates. How much work that can be is limited before (outline.ts).
 */
export function parsePacket(text: string): Packet | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isPacket(value)) return null;
    // Only an escape can make half a surrogate pair: the frame itself is UTF-8.
    return text.includes("\\ud") || text.includes("\\uD") ? (wellFormed(value) as Packet) : value;
  } catch {
    return null;
  }
}

function isPacket(value: unknown): value is Packet {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Replaces halves of surrogate pairs in values, and drops fields with one in their name; in place. They can't be
 * stored in UTF-8, so the live event and the stored message would differ (RFC 7493 §2.1).
 */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    // No command has such a field.
    if (key.isWellFormed()) object[key] = wellFormed(object[key]);
    else delete object[key];
  }
  return value;
}

/** `String` of an object can be anything, even an error. */
export function shownCommand(cmd: unknown): string {
  return typeof cmd === "string" ? cmd.slice(0, 100) : isScalar(cmd) ? String(cmd) : "none";
}

/** Short enough, and of a kind, to be repeated in an answer. */
export function isScalar(value: unknown): boolean {
  return (
    (typeof value === "string" && value.length <= 200) ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}
