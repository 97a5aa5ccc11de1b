/**
 * Setup: asks for the most important values and writes the first config.json. Each answer may also come
 * from a flag or an environment variable; with `--yes` nothing is asked.
 *
 * @example
 * npm run cli -- setup
 * npm run cli -- setup --yes --name "Tea House" --url https://tea.example --owner-account mira
 * ORIGINCHATS_PORT=7000 npm run cli -- setup --yes
 */

import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ConfigAnswers, defaultConfigText } from "./config/load.ts";
import { writeFileAtomically } from "./config/write-file.ts";
import { type AssetCopy, ask, check, merge } from "./setup/answers.ts";
import { askYesOrNo, type SetupIo, SetupStop } from "./setup/asking.ts";
import { configPath, flagOrVariable, readFlags } from "./setup/flags.ts";

export { setupFlags } from "./setup/flags.ts";

import { exactOwners, ownerKind, ownerKindFlag } from "./setup/owners.ts";
import { type Part, type Question, questions, yesOrNo } from "./setup/questions.ts";
import { summarise } from "./setup/summary.ts";
import { errorText } from "./text/error-text.ts";
import { printedJson } from "./text/printed-json.ts";

const folders = ["db", "db/backup", "db/serverAssets", "db/serverEmojis"];

/** Runs the setup and gives the exit code: 0 written or left alone on request, 1 stopped or failed. */
export async function runSetup(args: string[], io: SetupIo): Promise<number> {
  let forProgram = false;
  try {
    const flags = readFlags(args);
    forProgram = flags.has("json");
    if (!forProgram) return await setUp(flags, io);
    if (yesOrNo(flagOrVariable("yes", flags, io) ?? "") !== true)
      throw new SetupStop("--json asks nothing: add --yes");
    const code = await setUp(flags, { ...io, print: () => {} });
    io.print(printedJson({ config: configPath(flags, io) }));
    return code;
  } catch (error) {
    const problem = errorText(error);
    io.print(forProgram ? printedJson({ problem }) : `Setup stopped: ${problem}`);
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

  const copies: AssetCopy[] = [];
  const given = checkGiven(value, folder, copies);
  if (replaces && !isOn("force")) {
    if (quiet) throw new SetupStop(`${path} is there already. Add --force to replace it.`);
    if (!(await askYesOrNo(io, `${path} is there already. Replace it? (y/n) [n]: `))) {
      io.print("Nothing was changed.");
      return 0;
    }
  }

  let answers = await askRest(given, quiet, folder, copies, io);
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

/** Flags and variables are checked before the first question, so that a mistake there wastes no answers. */
function checkGiven(
  value: (flag: string) => string | undefined,
  folder: string,
  copies: AssetCopy[],
): ReadonlyMap<Question, Part> {
  const given = new Map<Question, Part>();
  for (const question of questions) {
    const answer = value(question.flag)?.trim();
    if (answer === undefined) continue;
    const checked = check(question, answer, folder, copies);
    if (typeof checked === "string") throw new SetupStop(`--${question.flag}: ${checked}`);
    given.set(question, checked);
  }
  return given;
}

/** The answers that were given, and those to the other questions. @param quiet nothing is asked */
async function askRest(
  given: ReadonlyMap<Question, Part>,
  quiet: boolean,
  folder: string,
  copies: AssetCopy[],
  io: SetupIo,
): Promise<Part> {
  let answers: Part = {};
  for (const question of questions) {
    const needless = question.flag === "registration" && answers.auth_mode === "rotur";
    const part =
      given.get(question) ??
      (quiet || needless ? question.part(question.usual) : await ask(question, folder, copies, io));
    answers = merge(answers, part);
  }
  return answers;
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
