/** `user create`: a local account, on a running or a stopped server. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAccount, type NewAccount } from "../accounts.ts";
import { createState } from "../chat/state.ts";
import { openConfig } from "../config/source.ts";
import { askControl } from "../control.ts";
import { loadEverything } from "../db/meta.ts";
import { createPasswords } from "../identity/passwords.ts";
import { createLog } from "../log.ts";
import { openPreparedStore } from "../prepare.ts";
import { reasonOf } from "../reason.ts";

const usage = "user create NAME --password-stdin [--role ROLE]… [--data DIR] [--json]";

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
        },
      });
      json = values.json ?? false;
      const [verb, name, ...rest] = positionals;
      if (verb !== "create" || name === undefined || rest.length > 0 || !values["password-stdin"]) {
        throw new Error(`Usage: npm run cli -- ${usage}`);
      }
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
  if (!existsSync(dataFolder))
    throw new Error(`There is no data folder ${dataFolder}; start the server once, or give --data`);
  const config = openConfig(dataFolder, log);
  const store = await openPreparedStore(dataFolder, config.current);
  try {
    const state = createState(await store.read(loadEverything({})));
    const result = await createAccount(
      {
        state,
        store,
        passwords: createPasswords(),
        newcomers: config.current.DB.users.default,
        now: () => Date.now() / 1000,
        exclusively: (task) => task(() => {}),
        publish: () => {},
      },
      account,
    );
    return "code" in result ? { problem: result.val } : result;
  } finally {
    await store.close();
  }
}
