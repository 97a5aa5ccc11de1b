/** JSON as it is printed: a terminal shows it too, and names in it come from others. */

/**
 * What `JSON.stringify` leaves as it is though terminals obey it: DEL, C1 control characters, line separators, and
 * controls of the writing direction.
 */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * The same value as `JSON.stringify` writes, with such characters escaped.
 *
 * @example printedJson({ name: "a\u009bb" }) // {"name":"a\\u009bb"}
 */
export function printedJson(value: unknown, indent?: number): string {
  // All of them stand in texts, where an escape means the same.
  return JSON.stringify(value, null, indent).replace(
    obeyed,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
