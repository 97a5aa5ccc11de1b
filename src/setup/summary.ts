/** The text at the end of the setup: the file that it wrote, and the next steps. */

import { resolve } from "node:path";
import type { Config } from "../config/schema.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand, startCommand, startWithFlags } from "../programs/programs.ts";
import { looksLocal, withoutPrefix } from "../protocol/local-names.ts";
import { parsedConfig } from "./answers.ts";
import type { SetupIo } from "./asking.ts";
import type { Part } from "./questions.ts";

export function summarise(folder: string, path: string, answers: Part, io: SetupIo): void {
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
  io.print(`  1. ${isUsual(folder) ? startCommand : startWithFlags}${dataFlag(folder)}`);
  if (owners.length === 0) {
    for (const line of ownerAdvice(folder, config)) io.print(line);
  } else for (const line of namedOwnerAdvice(folder, config)) io.print(line);
  if (!server.url)
    io.print('  3. For the internet: README.md, "Put it on the internet"; set "server.url" too.');
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
      `  2. ${cliCommand} user create ${name}${dataFlag(folder)}`,
      "     makes the account, which becomes owner at its first login.",
    ];
  }
  return [
    `  2. ${cliCommand} chat --user ${name}${urlFlag(websocket.port)}`,
    "     makes the account, which becomes owner. Do it before you tell others of the",
    "     server: the first to register that name owns it.",
  ];
}

function isUsual(folder: string): boolean {
  return resolve(folder) === resolve(dataFolder);
}

function dataFlag(folder: string): string {
  return isUsual(folder) ? "" : ` --data ${folder}`;
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
      `  2. ${cliCommand} user create NAME --role owner${dataFlag(folder)}`,
      "     makes the account of the owner.",
    ];
  }
  const { port } = websocket;
  return [
    `  2. ${cliCommand} chat --user NAME${urlFlag(port)}`,
    "     makes your account; there, /claim CODE with the code that the start prints makes you the owner.",
  ];
}

function registration(cracked: { readonly allow_registration: boolean }): string {
  return cracked.allow_registration ? "anybody may register" : "nobody may register";
}
