/** The files of a new bot's project. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliCommand } from "../programs/programs.ts";
import type { LibraryFiles } from "./client-library.ts";

export interface BotProject {
  readonly folder: string;
  readonly name: string;
  readonly library: LibraryFiles;
  readonly url: string;
  /** "" when there is no account yet. */
  readonly token: string;
}

const libraryFolder = "originchats-client";

/** Writes them all, over those that are there. Nobody else may read .env. */
export function writeProject({ folder, name, library, url, token }: BotProject): void {
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode });
  };
  for (const [path, text] of Object.entries(library)) {
    put(join(libraryFolder, path), path === "package.json" ? withoutScripts(text) : text);
  }
  put("package.json", json(manifest(name)));
  put("tsconfig.json", json(compiler));
  put("bot.ts", bot);
  put("README.md", readme(name, token !== ""));
  put(".gitignore", "node_modules/\n.env\n");
  put(".env", `ORIGINCHATS_URL=${url}\nORIGINCHATS_TOKEN=${token}\n`, 0o600);
}

/** Those build the library in the server's repository. */
function withoutScripts(text: string): string {
  const { scripts: _, ...others } = JSON.parse(text);
  return json(others);
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

const manifest = (name: string) => ({
  name: `originchats-bot-${name}`,
  version: "0.1.0",
  private: true,
  type: "module",
  engines: { node: ">=22.18" },
  scripts: { start: "node --env-file=.env bot.ts", check: "tsc" },
  dependencies: { "originchats-client": `file:./${libraryFolder}` },
  devDependencies: { "@types/node": "^22.18.0", typescript: "^5.9.0 || ^7.0.0" },
});

const compiler = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ["*.ts"],
};

const bot = `import { CommandError, connect } from "originchats-client";

const { ORIGINCHATS_URL: url, ORIGINCHATS_TOKEN: token } = process.env;
if (!url || !token) {
  console.error("Put ORIGINCHATS_URL and ORIGINCHATS_TOKEN into .env");
  process.exit(2);
}
const client = await connect(url, { login: { token } });
console.log(\`\${client.user.username} is connected to \${url}\`);

// A slash command. It belongs to the connection, so it is registered again after each loss.
async function register(): Promise<void> {
  await attempt(() =>
    client.request("slash_register", {
      commands: [
        {
          name: "hello",
          description: "Says hello",
          options: [{ name: "to", type: "str", description: "A name", required: false }],
        },
      ],
    }),
  );
}

client.on("slash_call", async ({ call, invoker, invokerUsername, channel, thread_id, val }) => {
  const response = \`Hello, \${val.args["to"] ?? invokerUsername}!\`;
  await attempt(() => client.request("slash_response", { call, invoker, channel, thread_id, response }));
});

// An event: somebody mentions the bot.
client.on("message_new", async ({ channel, thread_id, message }) => {
  const { username } = client.user;
  if (message.user === username || !message.pings.users.includes(username)) return;
  const content = "I'm here. Try /hello.";
  await attempt(() =>
    client.request("message_new", { channel, thread_id, content, reply_to: message.id, ping: false }),
  );
});

/** A refusal doesn't end the bot. Where waiting helps, it asks once more. */
async function attempt(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask().catch(async (error: unknown) => {
      if (!(error instanceof CommandError) || error.retryAfter === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter ?? 0));
      await ask();
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

client.on("ready", register);
client.on("lost", ({ retryIn }) => console.log(\`connection lost, trying again in \${Math.ceil(retryIn / 1000)} s\`));
client.on("closed", ({ reason }) => {
  console.log(\`the server ended it: \${reason}\`);
  process.exit(1);
});
await register();
`;

function readme(name: string, hasToken: boolean): string {
  const account = hasToken
    ? "The account is made, and `.env` has its token. Keep that file secret."
    : `Make the account: \`${cliCommand} bot create ${name}\` where the server is, or \`/bot ${name}\` in its terminal chat. Put the token and the address of the server into \`.env\`. Keep that file secret.`;
  return `# ${name}

A bot for OriginChats. It needs Node 22.18 or newer, or Bun.

1. ${account}
2. Run \`npm install\`.
3. Run \`npm start\`, or \`bun bot.ts\`. Then write \`/hello\` in a channel, or mention the bot.

\`bot.ts\` is the whole bot. \`npm run check\` checks its types. The library is in \`${libraryFolder}/\`, and its README.md shows
what it can do.
`;
}
