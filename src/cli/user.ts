/** `user …`: looks after accounts, on a running or a stopped server. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openConfig } from "../config/source.ts";
import { createPasswords } from "../identity/passwords.ts";
import { createLog } from "../log/log.ts";
import { answerOperator } from "../operator/answer.ts";
import { askControl } from "../operator/control.ts";
import { offlineParts } from "../operator/offline.ts";
import type { BanResult } from "../operator/user-ban.ts";
import type { CreatedAccount } from "../operator/user-create.ts";
import type { ListedUser } from "../operator/user-list.ts";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand } from "../programs/programs.ts";
import { openPreparedStore } from "../startup/prepare.ts";
import { ask, isYes } from "./ask.ts";
import { askNewPassword, passwordFromInput } from "./password.ts";
import { plain } from "./plain.ts";
import { commonOptions, reporting } from "./reporting.ts";

const usage = "user create|passwd|list|delete|ban|unban [NAME] [--data DIR] [--json] …";
const help = `Usage: ${cliCommand} user create NAME [--password-stdin] [--role ROLE]…
       ${cliCommand} user passwd NAME [--password-stdin]
       ${cliCommand} user list
       ${cliCommand} user delete NAME [--yes]
       ${cliCommand} user ban NAME [--reason TEXT]
       ${cliCommand} user unban NAME
each with [--data DIR] [--json], while the server runs or not.
  NAME              an id, a username, or the plain name of an account of this server (bob for USR:local_bob)
  --password-stdin  the password is the standard input without its last line break, 4 to 72 bytes; without this
                    you are asked for it twice
  --role ROLE       a role by its name, besides those that newcomers get; several times for several
  --yes             do not ask before deleting
  --reason TEXT     shown to the banned person and kept in the audit log, at most 500 characters
  --data DIR        folder of config.json and db/ (default ${dataFolder})
  --json            one line of JSON: {"problem"}, or what was done
create makes an account of this server. Reserved names such as admin are allowed here, and names that look like those of
moderators, of which it warns. passwd and ban end the connections of the account. delete keeps the messages.
The audit log records all of these, under the name "operator (command line)".`;

interface Flags {
  readonly "password-stdin"?: boolean;
  readonly role?: string[];
  readonly reason?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Answer = object & { readonly problem?: string };

interface Verb {
  readonly flags: readonly (keyof Flags)[];
  readonly named: boolean;
  /** What the server is asked besides the name. */
  fields?(flags: Flags, name: string): Promise<object>;
  /** What was done, for people. */
  // biome-ignore lint/suspicious/noExplicitAny: each verb has its own answer, from the same version of the server
  said(answer: any): string;
}

const verbs: Readonly<Record<string, Verb>> = {
  create: {
    flags: ["password-stdin", "role"],
    named: true,
    fields: async (flags) => ({ password: await passwordOf(flags), roles: flags.role ?? [] }),
    said: ({ id }: CreatedAccount) => `Created ${id}`,
  },
  passwd: {
    flags: ["password-stdin"],
    named: true,
    fields: async (flags) => ({ password: await passwordOf(flags) }),
    said: ({ id }: { id: string }) => `${id} has a new password; its connections were ended`,
  },
  list: {
    flags: [],
    named: false,
    said: ({ users }: { users: readonly ListedUser[] }) => table(users),
  },
  delete: {
    flags: ["yes"],
    named: true,
    async fields({ yes, json }, name) {
      if (yes) return {};
      if (json) throw new Error("--json asks nothing: add --yes to delete the account");
      const question = `Delete the account ${plain(name)}? Password, roles and picture go, the messages stay [y/N] `;
      if (!isYes(await ask(question))) throw new Error("Nothing was changed");
      return {};
    },
    said: ({ id }: { id: string }) => `Deleted ${id}`,
  },
  ban: {
    flags: ["reason"],
    named: true,
    fields: async ({ reason }) => (reason === undefined ? {} : { reason }),
    said: ({ id, changed }: BanResult) => (changed ? `Banned ${id}` : `${id} is banned already`),
  },
  unban: {
    flags: [],
    named: true,
    said: ({ id, changed }: BanResult) => (changed ? `${id} is no longer banned` : `${id} is not banned`),
  },
};

export const user = {
  usage,
  summary: "Makes, lists, deletes and bans accounts, and sets passwords; `user --help` says how.",
  run: (args: string[]) =>
    reporting(args, async (json) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
          ...commonOptions,
          "password-stdin": { type: "boolean" },
          role: { type: "string", multiple: true },
          reason: { type: "string" },
          yes: { type: "boolean" },
        },
      });
      if (values.help) {
        console.log(help);
        return;
      }
      const { data, help: _help, ...flags } = values;
      const [word = "", name = "", ...rest] = positionals;
      const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
      if (!verb || rest.length > 0 || (name !== "") !== verb.named) {
        throw new Error(`Usage: ${cliCommand} ${usage}\nSee user --help`);
      }
      const odd = Object.keys(flags).find(
        (flag) => flag !== "json" && !verb.flags.includes(flag as keyof Flags),
      );
      if (odd !== undefined) throw new Error(`user ${word} knows no --${odd}; see user --help`);
      if (data === "") throw new Error("--data needs a folder");
      const fields = (await verb.fields?.(flags, name)) ?? {};
      const request = { command: `user_${word}`, ...(verb.named && { name }), ...fields };
      const answer = await askServer(data, request);
      if (answer.problem !== undefined) throw new Error(answer.problem);
      console.log(json ? JSON.stringify(answer) : verb.said(answer));
      if (!json && "looks_like" in answer) {
        console.error(`The name looks like that of ${answer.looks_like}, who has management permissions`);
      }
    }),
};

function passwordOf(flags: Flags): Promise<string> {
  return flags["password-stdin"] ? passwordFromInput() : askNewPassword();
}

/** One line for each member: id, how others call them, roles, and what else is worth knowing. */
function table(users: readonly ListedUser[]): string {
  if (users.length === 0) return "Nobody is a member yet";
  const rows = users.map(({ id, username, nickname, roles, banned, online }) => {
    const names = [username === id ? "" : username, nickname ?? ""].filter((one) => one !== "");
    const more = [...(banned ? ["banned"] : []), ...(online ? ["online"] : [])];
    return [id, names.join(", ") || "-", roles.join(", ") || "-", more.join(", ")].map(plain);
  });
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - Bun.stringWidth(cell))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

async function askServer(dataFolder: string, request: object): Promise<Answer> {
  const answer = await askControl(join(dataFolder, "db"), request);
  return (answer ?? (await answerOffline(dataFolder, request))) as Answer;
}

async function answerOffline(dataFolder: string, request: object): Promise<unknown> {
  const log = createLog({ level: "warn" });
  // Any other folder would get a new server's files.
  if (!existsSync(join(dataFolder, "config.json")) && !existsSync(join(dataFolder, "db"))) {
    throw new Error(`${dataFolder} is no data folder of a server; start the server once, or give --data`);
  }
  const config = openConfig(dataFolder, log);
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    const parts = {
      ...(await offlineParts(store, log)),
      passwords: createPasswords(() => performance.now()),
      config: config.current,
      now: Date.now,
      newId: () => Bun.randomUUIDv7(),
    };
    return await answerOperator(parts, request);
  } finally {
    await store.close();
  }
}
