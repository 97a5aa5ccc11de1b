/**
 * Text whose words come as often as words do (Zipf): the commonest in two of five messages, most of them hardly ever.
 * Always the same for the same number.
 */
import { randomFrom } from "../tests/support/random.ts";

const vocabulary = 50_000;
const syllables = "ka lo mi ne pu ra si to ve zu ba de fi go hu ja".split(" ");
const perMessage = 14;

/** The word of a rank; 0 is the commonest. Common words are short ones. */
export function wordOf(rank: number): string {
  let word = "";
  for (let rest = rank; word === "" || rest > 0; rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return word;
}

const cumulative = new Float64Array(vocabulary);
let sum = 0;
for (let rank = 0; rank < vocabulary; rank++) {
  sum += 1 / (rank + 2.7);
  cumulative[rank] = sum;
}

/** The rank of a word as people come to it. */
export function draw(random: () => number): number {
  const at = random() * sum;
  let low = 0;
  let high = vocabulary - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A message, about 80 characters. */
export function talk(n: number): string {
  const random = randomFrom(n);
  return Array.from({ length: perMessage }, () => wordOf(draw(random))).join(" ");
}
