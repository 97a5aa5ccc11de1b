import type { Log } from "./log.ts";

const interval = 60_000;

/**
 * A log for failures that may come with every request: of each message one line a minute is written. The next line
 * says how many were left out (`left_out`).
 *
 * @param now monotonic milliseconds
 */
export function throttled(log: Pick<Log, "error">, now = () => performance.now()): Pick<Log, "error"> {
  const messages = new Map<string, { at: number; leftOut: number }>();
  return {
    error(message, fields = {}) {
      const last = messages.get(message);
      const at = now();
      if (last && at - last.at < interval) {
        last.leftOut++;
        return;
      }
      messages.set(message, { at, leftOut: 0 });
      log.error(message, last && last.leftOut > 0 ? { ...fields, left_out: last.leftOut } : fields);
    },
  };
}
