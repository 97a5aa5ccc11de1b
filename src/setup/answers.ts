/** Answers: asked for, checked by the schema, and put together to a configuration. */
import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { answerTo, type SetupIo } from "./asking.ts";
import type { Part, Question } from "./questions.ts";

export interface AssetCopy {
  readonly from: string;
  readonly to: string;
}

export async function ask(
  question: Question,
  folder: string,
  copies: AssetCopy[],
  io: SetupIo,
): Promise<Part> {
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

/** The part of config.json that an answer makes, or the schema's reason to refuse it. */
export function check(
  question: Question,
  answer: string,
  folder: string,
  copies: AssetCopy[],
): Part | string {
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

export function merge(first: Part, second: Part): Part {
  const merged = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = merged[key];
    merged[key] = isPart(before) && isPart(value) ? merge(before, value) : value;
  }
  return merged;
}

export function parsedConfig(answers: Part): Config {
  const parsed = parseConfig(JSON.stringify(answers));
  if ("problems" in parsed) throw new Error(parsed.problems.join(" "));
  return parsed.config;
}
