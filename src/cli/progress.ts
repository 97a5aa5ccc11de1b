/** One line on a terminal that says how far a command is. Elsewhere nothing is printed. */

export interface Progress {
  /** @param total null: it isn't known */
  show(what: string, done: number, total: number | null): void;
  /** Clears the line. */
  end(): void;
}

/** The end of the output that the line goes to. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function createProgress(screen: Screen): Progress {
  let isShown = false;
  return {
    show(what, done, total) {
      if (!screen.isTTY) return;
      const share = total ? `, ${Math.min(100, Math.floor((done / total) * 100))} %` : "";
      screen.write(`\r\u001b[K${what}: ${done.toLocaleString("en")} messages${share}`);
      isShown = true;
    },
    end() {
      if (isShown) screen.write("\r\u001b[K");
      isShown = false;
    },
  };
}
