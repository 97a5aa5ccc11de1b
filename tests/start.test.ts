/** The start of the server's process: what keeps it from starting, and what it prints. */

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import manifest from "../package.json" with { type: "json" };
import { openSqliteStore } from "../src/db/sqlite/store.ts";
import { version } from "../src/startup/version.ts";
import { account, claimCode, enter } from "./support/child-login.ts";
import { run, withoutLog } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what keeps it from starting is said in one line, with exit code 1", () => {
  async function refusal(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run("main.ts", ["--data", folder, "--port", "0", ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = withoutLog(stderr);
    expect(lines).toHaveLength(1);
    return lines[0] ?? "";
  }

  test("the port is in use", async () => {
    using taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    expect(await refusal("--port", String(taken.port))).toBe(
      `Port ${taken.port} on 127.0.0.1 is in use; stop what listens there, or choose another with --port`,
    );
  });

  test("the port needs a privilege", async () => {
    const isRoot = process.getuid?.() === 0;
    const asOther = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    const main = join(import.meta.dir, "../src/main.ts");
    chmodSync(folder, 0o777);
    const child = Bun.spawn(
      [...asOther, process.execPath, main, "--data", join(folder, "data"), "--port", "81"],
      {
        stdout: "ignore",
        stderr: "pipe",
      },
    );
    const lines = withoutLog(await new Response(child.stderr).text());
    expect(lines).toEqual([
      expect.stringContaining("Port 81 needs a privilege that this user does not have"),
    ]);
    expect(await child.exited).toBe(1);
  });

  test("the address is not this machine's", async () => {
    expect(await refusal("--host", "192.0.2.1")).toStartWith("Cannot listen on 192.0.2.1:0: ");
  });

  test("the data folder can't be made", async () => {
    writeFileSync(join(folder, "file"), "");
    const data = join(folder, "file", "data");
    expect(await refusal("--data", data)).toStartWith(`Cannot read ${data}/config.json: ENOTDIR`);
  });

  test("the folder of the database can't be made", async () => {
    writeConfig(folder);
    writeFileSync(join(folder, "db"), "");
    expect(await refusal()).toStartWith(`The data folder ${folder} cannot be used: `);
  });

  test("config.json can't be read", async () => {
    mkdirSync(join(folder, "config.json"));
    expect(await refusal()).toStartWith(`Cannot read ${folder}/config.json: EISDIR`);
  });

  test("config.json is not JSON: the place is named", async () => {
    writeFileSync(join(folder, "config.json"), '{\n  "owners": ["mira",]\n}');
    expect(await refusal()).toStartWith(
      `${folder}/config.json has a problem: Line 2: not JSON (column 21): `,
    );
  });

  test("config.json holds wrong values: each is named with its key and the reason", async () => {
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({ websocket: { port: "5613" }, rate_limiting: { burst_limit: -1 } }),
    );
    const line = await refusal();
    expect(line).toStartWith(`${folder}/config.json has 2 problems: `);
    expect(line).toContain('websocket.port must be a whole number from 0 to 65535, not "5613".');
    expect(line).toContain("rate_limiting.burst_limit must be ");
  });

  test("the certificate is missing", async () => {
    writeConfig(folder, { websocket: { tls: { cert: "cert.pem", key: "key.pem" } } });
    expect(await refusal()).toContain("cert.pem");
  });

  test("another server runs on the folder", async () => {
    await using first = await spawnServer(folder);
    expect(await refusal()).toBe(
      `the data folder is in use by another server (pid ${first.pid}): ${folder}/db; stop that one, or choose another --data folder`,
    );
    expect((await fetch(`${first.url}/info`)).status).toBe(200);
  });

  test("the folder holds another program's data", async () => {
    mkdirSync(join(folder, "db"));
    writeFileSync(join(folder, "db", "users.json"), "{}");
    expect(await refusal()).toMatch(/db holds the data of another OriginChats server/);
    expect(readdirSync(join(folder, "db"))).toEqual(["users.json"]);
  });

  describe("with a database", () => {
    const file = () => join(folder, "db", "server.db");
    beforeEach(async () => {
      mkdirSync(join(folder, "db"));
      await (await openSqliteStore({ folder: join(folder, "db"), synchronous: "OFF" })).close();
    });

    test("that is damaged", async () => {
      truncateSync(file(), 5000);
      expect(await refusal()).toMatch(/server\.db is damaged \(.*\); restore a backup/);
    });

    test("that is no database", async () => {
      writeFileSync(file(), "no database".repeat(1000));
      expect(await refusal()).toMatch(/server\.db is damaged \(.*\); restore a backup/);
    });

    test("that another program holds", async () => {
      const holder = new Database(file());
      holder.run("BEGIN IMMEDIATE");
      expect(await refusal()).toBe(`${file()} is in use by another process; end that one, then start again`);
      holder.run("ROLLBACK");
      holder.close();
      // Nothing was broken by it.
      await using server = await spawnServer(folder);
      expect((await fetch(`${server.url}/info`)).status).toBe(200);
    }, 20_000);

    test("of a newer server", async () => {
      const raw = new Database(file());
      raw.run("UPDATE meta SET value = '1000' WHERE key = 'schema_version'");
      raw.close();
      expect(await refusal()).toMatch(
        /was written by a newer server \(schema 1000, .*\); start the newer server/,
      );
    });
  });
});

describe("arguments", () => {
  test.each([
    [["--colour"], /Unknown option '--colour'/],
    [["--port", "70000"], /--port 70000 is not a port/],
    [["extra"], /Unexpected argument 'extra'/],
  ])("%p: exit code 2, the reason and the usage", async (args, reason) => {
    const { code, stdout, stderr } = await run("main.ts", ["--data", folder, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [first = "", second = ""] = stderr.split("\n");
    expect(first).toMatch(reason);
    expect(second).toStartWith("Usage: npm start -- [--data DIR]");
    expect(existsSync(join(folder, "config.json"))).toBe(false);
  });

  test("--version prints what the log, /info and /metrics say too", async () => {
    const { code, stdout } = await run("main.ts", ["--version"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
    expect(version).toStartWith(manifest.version);
    await using server = await spawnServer(folder);
    expect(server.errors()).toContain(`"OriginChats server ${version} starts"`);
    expect(((await (await fetch(`${server.url}/info`)).json()) as { build?: string }).build).toBe(version);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain(`originchats_build_info{version="${version}"} 1\n`);
  });

  test("--help prints the usage", async () => {
    const { code, stdout } = await run("main.ts", ["--help"]);
    expect(code).toBe(0);
    expect(stdout).toStartWith("Usage: npm start");
  });
});

describe("the first start", () => {
  test("writes a configuration that works without the internet, and says where it listens and how to own it", async () => {
    const data = join(folder, "new", "data");
    await using server = await spawnServer(data);
    const config = JSON.parse(readFileSync(join(data, "config.json"), "utf8"));
    expect(config).toMatchObject({ auth_mode: "cracked", websocket: { host: "127.0.0.1" } });
    // Each line of the log is an object, also the one with the code.
    const told = server
      .errors()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    expect(told.filter((line) => "code" in line)).toEqual([
      expect.objectContaining({
        level: "info",
        how: expect.stringContaining("/claim "),
        address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#claim=[A-Z0-9-]+$/),
      }),
    ]);
    const code = claimCode(server);
    expect(code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect((await fetch(`${server.url}/info`)).status).toBe(200);

    const mira = await enter(server);
    expect(mira.user.roles).toEqual(["user"]);
    await mira.request("owner_claim", { code: code ?? "" });
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    // The whole standard output of its life is the one line that scripts wait for.
    expect(server.output()).toBe(`OriginChats server listening on ${server.url}\n`);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  test("on the network without TLS it warns, unless a proxy elsewhere is trusted", async () => {
    const warning = "without TLS: passwords can be read on the way";
    for (const [trusted_proxies, warns] of [
      [["127.0.0.1", "::1"], true],
      [["192.0.2.0/24"], false],
    ] as const) {
      writeConfig(folder, { websocket: { host: "127.0.0.1", trusted_proxies } });
      await using server = await spawnServer(folder, ["--host", "0.0.0.0"]);
      expect(server.errors().includes(warning)).toBe(warns);
    }
    writeConfig(folder);
    await using server = await spawnServer(folder);
    expect(server.errors()).not.toContain(warning);
  });

  test("--host and --port come before the configuration", async () => {
    writeConfig(folder, { websocket: { host: "192.0.2.1", port: 1 } });
    await using server = await spawnServer(folder, ["--host", "127.0.0.1"]);
    expect((await fetch(`${server.url}/info`)).status).toBe(200);
  });
});

describe("the claim code", () => {
  test("that any start printed works until there is an owner, and none afterwards", async () => {
    writeConfig(folder);
    const codes: string[] = [];
    for (let start = 0; start < 2; start++) {
      await using server = await spawnServer(folder);
      codes.push(claimCode(server) ?? "");
      server.kill("SIGTERM");
      await server.exited;
    }
    await using third = await spawnServer(folder);
    codes.push(claimCode(third) ?? "");
    expect(new Set(codes).size).toBe(3);

    const mira = await enter(third);
    const zoe = await connect(third.ws, {
      login: { register: { username: "zoe", password: "zoe's password" } },
      reconnect: [],
    });
    const refused = await mira
      .request("owner_claim", { code: "AAAA-AAAA-AAAA" })
      .catch((error) => error.code);
    expect(refused).toBe("claim_invalid");
    const announced = zoe.next("user_roles_get");
    await mira.request("owner_claim", { code: codes[0] ?? "" });
    expect(await announced).toMatchObject({ user: "USR:local_mira", roles: ["owner", "user"] });
    for (const code of codes) {
      expect(await zoe.request("owner_claim", { code }).catch((error) => error.code)).toBe("claim_invalid");
    }
    third.kill("SIGTERM");
    await third.exited;

    await using owned = await spawnServer(folder);
    expect(claimCode(owned)).toBeNull();
    expect((await enter(owned, false)).user.roles).toEqual(["owner", "user"]);
  });

  test("is not needed by members named in `owners`: they get the role at the next login", async () => {
    const server = await startTestServer({ folder, config: { owners: ["usr:local_mira"] } });
    expect(server.claimCode).not.toBeNull();
    const register = { username: "zoe", password: "zoe's password" };
    const zoe = await connect(server.ws, { login: { register }, reconnect: [] });
    expect(zoe.user.roles).toEqual(["user"]);
    const mira = await connect(server.ws, { login: { register: account }, reconnect: [] });
    expect(mira.user.roles).toEqual(["owner", "user"]);

    await server.reconfigure({ owners: ["USR:local_zoe"] });
    expect((await zoe.request("user_roles_get", { user: "USR:local_zoe" })).roles).toEqual(["user"]);
    const changed = mira.next("user_roles_get");
    const again = await connect(server.ws, { login: { login: register }, reconnect: [] });
    expect(again.user.roles).toEqual(["owner", "user"]);
    expect(await changed).toMatchObject({ user: "USR:local_zoe", roles: ["owner", "user"] });
    await server.stop();
  });
});
