/** `config …`: reads, checks and changes config.json. */

import { join } from "node:path";
import { configValue, isSecretKey } from "../config/changeable.ts";
import { type ConfigFault, checkConfigText } from "../config/file-check.ts";
import { listedKeys, typedValue, withoutSecrets } from "../config/key-list.ts";
import type { Config } from "../config/schema.ts";
import { openConfig } from "../config/source.ts";
import { readTextNow } from "../config/text-file.ts";
import { createLog } from "../log/log.ts";
import { type ConfigChanged, unknownKey } from "../operator/configuration.ts";
import { errorText } from "../text/error-text.ts";
import { printedJson } from "../text/printed-json.ts";
import { askRunningServer, askServer, requireDataFolder } from "./ask-server.ts";
import { CommandError } from "./command-error.ts";
import { wrapped } from "./command-help.ts";
import type { CommandGroup, Done, TableCommand } from "./command-table.ts";
import { plain } from "./plain.ts";

const keyArgument = { name: "KEY", summary: "such as limits.post_content" };

const check: TableCommand = {
  verb: "check",
  summary:
    "Checks the file config.json, and names every fault with its line. The exit code is 1 if there is one.",
  args: [],
  options: {},
  async run(_given, data) {
    requireDataFolder(data);
    const file = join(data, "config.json");
    const report = { file, ...checkConfigText(textOf(file)) };
    const lines = [
      ...report.problems.map((fault) => faultLine(file, fault, "")),
      ...report.warnings.map((fault) => faultLine(file, fault, "warning: ")),
    ];
    if (report.problems.length === 0) lines.push(`${file} can be used`);
    return { answer: report, said: lines.join("\n"), exitCode: report.problems.length > 0 ? 1 : 0 };
  },
};

const get: TableCommand = {
  verb: "get",
  summary:
    "Prints a value, or the whole configuration: of the running server, or of the file. Of a secret it says only that it is set.",
  args: [{ ...keyArgument, optional: true }],
  options: {},
  async run(given, data) {
    const config = await configOf(data);
    const key = given.optional("KEY");
    if (key === undefined) {
      const shown = Object(withoutSecrets(config));
      return { answer: shown, said: printedJson(shown, 2) };
    }
    const value = configValue(config, key);
    const unknown = unknownKey(key);
    const isSection = typeof value === "object" && value !== null && !Array.isArray(value);
    if (unknown && !isSection) throw new CommandError(unknown.problem, unknown.code ?? "unknown_key");
    const shown = withoutSecrets(value, key);
    const said = isSecretKey(key) && shown ? `${key} is set; it is not shown` : saidValue(shown ?? null);
    return { answer: { key, value: shown ?? null }, said };
  },
};

const set: TableCommand = {
  verb: "set",
  summary: "Changes a key: a running server takes it over at once, or says that it needs a restart.",
  args: [keyArgument, { name: "VALUE", summary: "a text as it is, anything else as JSON", optional: true }],
  options: { unset: { type: "flag", summary: "remove the key instead, so that its default holds" } },
  async run(given, data): Promise<Done> {
    const [key, text] = [given.argument("KEY"), given.optional("VALUE")];
    if ((text === undefined) !== given.flag("unset"))
      throw new CommandError("Give a VALUE or --unset", "usage");
    const unknown = unknownKey(key);
    if (unknown) throw new CommandError(unknown.problem, unknown.code ?? "unknown_key");
    const typed = text === undefined ? { value: undefined } : typedValue(key, text);
    if ("problem" in typed) throw new CommandError(typed.problem, "config_invalid");
    const answer = await askServer<ConfigChanged>(data, {
      command: "config_set",
      set: text === undefined ? {} : { [key]: typed.value },
      unset: text === undefined ? [key] : [],
    });
    if (answer.changed.length === 0) return { answer, said: `${key} has this value already` };
    const late = answer.restart.length > 0 ? "; it takes effect at the next start of the server" : "";
    return { answer, said: `Changed ${key}${late}` };
  },
};

const list: TableCommand = {
  verb: "list",
  summary: "Lists the keys with their values, defaults and descriptions.",
  args: [{ name: "SECTION", summary: "such as limits, or a single key", optional: true }],
  options: {},
  async run(given, data) {
    const section = given.optional("SECTION");
    const keys = listedKeys(await configOf(data), section);
    if (keys.length === 0) {
      const problem = unknownKey(section ?? "")?.problem ?? "There is no such section";
      throw new CommandError(problem, "unknown_key");
    }
    const said = keys.flatMap(({ key, value, default: usual, expects, restart, description }) => [
      plain(`${key} = ${printedJson(value ?? null)}`),
      ...wrapped(description, 4, 4),
      ...wrapped(`Default ${printedJson(usual)}; ${expects}${restart ? "; needs a restart" : ""}.`, 4, 4),
    ]);
    return { answer: { keys }, said: said.join("\n") };
  },
};

export const configGroup: CommandGroup = {
  name: "config",
  summary: "Reads, checks and changes config.json. docs/configuration.md describes every key.",
  commands: [check, get, set, list],
};

/** Of the server that runs on the folder, or in its file. */
async function configOf(data: string): Promise<Config> {
  requireDataFolder(data);
  const running = await askRunningServer<{ config: Config }>(data, { command: "config_get" });
  return running?.config ?? openConfig(data, createLog({ level: "error" })).current;
}

function saidValue(value: unknown): string {
  return typeof value === "string" ? plain(value) : printedJson(value, 2);
}

function textOf(file: string): string {
  let content: ReturnType<typeof readTextNow>;
  try {
    content = readTextNow(file);
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${errorText(error)}`, "failed");
  }
  if ("problem" in content) {
    const { line, reason } = content.problem;
    throw new CommandError(`${file}${line === null ? "" : `:${line}`}: ${reason}`, "config_invalid");
  }
  return content.text;
}

function faultLine(file: string, { line, reason }: ConfigFault, kind: string): string {
  return plain(`${file}${line === null ? "" : `:${line}`}: ${kind}${reason.replace(/^Line \d+: /, "")}`);
}
