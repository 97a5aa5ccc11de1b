/** `user create`: a local account, on a running or a stopped server. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { accountProblem, createAccount, type NewAccount } from "../accounts.ts";
import { createState } from "../chat/state.ts";
import { openConfig } from "../config/source.ts";
import { askControl } from "../control.ts";
import { loadEverything } from "../db/meta.ts";
import { createPasswords } from "../identity/passwords.ts";
import { createLog } from "../log.ts";
import { openPreparedStore } from "../prepare.ts";
import { reasonOf } from "../reason.ts";

const usage = "user create NAME --password-stdin [--role ROLE]… [--data DIR] [--json]";
const help = `Usage: npm run cli -- ${usage}
  --password-stdin  the password is the standard input without its last line break, 4 to 72 bytes
  --role ROLE       a role by its name, besides those that newcomers get; several times for several
  --data DIR        folder of config.json and db/ (default ./data); the server may run on it or not
  --json            one line of JSON: {"id"} or {"problem"}`;

export const user = {
  usage,
  summary: "Makes a local account; the password is read from the standard input.",
  async run(args: string[]): Promise<number> {
    let json = false;
    try {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
          "password-stdin": { type: "boolean" },
          role: { type: "string", multiple: true },
          data: { type: "string", default: "data" },
          json: { type: "boolean" },
          help: { type: "boolean", short: "h" },
        },
      });
      if (values.help) {
        console.log(help);
        return 0;
      }
      json = values.json ?? false;
      const [verb, name, ...rest] = positionals;
      if (verb !== "create" || name === undefined || rest.length > 0 || !values["password-stdin"]) {
        throw new Error(`Usage: npm run cli -- ${usage}`);
      }
      if (values.data === "") throw new Error("--data needs a folder");
      if (process.stdin.isTTY)
        process.stderr.write("Password, shown as you type; end with Ctrl-D on a line of its own:\n");
      const password = (await Bun.stdin.text()).replace(/\r?\n$/, "");
      const result = await create(values.data, { name, password, roles: values.role ?? [] });
      if ("problem" in result) throw new Error(result.problem);
      console.log(json ? JSON.stringify(result) : `Created ${result.id}`);
      return 0;
    } catch (error) {
      const problem = reasonOf(error);
      if (json) console.log(JSON.stringify({ problem }));
      else console.error(problem);
      return 1;
    }
  },
};

type Created = { readonly id: string } | { readonly problem: string };

async function create(dataFolder: string, account: NewAccount): Promise<Created> {
  const answer = await askControl(join(dataFolder, "db"), { command: "user_create", ...account });
  if (answer !== null) return answer as Created;
  return createOffline(dataFolder, account);
}

async function createOffline(dataFolder: string, account: NewAccount): Promise<Created> {
  const log = createLog({ level: "warn" });
  // Any other folder would get a new server's files.
  if (!existsSync(join(dataFolder, "config.json")) && !existsSync(join(dataFolder, "db"))) {
    throw new Error(`${dataFolder} is no data folder of a server; start the server once, or give --data`);
  }
  const config = openConfig(dataFolder, log);
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    const state = createState(await store.read(loadEverything({})));
    const result = await createAccount(
      {
        state,
        store,
        passwords: createPasswords(() => performance.now()),
        localAccounts: config.current.auth_mode !== "rotur",
        newcomers: config.current.DB.users.default,
        now: () => Date.now() / 1000,
        exclusively: (task) => task(() => {}),
        publish: () => {},
      },
      account,
    );
    return "code" in result ? { problem: accountProblem(result) } : result;
  } finally {
    await store.close();
  }
}
