/** How well a name fits what was typed, when letters may be left out. */
import { folded } from "../../client/index.ts";

/** @returns null: it doesn't fit. Higher is better; 100: the whole name */
export function fit(typed: string, name: string): number | null {
  const wanted = folded(typed).replace(/[\s@#]+/g, "");
  const text = folded(name);
  if (wanted === "") return 0;
  if (text === wanted) return 100;
  if (text.startsWith(wanted)) return 90 - Math.min(20, text.length - wanted.length) / 4;
  const at = text.indexOf(wanted);
  if (at > 0) return isStart(text, at) ? 80 : 60;
  const initials = [...text].filter((_, index) => isStart(text, index)).join("");
  if (initials.startsWith(wanted)) return 50;
  return spread(wanted, text);
}

function isStart(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text[at] ?? "") && (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ""));
}

/** The letters in their order with others between them: the closer together, the better. */
function spread(wanted: string, text: string): number | null {
  const first = text.indexOf(wanted[0] ?? "");
  let at = first - 1;
  for (const letter of wanted) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return null;
  }
  return (40 * wanted.length) / (at - first + 1);
}
