/** From the text of a frame to a packet, and what may be said of one that nobody has checked. */

/** One JSON object, as a client sent it. */
export type Packet = Readonly<Record<string, unknown>>;

/**
 * Standard JSON, one object (01 §1); null for anything else. `JSON.parse` makes `__proto__` an own key and takes the
 * last of duplicates.
 */
export function parsePacket(text: string): Packet | null {
  try {
    const value: unknown = JSON.parse(hasSurrogate.test(text) ? wellFormed(text) : text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Packet) : null;
  } catch {
    return null;
  }
}

const hasSurrogate = /\\u[dD][89a-fA-F]/;

/**
 * Half a surrogate pair can only come as an escape, and can't be stored in UTF-8: what people hear live and what
 * they read later would differ (RFC 7493 §2.1).
 */
function wellFormed(json: string): string {
  return json.replace(
    /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|.)/gs,
    (text) => (text.length === 6 ? "\\ufffd" : text),
  );
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
