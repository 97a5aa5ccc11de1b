/**
 * Texts that people choose and others see: names, statuses, descriptions. One filter removes invisible characters and
 * what reorders the text around it. Characters are told apart by Unicode property, so the filter grows with Unicode.
 */

/**
 * What shows nothing when it stands alone: default ignorables, white space, controls, combining marks without a base.
 * U+2800 is a braille cell without a dot; no property says that it is blank.
 */
const blank = String.raw`\p{DI}\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Noncharacter_Code_Point}\u2800`;
const visible = new RegExp(`[^${blank}]`, "v");
const space = String.raw`[\p{White_Space}\u2800]`;

/** Scripts whose letters change their shape around a joiner (UAX #31, 2.3). */
const joined = String.raw`[[\p{L}\p{M}]&&[${[
  ...["Arab", "Syrc", "Thaa", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya"],
  ...["Taml", "Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr", "Tibt"],
]
  .map((script) => String.raw`\p{scx=${script}}`)
  .join("")}]]`;

/** Invisible characters that do something where they stand: they choose a glyph, or tie emojis and letters together. */
const useful = [
  String.raw`(?<=[^${blank}])\p{Variation_Selector}`,
  String.raw`(?<=\p{ExtPict}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)\u200d(?=\p{ExtPict})`,
  `(?<=${joined})[\u200c\u200d](?=${joined})`,
  // Flags of regions, such as Scotland's.
  String.raw`(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]+\u{e007f}`,
].join("|");
const unseen = String.raw`[\p{DI}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\ufff9-\ufffb]`;

const inName = new RegExp(`(${useful})|${unseen}`, "gv");
/** In a longer text, lines may end, and marks and closed isolates keep mixed writing directions readable. */
const inText = new RegExp(String.raw`(${useful}|[\t\n\u061c\u200e\u200f\u2066-\u2069])|${unseen}`, "gv");
const spaces = new RegExp(`${space}+`, "gv");
const leading = /^[\p{White_Space}\u2800\p{M}]+/v;
const trailing = new RegExp(`${space}+$`, "v");

/** Is nothing of it visible? */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

/** A name as it is kept: composed (NFC), on one line, without invisible characters. Cleaning it again changes nothing. */
export function shownName(input: string): string {
  const text = input.replace(spaces, " ").replace(inName, keep).replace(leading, "").replace(spaces, " ");
  return isBlank(text) ? "" : text.replace(trailing, "").normalize("NFC");
}

/** Is every character of a name visible? Spaces around it and repeated ones don't count. */
export function showsWhole(name: string): boolean {
  return shownName(name) === name.normalize("NFC").trim().replace(spaces, " ");
}

/** A text that may have several lines, as it is kept. Overrides of the writing direction go, and isolates without their end. */
export function shownText(input: string): string {
  const text = balanced(input.replaceAll(/\r\n?/g, "\n").replace(inText, keep))
    .replace(leading, "")
    .replace(trailing, "");
  return isBlank(text) ? "" : text.normalize("NFC");
}

function keep(_: string, kept: string | undefined): string {
  return kept ?? "";
}

const isolates = /[\u2066-\u2069]/g;

/** Without isolates that are not closed, and without ends that close nothing (UAX #9, BD9). A line ends them all. */
function balanced(text: string): string {
  if (text.search(isolates) === -1) return text;
  return text
    .split("\n")
    .map((line) => {
      const open: number[] = [];
      const paired = new Set<number>();
      for (const { 0: sign, index } of line.matchAll(isolates)) {
        if (sign !== "\u2069") open.push(index);
        else {
          const start = open.pop();
          if (start !== undefined) paired.add(start).add(index);
        }
      }
      return line.replace(isolates, (sign, index: number) => (paired.has(index) ? sign : ""));
    })
    .join("\n");
}
