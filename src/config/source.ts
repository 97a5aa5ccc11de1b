/**
 * The configuration of a running server: read at the start, read again when the file changes. A file with a
 * problem never replaces a good configuration.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Log } from "../log/log.ts";
import { causeText, errorCode, errorText } from "../text/error-text.ts";
import { configValue } from "./changeable.ts";
import { problemText } from "./document.ts";
import { editedText, type KeyEdits } from "./edit.ts";
import { follow, later } from "./follow.ts";
import { defaultConfigText, parseConfig } from "./load.ts";
import { type Config, restartKeys } from "./schema.ts";
import { StartError } from "./start-error.ts";
import { type FileText, readText, readTextNow } from "./text-file.ts";
import { replaceFile, writeFileAtomically } from "./write-file.ts";

export interface ConfigSource {
  /** Frozen. Read it anew each time; a reload puts another object here. */
  readonly current: Config;
  /** Reads the file again, as for SIGHUP. Problems are logged, and the configuration stays as it was. */
  reload(): Promise<{ changed: boolean } | { problems: string[] }>;
  /**
   * Changes keys in the file and puts the result in force: all of them, or none. The file is replaced in one step. What
   * people wrote into it meanwhile is kept.
   */
  change(edits: KeyEdits): Promise<ConfigChange>;
  /** Calls the listener after each change; the function that it returns ends that. */
  onChange(listener: ConfigListener): () => void;
  /** Follows the file until `stop`. */
  watch(): void;
  stop(): void;
}

/** `problems`: the result would be no good configuration. `unwritten`: why the file could not be replaced. */
export type ConfigChange =
  | { readonly config: Config; readonly previous: Config }
  | { readonly problems: readonly string[] }
  | { readonly unwritten: string };

/** `by`: whether people edited the file, or the server changed it by `change`. */
export type ConfigListener = (config: Config, previous: Config, by: "file" | "server") => void;

const brokenFile = "config.json has a problem already; the server's log says which.";
const lookMilliseconds = 500;
/** People may save the file while a change is made. */
const mostTries = 5;

/**
 * Opens `config.json` in the data folder, and writes a first one when there is none.
 *
 * @throws StartError when the file can't be read or written, or has problems; all of them are named.
 */
export function openConfig(folder: string, log: Log, wait = later): ConfigSource {
  const path = join(folder, "config.json");
  const content = readOrCreate(folder, path, log);
  const first = parse(content);
  if ("problems" in first) throw new StartError(problemLine(path, first.problems));
  for (const warning of first.warnings) log.warn(warning, { file: path });

  let loadedText = first.text;
  let current = first.config;
  /** The file was refused at the last look. */
  let refused = false;
  let queue: Promise<unknown> = Promise.resolve();
  let unfollow: (() => void) | null = null;
  const listeners = new Set<ConfigListener>();

  async function load(): Promise<{ changed: boolean } | { problems: string[] }> {
    let content: FileText;
    try {
      content = await readText(path);
    } catch (error) {
      return refuse([isMissing(error) ? "The file is missing." : `${reason(error)}.`]);
    }
    if ("text" in content && content.text === loadedText) return unchanged();
    const parsed = parse(content);
    if ("problems" in parsed) return refuse(parsed.problems);
    loadedText = parsed.text;
    for (const warning of parsed.warnings) log.warn(warning, { file: path });
    if (isDeepStrictEqual(parsed.config, current)) return unchanged();
    refused = false;
    putInForce(parsed.config, "file");
    return { changed: true };
  }

  function putInForce(config: Config, by: "file" | "server"): void {
    const previous = current;
    current = config;
    const late = restartKeys.filter(
      (key) => !isDeepStrictEqual(configValue(current, key), configValue(previous, key)),
    );
    if (late.length > 0) log.warn("Some changed keys take effect only after a restart.", { keys: late });
    const how = by === "file" ? "The configuration was reloaded." : "A command changed the configuration.";
    log.info(how, { file: path });
    for (const listener of listeners) {
      try {
        listener(current, previous, by);
      } catch (error) {
        log.error("A part of the server failed to take over the new configuration.", { error });
      }
    }
  }

  async function write(edits: KeyEdits): Promise<ConfigChange> {
    for (let tries = 1; ; tries++) {
      const before = await readText(path);
      // An edit that was not taken over yet has its own turn first, with its own line in the log.
      if ("problem" in before || before.text !== loadedText) await load();
      // Its problems may name addresses and paths, which are for operators.
      if ("problem" in before || "problems" in parse(before)) return { problems: [brokenFile] };
      const edited = editedText(before.text, edits);
      if ("problems" in edited) return edited;
      const parsed = parse(edited);
      if ("problems" in parsed) return { problems: parsed.problems };
      const isSame = () => {
        const now = readTextNow(path);
        return "text" in now && now.text === before.text;
      };
      if (!(await replaceFile(path, parsed.text, isSame))) {
        if (tries < mostTries) continue;
        return { unwritten: "it is being edited" };
      }
      loadedText = parsed.text;
      refused = false;
      const previous = current;
      if (!isDeepStrictEqual(parsed.config, current)) putInForce(parsed.config, "server");
      return { config: current, previous };
    }
  }

  function change(edits: KeyEdits): Promise<ConfigChange> {
    const result = queue.then(() =>
      write(edits).catch((error: unknown): ConfigChange => {
        log.error("The configuration could not be written.", { file: path, error });
        return { unwritten: causeText(error) };
      }),
    );
    queue = result;
    return result;
  }

  function unchanged(): { changed: false } {
    if (refused)
      log.info("The configuration file is mended; the configuration stays as it was.", { file: path });
    refused = false;
    return { changed: false };
  }

  function refuse(problems: string[]): { problems: string[] } {
    refused = true;
    log.error("The configuration can't be used; the earlier one stays in force.", { file: path, problems });
    return { problems };
  }

  /** One after another, or an older text could win over a newer one. */
  function reload() {
    const result = queue.then(load);
    queue = result.catch(() => {});
    return result;
  }

  async function reloadChanged(): Promise<void> {
    try {
      await reload();
    } catch (error) {
      log.error("The configuration could not be reloaded.", { error });
    }
  }

  return {
    get current() {
      return current;
    },
    reload,
    change,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch() {
      unfollow ??= follow({ paths: [path], milliseconds: lookMilliseconds, changed: reloadChanged }, wait);
    },
    stop() {
      unfollow?.();
      unfollow = null;
    },
  };
}

function parse(content: FileText) {
  if ("problem" in content) return { problems: [problemText(content.problem)] };
  const { text } = content;
  return { text, ...parseConfig(text) };
}

function readOrCreate(folder: string, path: string, log: Log): FileText {
  try {
    return readTextNow(path);
  } catch (error) {
    if (!isMissing(error)) throw new StartError(`Cannot read ${path}: ${reason(error)}.`);
  }
  const text = defaultConfigText();
  try {
    mkdirSync(folder, { recursive: true });
    writeFileAtomically(path, text);
  } catch (error) {
    throw new StartError(
      `Cannot write a first ${path}: ${reason(error)}. Choose another folder with --data.`,
    );
  }
  log.info("Wrote a first configuration.", { file: path });
  return { text };
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}

function problemLine(path: string, problems: readonly string[]): string {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return `${path} has ${count}: ${problems.join(" ")}`;
}

function reason(error: unknown): string {
  return errorText(error).replaceAll("\n", " ");
}
