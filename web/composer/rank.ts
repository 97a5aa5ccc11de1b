/** How well names fit what was typed: lower is better, null if none does. */
export function rankOf(query: string, ...names: readonly string[]): number | null {
  const wanted = query.toLowerCase();
  let best: number | null = null;
  for (const [index, name] of names.entries()) {
    const at = name.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    const isWord = at > 0 && !/[\p{L}\p{N}]/u.test(name[at - 1] ?? "");
    const rank = (at === 0 ? (name.length === query.length ? 0 : 2) : isWord ? 4 : 8) + index;
    if (best === null || rank < best) best = rank;
  }
  return best;
}
