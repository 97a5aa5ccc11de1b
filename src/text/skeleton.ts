/** When two names count as the same: for looking one up, for keeping them apart, and for telling look-alikes. */
import confusables from "unhomoglyph/data.json" with { type: "json" };

/** For look-ups: composed (NFC) and without case, so that a name is found however a keyboard writes it. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

const ascii = /^[\x20-\x7e]*$/;
const ignorables = /\p{DI}+/gu;
const spaces = /[\p{White_Space}\u2800]+/gu;

/**
 * For keeping names apart: compatibility forms, case and invisible characters make no difference (NFKC_Casefold
 * of UAX #31, with runs of spaces as one). `admin` and `Ａdmin` followed by U+200D have the same skeleton.
 */
export function skeleton(name: string): string {
  if (ascii.test(name)) return name.toLowerCase().replace(spaces, " ").trim();
  // Folding one character may bring up another that has to be folded, such as the iota below a Greek vowel.
  return folded(folded(name)).replace(spaces, " ").trim();
}

function folded(text: string): string {
  const visible = text.normalize("NFKC").replace(ignorables, "");
  // To upper case first: that unites ß and ss, ı and i, and the two forms of sigma.
  return visible.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKC");
}

/**
 * Do two names look alike (UTS #39, confusable)? `аdmin` with a Cyrillic а looks like `admin`, `aIice` with a capital I
 * like `alice`. Names that belong together look alike too: a strict test, for names that people trust.
 */
export function looksLike(a: string, b: string): boolean {
  const others = looks(b);
  return looks(a).some((look) => others.includes(look));
}

/** How a name looks, once with the case that it has, once in small letters: two names look alike that share one. */
export function looks(name: string): readonly string[] {
  const plain = name.normalize("NFKC").replace(ignorables, "").replace(spaces, " ").trim();
  return [skeleton(prototype(plain)), skeleton(prototype(skeleton(plain)))];
}

/**
 * Each character with the one that Unicode chose among those that look like it. The package's own function tries all
 * of them at each place: 0.14 ms for a name, too slow to compare it with all roles.
 */
const prototypes: ReadonlyMap<string, string> = new Map(Object.entries(confusables));

function prototype(text: string): string {
  return Array.from(text.normalize("NFD"), (character) => prototypes.get(character) ?? character).join("");
}
