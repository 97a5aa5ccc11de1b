/**
 * Setup: asks for the most important values and writes the first config.json (01 §11). Each answer may also come
 * from a flag or an environment variable; with `--yes` nothing is asked.
 *
 * @example
 * npm run cli -- setup
 * npm run cli -- setup --yes --name "Tea House" --url https://tea.example --owner-account mira
 * ORIGINCHATS_PORT=7000 npm run cli -- setup --yes
 */

import { copyFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { localUsername } from "./chat/names.ts";
import { type ConfigAnswers, defaultConfigText, parseConfig } from "./config/load.ts";
import type { Config } from "./config/schema.ts";
import { writeFileAtomically } from "./config/write-file.ts";
import { isFailure } from "./protocol/errors.ts";
import { localPrefix, looksLocal, withoutPrefix } from "./protocol/local-names.ts";
import { errorText } from "./text/error-text.ts";
import { shownName } from "./text/shown.ts";

export interface SetupIo {
  /** The answer to a question, or null when the person ended the setup (Ctrl-C, end of input). */
  ask(question: string): Promise<string | null>;
  print(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A part of config.json. It is checked before use, so a wrong answer may stand in it as it came. */
type Part = { readonly [key: string]: unknown };

interface Question {
  readonly flag: string;
  readonly value: string;
  readonly words: string;
  readonly usual: string;
  /** After a wrong answer ask again; otherwise warn and take the usual one, as the reference does. */
  readonly again?: true;
  part(answer: string): Part;
}

const folders = ["db", "db/backup", "db/serverAssets", "db/serverEmojis"];

const questions: readonly Question[] = [
  {
    flag: "name",
    value: "TEXT",
    words: "Server name",
    usual: "My OriginChats Server",
    part: (name) => ({ server: { name: shownName(name) } }),
  },
  {
    flag: "icon",
    value: "URL|FILE",
    words: "Icon: a URL, a file to copy, or the name of a file in db/serverAssets (optional)",
    usual: "",
    part: (icon) => optional(icon, { server: { icon } }),
  },
  {
    flag: "banner",
    value: "URL|FILE",
    words: "Banner: a URL, a file to copy, or the name of a file in db/serverAssets (optional)",
    usual: "",
    part: (banner) => optional(banner, { server: { banner } }),
  },
  {
    flag: "url",
    value: "URL",
    words: "Public address of the server, such as https://chat.example (optional)",
    usual: "",
    part: (url) => optional(url, { server: { url } }),
  },
  {
    flag: "owner",
    value: "TEXT",
    words: "Name shown as the owner",
    usual: "Admin",
    part: (name) => ({ server: { owner: { name: shownName(name) } } }),
  },
  {
    flag: "host",
    value: "ADDRESS",
    words: "Address to listen on",
    usual: "127.0.0.1",
    part: (host) => ({ websocket: { host } }),
  },
  {
    flag: "port",
    value: "N",
    words: "Port",
    usual: "5613",
    part: (port) => ({ websocket: { port: wholeNumber(port) } }),
  },
  {
    flag: "max-message-length",
    value: "N",
    words: "Characters of a message at most",
    usual: "2000",
    part: (length) => ({ limits: { post_content: wholeNumber(length) } }),
  },
  {
    flag: "search-results",
    value: "N",
    words: "Results of a search at most",
    usual: "30",
    part: (results) => ({ limits: { search_results: wholeNumber(results) } }),
  },
  {
    flag: "emoji-types",
    value: "LIST",
    words: "File types of custom emojis, with commas between",
    usual: "gif,jpg,jpeg,png",
    part: (types) => ({ uploads: { emoji_allowed_file_types: emojiTypes(types) } }),
  },
  {
    flag: "auth-mode",
    value: "MODE",
    words: "Who may log in: rotur (Rotur accounts), cracked (also accounts of this server), cracked-only",
    usual: "cracked",
    again: true,
    part: (mode) => ({ auth_mode: mode.toLowerCase() }),
  },
  {
    flag: "registration",
    value: "on|off",
    words: "May anybody register an account of this server? (y/n)",
    usual: "y",
    again: true,
    part: (answer) => ({ cracked: { allow_registration: yesOrNo(answer) ?? answer } }),
  },
  {
    flag: "owner-account",
    value: "NAME",
    words: "Account that becomes owner at its next login: a name, or several with commas between (optional)",
    usual: "",
    part: (names) => ({ owners: list(names) }),
  },
];

function optional(answer: string, part: Part): Part {
  return answer === "" ? {} : part;
}

/** Digits become a number; anything else stays what it is and is refused by the check. */
function wholeNumber(answer: string): number | string {
  return /^\d{1,15}$/.test(answer) ? Number(answer) : answer;
}

function yesOrNo(answer: string): boolean | null {
  if (/^(y|yes|true|1|on)$/i.test(answer)) return true;
  return /^(n|no|false|0|off)$/i.test(answer) ? false : null;
}

function list(answer: string): string[] {
  return answer
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function emojiTypes(answer: string): string[] | string {
  const types = list(answer.toLowerCase())
    .map((type) => type.replace(/^\.+/, ""))
    .filter((type) => /^[a-z0-9]{1,16}$/.test(type) && type !== "svg");
  return types.length > 0 ? [...new Set(types)] : answer;
}

/** The setup can't go on; the message is for the person in front of it. */
class SetupStop extends Error {}

/** Runs the setup and gives the exit code: 0 written or left alone on request, 1 stopped or failed. */
export async function runSetup(args: string[], io: SetupIo): Promise<number> {
  let forProgram = false;
  try {
    const flags = readFlags(args);
    if (flags.has("help")) {
      for (const line of usage()) io.print(line);
      return 0;
    }
    forProgram = flags.has("json");
    if (!forProgram) return await setUp(flags, io);
    if (yesOrNo(flagOrVariable("yes", flags, io) ?? "") !== true)
      throw new SetupStop("--json asks nothing: add --yes");
    const code = await setUp(flags, { ...io, print: () => {} });
    io.print(JSON.stringify({ config: configPath(flags, io) }));
    return code;
  } catch (error) {
    const problem = errorText(error);
    io.print(forProgram ? JSON.stringify({ problem }) : `Setup stopped: ${problem}`);
    return 1;
  }
}

async function setUp(flags: ReadonlyMap<string, string>, io: SetupIo): Promise<number> {
  const value = (flag: string) => flagOrVariable(flag, flags, io);
  const isOn = (flag: string): boolean => yesOrNo(value(flag) ?? "") === true;

  const path = configPath(flags, io);
  const folder = dirname(path);
  const quiet = isOn("yes");
  const wantedKind = value(ownerKindFlag)?.trim();
  const kind = wantedKind === undefined ? null : ownerKind(wantedKind);
  if (wantedKind !== undefined && kind === null)
    throw new SetupStop(`--${ownerKindFlag}: it must be local or rotur.`);
  const replaces = existsSync(path);

  // What was given is checked before the first question, so that nobody answers ten of them in vain.
  const given = new Map<Question, Part>();
  const copies: AssetCopy[] = [];
  for (const question of questions) {
    const answer = value(question.flag)?.trim();
    if (answer === undefined) continue;
    const checked = check(question, answer, folder, copies);
    if (typeof checked === "string") throw new SetupStop(`--${question.flag}: ${checked}`);
    given.set(question, checked);
  }

  if (replaces && !isOn("force")) {
    if (quiet) throw new SetupStop(`${path} is there already. Add --force to replace it.`);
    if (!(await askYesOrNo(io, `${path} is there already. Replace it? (y/n) [n]: `))) {
      io.print("Nothing was changed.");
      return 0;
    }
  }

  let answers: Part = {};
  for (const question of questions) {
    const needless = question.flag === "registration" && answers.auth_mode === "rotur";
    const part =
      given.get(question) ??
      (quiet || needless ? question.part(question.usual) : await ask(question, folder, copies, io));
    answers = merge(answers, part);
  }

  const owners = await exactOwners(answers, kind, quiet, io);
  if (typeof owners !== "string") answers = { ...answers, owners };
  else if (quiet || value("owner-account") !== undefined) throw new SetupStop(`--owner-account: ${owners}`);
  else {
    io.print(`! ${owners} It is left out.`);
    answers = { ...answers, owners: [] };
  }
  write(folder, path, replaces, answers, copies);
  summarise(folder, path, answers, io);
  return 0;
}

type OwnerKind = "local" | "rotur";

const ownerKindFlag = "owner-kind";
const ownerKindWords = "Are these accounts of this server (local) or of Rotur (rotur)?";

function ownerKind(answer: string): OwnerKind | null {
  if (/^(l|local)$/i.test(answer)) return "local";
  return /^(r|rotur)$/i.test(answer) ? "rotur" : null;
}

/**
 * The owners as config.json needs them: a Rotur account by its name, an account of this server by its id. Where both
 * kinds can log in, a plain name alone does not say which is meant. A text says what is wrong with them.
 */
async function exactOwners(
  answers: Part,
  given: OwnerKind | null,
  quiet: boolean,
  io: SetupIo,
): Promise<string[] | string> {
  const { owners, auth_mode: mode } = parsedConfig(answers);
  const only = { rotur: "rotur", "cracked-only": "local", cracked: null } as const;
  const isOpen = only[mode] === null && owners.some((name) => !looksLocal(name));
  const asked = isOpen ? (given ?? (quiet ? "local" : await askOwnerKind(owners, io))) : "local";
  const kind = only[mode] ?? asked;
  const exact: string[] = [];
  for (const name of owners) {
    if (mode === "rotur" && (looksLocal(name) || given === "local"))
      return `'${name}' is an account of this server, and none can log in with the mode "rotur".`;
    if (mode === "cracked-only" && given === "rotur")
      return `'${name}' is a Rotur account, and none can log in with the mode "cracked-only".`;
    if (kind === "rotur" && !looksLocal(name)) {
      exact.push(name);
      continue;
    }
    const checked = localUsername(looksLocal(name) ? name.slice(localPrefix.length) : name);
    if (isFailure(checked)) return `'${name}' can't be an account of this server: ${checked.val}.`;
    exact.push(localPrefix + checked.name);
  }
  return exact;
}

async function askOwnerKind(owners: readonly string[], io: SetupIo): Promise<OwnerKind> {
  for (;;) {
    const answer = await answerTo(io, `${owners.join(", ")}: ${ownerKindWords} [local]: `);
    const kind = ownerKind(answer || "local");
    if (kind !== null) return kind;
    io.print("Please answer local or rotur.");
  }
}

/** Of a flag, or of its variable: an empty one is what container tools pass on for one that isn't set. */
function flagOrVariable(
  flag: string,
  flags: ReadonlyMap<string, string>,
  { env }: SetupIo,
): string | undefined {
  return flags.get(flag) ?? (env[`ORIGINCHATS_${flag.toUpperCase().replaceAll("-", "_")}`] || undefined);
}

function configPath(flags: ReadonlyMap<string, string>, io: SetupIo): string {
  const folder = flagOrVariable("data", flags, io) ?? "data";
  if (folder === "") throw new SetupStop("--data needs a folder.");
  return join(folder, "config.json");
}

function readFlags(args: string[]): Map<string, string> {
  const texts = ["data", ownerKindFlag, ...questions.map(({ flag }) => flag)].map(
    (flag) => [flag, { type: "string" }] as const,
  );
  const switches = ["yes", "force", "json", "help"].map((flag) => [flag, { type: "boolean" }] as const);
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries([...texts, ...switches]),
      strict: true,
    });
    return new Map(Object.entries(values).map(([flag, value]) => [flag, String(value)]));
  } catch (error) {
    const problem = errorText(error).replace(/\.?$/, ".");
    throw new SetupStop(`${problem} See --help.`);
  }
}

function usage(): string[] {
  const line = (flags: string, words: string) => `  ${flags.padEnd(28)}${words}`;
  return [
    "Writes a first config.json. What isn't given by a flag, or by ORIGINCHATS_ + its name, is asked for.",
    line("--data DIR", "Data folder [data]"),
    line("--yes", "Ask nothing"),
    line("--json", 'Ask nothing and print one line of JSON: {"config"} or {"problem"}; with --yes'),
    line("--force", "Replace an existing config.json; a copy goes to db/backup"),
    ...questions.map(({ flag, value, words, usual }) =>
      line(`--${flag} ${value}`, usual === "" ? words : `${words} [${usual}]`),
    ),
    line(`--${ownerKindFlag} local|rotur`, `${ownerKindWords} Only where both can log in [local]`),
  ];
}

async function askYesOrNo(io: SetupIo, question: string): Promise<boolean> {
  for (;;) {
    const answer = (await answerTo(io, question)) || "n";
    const decided = yesOrNo(answer);
    if (decided !== null) return decided;
    io.print("Please answer y or n.");
  }
}

async function answerTo(io: SetupIo, question: string): Promise<string> {
  const answer = await io.ask(question);
  if (answer === null) throw new SetupStop("ended before the last question. Nothing was changed.");
  return answer.trim();
}

async function ask(question: Question, folder: string, copies: AssetCopy[], io: SetupIo): Promise<Part> {
  const usual = question.usual === "" ? "" : ` [${question.usual}]`;
  for (;;) {
    const answer = (await answerTo(io, `${question.words}${usual}: `)) || question.usual;
    const checked = check(question, answer, folder, copies);
    if (typeof checked !== "string") return checked;
    io.print(`! ${checked}`);
    if (question.again) continue;
    io.print(question.usual === "" ? "! It is left out." : `! ${question.usual} is taken instead.`);
    return question.part(question.usual);
  }
}

interface AssetCopy {
  readonly from: string;
  readonly to: string;
}

/** The part of config.json that an answer makes, or what is wrong with it, in the words of the schema. */
function check(question: Question, answer: string, folder: string, copies: AssetCopy[]): Part | string {
  const isAsset = question.flag === "icon" || question.flag === "banner";
  if (isAsset && answer !== "" && !/^https?:\/\//i.test(answer)) {
    if (answer.includes("://")) return "A URL must start with https:// or http://.";
    const assets = join(folder, "db", "serverAssets");
    const name = basename(answer.replaceAll("\\", "/"));
    const from = name === answer ? join(assets, name) : answer;
    if (!isFile(from)) return `There is no file ${from}.`;
    const to = join(assets, name);
    if (resolve(from) !== resolve(to)) copies.push({ from, to });
    return question.part(name);
  }
  const part = question.part(answer);
  const parsed = parseConfig(JSON.stringify(part));
  return "problems" in parsed ? parsed.problems.join(" ") : part;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(first: Part, second: Part): Part {
  const merged = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = merged[key];
    merged[key] = isPart(before) && isPart(value) ? merge(before, value) : value;
  }
  return merged;
}

function write(folder: string, path: string, replaces: boolean, answers: Part, copies: AssetCopy[]): void {
  // Each part has passed the schema's check.
  const text = defaultConfigText(answers as ConfigAnswers);
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true });
  for (const { from, to } of copies) copyFileSync(from, to);
  if (replaces) {
    const time = new Date().toISOString().replaceAll(":", "-");
    copyFileSync(path, join(folder, "db", "backup", `config-${time}.json`));
  }
  writeFileAtomically(path, text);
}

function summarise(folder: string, path: string, answers: Part, io: SetupIo): void {
  const config = parsedConfig(answers);
  const { server, websocket, limits, uploads, auth_mode, cracked, owners } = config;
  io.print("");
  io.print(`Wrote ${path}:`);
  io.print(`  name          ${server.name}`);
  io.print(`  icon          ${server.icon ?? "none"}`);
  io.print(`  banner        ${server.banner ?? "none"}`);
  io.print(`  public URL    ${server.url ?? "none"}`);
  io.print(`  owner shown   ${server.owner.name}`);
  io.print(`  listens on    ${websocket.host}, port ${websocket.port}`);
  io.print(`  limits        ${limits.post_content} characters, ${limits.search_results} search results`);
  io.print(`  emoji types   ${uploads.emoji_allowed_file_types.join(", ")}`);
  io.print(`  login         ${auth_mode}${auth_mode === "rotur" ? "" : `, ${registration(cracked)}`}`);
  io.print(`  owner account ${owners.length > 0 ? owners.join(", ") : "none"}`);
  io.print("");
  io.print("Next steps:");
  io.print(`  1. npm start${folder === "data" ? "" : ` --${dataFlag(folder)}`}`);
  if (owners.length === 0) {
    for (const line of ownerAdvice(folder, config)) io.print(line);
  } else for (const line of namedOwnerAdvice(folder, config)) io.print(line);
  if (!server.url)
    io.print('  3. For the internet: README.md, "Put it on the internet"; set "server.url" too.');
}

function parsedConfig(answers: Part): Config {
  const parsed = parseConfig(JSON.stringify(answers));
  if ("problems" in parsed) throw new Error(parsed.problems.join(" "));
  return parsed.config;
}

/** How the accounts that the answers named become owners. */
function namedOwnerAdvice(folder: string, { owners, cracked, websocket }: Config): readonly string[] {
  const [first = ""] = owners;
  if (!looksLocal(first)) {
    return [`  2. Log in with the Rotur account ${owners.join(", ")}: it becomes owner.`];
  }
  const name = withoutPrefix(first);
  if (!cracked.allow_registration) {
    return [
      `  2. npm run cli -- user create ${name}${dataFlag(folder)}`,
      "     makes the account, which becomes owner at its first login.",
    ];
  }
  return [
    `  2. npm run cli -- chat --user ${name}${urlFlag(websocket.port)}`,
    "     makes the account, which becomes owner. Do it before you tell others of the",
    "     server: the first to register that name owns it.",
  ];
}

function dataFlag(folder: string): string {
  return folder === "data" ? "" : ` --data ${folder}`;
}

function urlFlag(port: number): string {
  return port === 5613 ? "" : ` --url ws://127.0.0.1:${port}`;
}

/** How the first owner comes about, when the answers named none. */
function ownerAdvice(folder: string, { auth_mode, cracked, websocket }: Config): readonly string[] {
  // The terminal client knows no Rotur accounts.
  if (auth_mode === "rotur")
    return ['  2. Put your user name into "owners" in config.json and log in: that account becomes owner.'];
  if (!cracked.allow_registration) {
    return [
      `  2. npm run cli -- user create NAME --role owner${dataFlag(folder)}`,
      "     makes the account of the owner.",
    ];
  }
  const { port } = websocket;
  return [
    `  2. npm run cli -- chat --user NAME${urlFlag(port)}`,
    "     makes your account; there, /claim CODE with the code that the start prints makes you the owner.",
  ];
}

function registration(cracked: { readonly allow_registration: boolean }): string {
  return cracked.allow_registration ? "anybody may register" : "nobody may register";
}
