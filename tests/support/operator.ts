/**
 * An operator at the command line of a running server, with olga, its owner, connected, and bob, a member.
 *
 * @example
 * const operator = operatorSuite();
 * test("a new role has no members", async () => {
 *   await operator.does("role", "create", "helper");
 *   expect((await operator.answer("role", "show", "helper")).members).toBe(0);
 * });
 */
import { afterAll, beforeAll, expect } from "bun:test";
import { type Client, connect } from "../../client/index.ts";
import { commandGroups } from "../../src/cli/command-groups.ts";
import type { Done } from "../../src/cli/command-table.ts";
import { parseCommand } from "../../src/cli/parse-command.ts";
import { run } from "./run.ts";
import { startTestServer, type TestServer } from "./server.ts";

export interface Operator {
  readonly server: TestServer;
  readonly olga: Client;
  /** Lines of the server's log. */
  readonly lines: readonly string[];
  /** Logs in, or makes the account first. */
  member(how: "login" | "register", username: string): Promise<Client>;
  /** Runs a command in this process, as main.ts would. */
  does(...words: readonly string[]): Promise<Done>;
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own answer
  answer(...words: readonly string[]): Promise<any>;
}

export const password = "a password to type";

/** One operator for all tests of a file. Only `does`, `answer` and `member` may be taken out of it before they run. */
export function operatorSuite(): Operator {
  let operator: Operator;
  beforeAll(async () => {
    operator = await openOperator();
  });
  afterAll(() => operator.server.dispose());
  return {
    get server() {
      return operator.server;
    },
    get olga() {
      return operator.olga;
    },
    get lines() {
      return operator.lines;
    },
    member: (how, username) => operator.member(how, username),
    does: (...words) => operator.does(...words),
    answer: (...words) => operator.answer(...words),
  };
}

async function openOperator(): Promise<Operator> {
  const lines: string[] = [];
  const server = await startTestServer({
    config: { unknown: { kept: 1 } },
    log: (line) => lines.push(line),
  });
  const member: Operator["member"] = (how, username) => {
    const account = { username, password };
    const login = how === "login" ? { login: account } : { register: account };
    return connect(server.ws, { login, reconnect: [] });
  };
  const does: Operator["does"] = async (...words) => {
    const group = commandGroups.find(({ name }) => name === words[0]);
    const command = group?.commands.find(({ verb }) => verb === "" || verb === words[1]);
    if (!group || !command) throw new Error(`There is no command ${words.join(" ")}`);
    const given = parseCommand(group.name, command, words.slice(command.verb === "" ? 1 : 2));
    return command.run(given, server.folder);
  };
  const typed = ["--password-stdin", "--data", server.folder];
  await run("cli/main.ts", ["user", "create", "olga", "--role", "owner", ...typed], password);
  const olga = await member("login", "olga");
  const bob = await member("register", "bob");
  bob.close();
  return { server, olga, lines, member, does, answer: async (...words) => (await does(...words)).answer };
}

/** The error of a command that is refused. */
export const refused = (message: string, code: string) => ({
  message: expect.stringContaining(message),
  code,
});
