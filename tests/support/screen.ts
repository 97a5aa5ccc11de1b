/** What somebody sees on a terminal: as much of one as a line editor needs. */

export interface Screen {
  write(output: string): void;
  /** The rows from the first one on, without blanks at their ends. */
  rows(): string[];
}

/** @param columns after which a line goes on in the next row */
export function createScreen(columns: number): Screen {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  let unread = "";

  function put(character: string): void {
    // Only the next character wraps: a full row leaves the cursor at its end.
    if (column === columns) {
      row++;
      column = 0;
    }
    const line = rowAt(row);
    while (line.length < column) line.push(" ");
    line[column++] = character;
  }

  function rowAt(index: number): string[] {
    while (rows.length <= index) rows.push([]);
    return rows[index] ?? [];
  }

  function command(kind: string, text: string): void {
    const count = Number(text || (kind === "J" || kind === "K" ? 0 : 1));
    if (kind === "A") row = Math.max(0, row - count);
    else if (kind === "B") row += count;
    else if (kind === "C") column = Math.min(columns - 1, column + count);
    else if (kind === "D") column = Math.max(0, Math.min(column, columns - 1) - count);
    else if (kind === "G") column = count - 1;
    else if (kind === "K" || kind === "J") {
      rowAt(row).splice(column);
      if (kind === "J") rows.splice(row + 1);
    } else throw new Error(`the screen does not know ${kind}`);
  }

  return {
    write(output) {
      unread += output;
      for (;;) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's commands begin with one.
        const [found, digits, kind] = /^\u001b\[([0-9]*)([A-Z])|^[^\u001b]/u.exec(unread) ?? [];
        if (found === undefined) return;
        unread = unread.slice(found.length);
        if (kind !== undefined) command(kind, digits ?? "");
        else if (found === "\r") column = 0;
        else if (found === "\n") row++;
        else put(found);
      }
    },
    rows: () => rows.map((line) => line.join("").trimEnd()),
  };
}
