/** The word among `words` that is most like a mistyped one; null when none is like it. */
export function nearest(typed: string, words: Iterable<string>): string | null {
  // Longer words may have more slips. Two letters of a short word are another word.
  let least = Math.min(2, Math.floor(typed.length / 3)) + 1;
  let found: string | null = null;
  for (const word of words) {
    const slips = word.startsWith(typed) && typed.length > 2 ? 1 : distance(typed.slice(0, 100), word);
    if (slips < least) [least, found] = [slips, word];
  }
  return found;
}

/** The number of letters that are added, left out or changed between two words (Levenshtein). */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const changed = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
