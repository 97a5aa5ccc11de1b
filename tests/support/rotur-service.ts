/** A connection to a fake identity service, with a log and a clock that tests read and set. */
import { afterEach, beforeEach } from "bun:test";
import { createRotur } from "../../src/identity/rotur.ts";
import { createLog } from "../../src/log/log.ts";
import { type FakeRotur, startFakeRotur } from "./fake-rotur.ts";

type Settings = ReturnType<Parameters<typeof createRotur>[0]>;
type Options = Parameters<typeof createRotur>[2];

/** New for each test of the file that calls this. */
export function useFakeRotur() {
  let fake: FakeRotur;
  let lines: string[];
  let now: number;
  beforeEach(() => {
    fake = startFakeRotur();
    lines = [];
    now = Date.now();
  });
  afterEach(() => fake.stop());
  return {
    get fake() {
      return fake;
    },
    /** The lines of the log. */
    get lines() {
      return lines;
    },
    pass(milliseconds: number) {
      now += milliseconds;
    },
    now: () => now,
    connect(settings: Partial<Settings> = {}, options: Options = {}) {
      const log = createLog({ level: "debug", format: "json" }, { write: (line) => lines.push(line) });
      const defaults = { validateUrl: null, v2: false, timeoutMs: 5000, loginsPerMinute: 1000 };
      const rotur = createRotur(() => ({ baseUrl: fake.url, ...defaults, ...settings }), log, {
        now: () => now,
        elapsed: () => now,
        ...options,
      });
      return {
        stop: rotur.stop,
        confirm: (validator: string, key: string, address = "192.0.2.7") =>
          rotur.confirm(validator, key, address),
      };
    },
  };
}
