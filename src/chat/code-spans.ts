/**
 * Where a message holds code: mentions in there don't ping.
 *
 * Code goes from a run of backticks to the next run of the same length. Runs of one or two must close on their
 * line, so that a lone "o`clock" does not turn the rest of a message into code. A fence of three or more that begins
 * a line and never closes reaches to the end, as in Markdown.
 */

/** From the first backtick to behind the last one, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The spans in order, not overlapping. Linear in the length of the text. */
export function codeSpans(content: string): Span[] {
  if (!content.includes("`")) return [];
  const runs = Array.from(content.matchAll(/`+|\n/g), (match) => ({ start: match.index, text: match[0] }));
  const closing = closingRuns(runs.map((run) => run.text));
  const spans: Span[] = [];
  for (let i = 0; i < runs.length; ) {
    const open = runs[i];
    const close = runs[closing[i] ?? -1];
    if (open !== undefined && close !== undefined) {
      spans.push({ start: open.start, end: close.start + close.text.length });
      i = closing[i] ?? i;
    } else if (open !== undefined && open.text.length >= 3 && beginsLine(content, open.start)) {
      spans.push({ start: open.start, end: content.length });
      break;
    }
    i++;
  }
  return spans;
}

/** For each run the index of the run that would close it. From the back, so that it takes one pass. */
function closingRuns(runs: readonly string[]): (number | undefined)[] {
  const closing: (number | undefined)[] = [];
  const next = new Map<number, number>();
  for (let i = runs.length - 1; i >= 0; i--) {
    const text = runs[i] ?? "";
    if (text === "\n") {
      next.delete(1);
      next.delete(2);
    } else {
      closing[i] = next.get(text.length);
      next.set(text.length, i);
    }
  }
  return closing;
}

function beginsLine(content: string, index: number): boolean {
  return /(?:^|\n) {0,3}$/.test(content.slice(Math.max(0, index - 4), index));
}
