/**
 * The log. Lines go to the standard error output, since the standard output is kept for the one line that says
 * where the server listens. A line never holds a password, a key, a token or what people write: `redact` takes
 * such values out by the name of their key, so give them as fields and not inside the message.
 *
 * @example
 * const log = createLog();
 * log.warn("A login failed", { user: "mira", address: "192.0.2.7" });
 */

export type LogLevel = "debug" | "info" | "warn" | "error";

type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** The process's own log, whose level and format follow the configuration. */
export interface RootLog extends Log {
  /** Lines are for people, not JSON. */
  readonly isPretty: boolean;
  /** Writes a line of level `info` at every level: for what somebody must see. */
  notice(message: string, fields?: Fields): void;
  configure(settings: LogSettings): void;
}

interface LogSettings {
  readonly level?: LogLevel;
  /** `auto`: pretty on a terminal, else JSON lines. */
  readonly format?: "auto" | "pretty" | "json";
}

interface LogOutput {
  readonly write?: (text: string) => unknown;
  readonly terminal?: boolean;
  readonly now?: () => number;
}

const importance: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const colours: Readonly<Record<LogLevel, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

const secretKey =
  /(^|_)(password|passwd|token|validator|validator_key|private_key|authorization|auth|cookie|content|secret|hash|p256dh)s?$/;
const longest = 4000;
const deepest = 8;

/** Does a key of this name hold something that belongs into no log? */
export function isSecret(key: string): boolean {
  return secretKey.test(
    key
      .replaceAll("-", "_")
      .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
      .toLowerCase(),
  );
}

/** A URL inside a text may carry a key too: Rotur's `?key=…&v=…`, a database's `user:password@`. */
function redactText(text: string): string {
  const shown = text
    .replace(/([?&](?:key|v|auth|token|password|validator|secret)=)[^&\s"']*/gi, "$1[redacted]")
    .replace(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, "$1[redacted]@");
  return shown.length > longest ? `${shown.slice(0, longest)}… (${shown.length} characters)` : shown;
}

/** A copy for the log: plain JSON values, without secrets, without cycles, not endless. */
export function redact(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value)) return "[circular]";
  if (above.length >= deepest) return "[deep]";
  const inside = [...above, value];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof URL) return redactText(value.href);
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => redact(item, inside));
  const entries: Iterable<[unknown, unknown]> =
    value instanceof Map ? value : value instanceof Error ? errorEntries(value) : Object.entries(value);
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of entries) {
    const name = nameOf(key);
    copy[name] = isSecret(name) ? "[redacted]" : redact(item, inside);
  }
  return copy;
}

/** Keys of maps may be anything, and a conversion of an object to text may throw. */
function nameOf(key: unknown): string {
  return typeof key === "object" && key !== null ? "[object]" : String(key);
}

/** What the runtime says of a failure. Whatever else an error carries may be what somebody wrote, under any name. */
const errorFields = new Set(["code", "errno", "syscall", "path", "address", "port"]);

function errorEntries(error: Error): [string, unknown][] {
  const entries: [string, unknown][] = [
    ["name", error.name],
    ["message", error.message],
    ...Object.entries(error).filter(([key]) => errorFields.has(key)),
    ["stack", error.stack],
  ];
  if (error.cause !== undefined) entries.push(["cause", error.cause]);
  return entries;
}

/** Names and texts come from users: no line break or terminal code of theirs may reach the terminal. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function jsonLine(time: string, level: LogLevel, message: string, fields: Record<string, unknown>): string {
  const line: Record<string, unknown> = { time, level, message };
  for (const [key, value] of Object.entries(fields)) line[Object.hasOwn(line, key) ? `${key}_` : key] = value;
  return JSON.stringify(line);
}

function prettyLine(
  time: string,
  level: LogLevel,
  message: string,
  fields: Record<string, unknown>,
  coloured: boolean,
): string {
  const mark = coloured ? `\u001b[${colours[level]}m${level.padEnd(5)}\u001b[0m` : level.padEnd(5);
  let line = `${time} ${mark} ${visible(message)}`;
  let stacks = "";
  for (const [key, value] of Object.entries(fields)) {
    const stack = value !== null && typeof value === "object" && "stack" in value ? value.stack : undefined;
    if (typeof stack === "string") {
      stacks += `\n    ${stack.split("\n").map(visible).join("\n    ")}`;
    } else {
      const shown = typeof value === "string" && /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
      line += ` ${visible(key)}=${visible(shown ?? "")}`;
    }
  }
  return line + stacks;
}

/** Makes a log. Level `info` and format `auto` unless told; `configure` changes them while it is in use. */
export function createLog(settings: LogSettings = {}, output: LogOutput = {}): RootLog {
  const write = output.write ?? ((text: string) => process.stderr.write(text));
  const terminal = output.terminal ?? process.stderr.isTTY === true;
  const now = output.now ?? Date.now;
  let { level: least = "info", format = "auto" } = settings;

  const isPretty = () => format === "pretty" || (format === "auto" && terminal);

  function line(level: LogLevel, message: string, fields?: Fields): void {
    if (importance[level] >= importance[least]) writeLine(level, message, fields);
  }

  function writeLine(level: LogLevel, message: string, fields: Fields = {}): void {
    const time = new Date(now()).toISOString();
    const shown = redact(fields) as Record<string, unknown>;
    const said = redactText(message);
    write(
      `${isPretty() ? prettyLine(time, level, said, shown, terminal) : jsonLine(time, level, said, shown)}\n`,
    );
  }

  return {
    get isPretty() {
      return isPretty();
    },
    notice: (message, fields) => writeLine("info", message, fields),
    debug: (message, fields) => line("debug", message, fields),
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => line("warn", message, fields),
    error: (message, fields) => line("error", message, fields),
    configure(changed) {
      least = changed.level ?? least;
      format = changed.format ?? format;
    },
  };
}
