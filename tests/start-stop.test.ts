/** The life of the server's process: what keeps it from starting, what it says, and how it stops. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import manifest from "../package.json" with { type: "json" };
import { openSqliteStore } from "../src/db/sqlite/store.ts";
import { version } from "../src/startup/version.ts";
import { type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { connectRaw } from "./support/raw-socket.ts";
import { run, withoutLog } from "./support/run.ts";
import { type ChildServer, newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const account = { username: "mira", password: "mira's password" };

function enter(server: ChildServer, first = true) {
  return connect(server.ws, { login: first ? { register: account } : { login: account }, reconnect: [] });
}

/** The code that the server printed for its first owner, or null. */
function claimCode(server: ChildServer): string | null {
  return /"code":"([^"]+)"/.exec(server.errors())?.[1] ?? null;
}

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
      expect.objectContaining({ level: "info", how: expect.stringContaining("/claim ") }),
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

  test("is not needed by who stands in the configuration's `owners`: the role comes with the next login", async () => {
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

describe("stopping", () => {
  let rotur: FakeRotur;
  beforeEach(() => {
    rotur = startFakeRotur();
    writeConfig(folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  });
  afterEach(() => rotur.stop());

  function enterAs(server: ChildServer, name: string) {
    const { validatorFor } = rotur.account(name, `id-${name}`);
    return connect(server.ws, { login: { validator: async (key) => validatorFor(key) }, reconnect: [] });
  }

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: what is under way is answered and stored, clients are told, exit code 0",
    async (signal) => {
      await using server = await spawnServer(folder);
      const mira = await enterAs(server, "mira");
      const miraEnded = mira.next("closed");
      const joined = mira.next("user_join", ({ user }) => user.username === "zoe");
      rotur.mode("hold");
      // Zoe's login waits for the identity service when the signal arrives.
      const entering = enterAs(server, "zoe");
      await rotur.arrived(2);
      server.kill(signal);
      await server.said("Stopping");
      rotur.release();

      const zoe = await entering;
      expect(zoe.user.username).toBe("zoe");
      const zoeEnded = zoe.next("closed");
      await joined;
      expect((await miraEnded).code).toBe(1001);
      expect((await zoeEnded).code).toBe(1001);
      expect(await server.exited).toBe(0);

      rotur.mode("ok");
      await using again = await spawnServer(folder);
      const { users } = await (await enterAs(again, "mira")).request("users_list");
      expect(users.map(({ username }) => username)).toEqual(["mira", "zoe"]);
    },
  );

  test("in the middle of a storm: every acknowledged message is there after the next start", async () => {
    await using server = await spawnServer(folder);
    const people = await Promise.all(Array.from({ length: 5 }, (_, index) => enterAs(server, `p${index}`)));
    const acknowledged: string[] = [];
    const storms = people.map(async (person) => {
      const ended = person.next("closed");
      for (let open = true; open; ) {
        const burst = Array.from({ length: 20 }, () =>
          person.request("message_new", { channel: "general", content: "storm" }).then(
            ({ message }) => acknowledged.push(message.id),
            () => {
              open = false;
            },
          ),
        );
        await Promise.all(burst);
        if (acknowledged.length > 500) server.kill("SIGTERM");
      }
      return (await ended).code;
    });
    expect(await Promise.all(storms)).toEqual([1001, 1001, 1001, 1001, 1001]);
    expect(await server.exited).toBe(0);

    await using again = await spawnServer(folder);
    const reader = await enterAs(again, "p0");
    const stored = new Set<string>();
    for (let start = 0, more = true; more; start += 200) {
      const { messages } = await reader.request("messages_get", { channel: "general", start, limit: 200 });
      for (const { id } of messages) stored.add(id);
      more = messages.length > 0;
    }
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  test("a client that never answers the close does not hold it up", async () => {
    await using server = await spawnServer(folder);
    const mute = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(server.url).port),
      socket: {
        data() {},
        open(socket) {
          socket.write(
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
          );
        },
      },
    });
    await enterAs(server, "mira");
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    mute.end();
  });
});

/** From the signal to the end of the process, seen from outside, in milliseconds. */
async function timeToStop(server: ChildServer, signal: NodeJS.Signals) {
  const start = performance.now();
  server.kill(signal);
  const code = await server.exited;
  return { code, milliseconds: performance.now() - start };
}

describe("stopping when others do not play along", () => {
  test("a login that hangs, requests under way and clients that don't read: exit code 0 within 5 s", async () => {
    const rotur = startFakeRotur();
    writeConfig(folder, {
      rotur: { base_url: rotur.url, timeout_ms: 60_000 },
      limits: { post_content: 1_000_000, packets_per_second: 1_000_000, packets_burst: 1_000_000 },
    });
    await using server = await spawnServer(folder);
    const mira = await enter(server);
    const stuck = [await connectRaw(server.url), await connectRaw(server.url)];
    for (const peer of stuck) {
      peer.send({ cmd: "login", ...account });
      await peer.packet("ready");
      peer.pause();
    }
    const fill = { channel: "general", content: "x".repeat(200_000) };
    for (let posts = 0; posts < 30; posts++) await mira.request("message_new", fill);
    rotur.mode("hang");
    const { validatorFor } = rotur.account("zoe");
    const login = { validator: async (key: string) => validatorFor(key) };
    const hanging = connect(server.ws, { login, reconnect: [] }).catch(() => {});
    await rotur.arrived(1);
    const underWay = Array.from({ length: 200 }, () =>
      mira.request("message_new", { channel: "general", content: "under way" }).catch(() => {}),
    );

    // This bound is the requirement (issue 2.11), not a measurement.
    const { code, milliseconds } = await timeToStop(server, "SIGTERM");
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(5000);
    await Promise.all([hanging, ...underWay]);
    for (const peer of stuck) peer.destroy();
    await rotur.stop();
  }, 20_000);

  test("a database that another program holds is not waited for: it is logged, exit code 1", async () => {
    writeConfig(folder);
    await using server = await spawnServer(folder);
    const mira = await enter(server);
    await mira.request("message_new", { channel: "general", content: "stored" });
    const holder = new Database(join(folder, "db", "server.db"));
    holder.run("BEGIN IMMEDIATE");
    const requests = async () =>
      Number(/requests_total (\d+)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);
    const before = await requests();
    const refused = mira.request("message_new", { channel: "general", content: "waits" }).catch(() => "lost");
    while ((await requests()) === before);

    const { code } = await timeToStop(server, "SIGINT");
    expect(code).toBe(1);
    expect(server.errors()).toContain('"Stopping took too long"');
    expect(await refused).toBe("lost");
    holder.run("ROLLBACK");
    holder.close();
  }, 20_000);
});

test("SIGHUP reads the configuration again; one with a problem changes nothing", async () => {
  // Behind a link the watcher of the folder sees nothing, so it is the signal that counts.
  const elsewhere = newFolder();
  writeConfig(elsewhere, { server: { name: "Before" } });
  symlinkSync(join(elsewhere, "config.json"), join(folder, "config.json"));
  await using server = await spawnServer(folder);
  const name = async () =>
    ((await (await fetch(`${server.url}/info`)).json()) as { server: { name: string } }).server.name;
  expect(await name()).toBe("Before");

  writeConfig(elsewhere, { server: { name: "After" } });
  server.kill("SIGHUP");
  await server.said("The configuration was reloaded.");
  expect(await name()).toBe("After");

  server.kill("SIGHUP");
  await server.said("The configuration is as it was");

  writeConfig(elsewhere, { server: { name: 5 } });
  server.kill("SIGHUP");
  await server.said("server.name must be ");
  expect(await name()).toBe("After");
  expect(server.errors().match(/"Reloading the configuration"/g)).toHaveLength(3);
  rmSync(elsewhere, { recursive: true });
});

describe("through the script behind `npm start`", () => {
  const root = join(import.meta.dir, "..");

  /** Reads the log until it says this; the match is returned. */
  function follow(stream: ReadableStream<Uint8Array>) {
    const reader = stream.getReader();
    let log = "";
    return async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(log);
        if (found) return found[1] ?? "";
        const { done, value } = await reader.read();
        if (done) throw new Error(`It ended without ${pattern}: ${log}`);
        log += new TextDecoder().decode(value);
      }
    };
  }

  const isThere = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test("the systemd unit's commands start, reload and stop it, and a reload that comes too early ends nothing", async () => {
    writeConfig(folder);
    const unit = readFileSync(join(root, "deploy/originchats.service"), "utf8");
    const command = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    const [node, ...rest] = command("ExecStart").replace("/var/lib/originchats", folder).split(" ");
    expect(node).toBe("/usr/bin/node");
    const main = Bun.spawn(["node", ...rest, "--port", "0"], { cwd: root, stdout: "pipe", stderr: "pipe" });
    const said = follow(main.stderr);
    const output = follow(main.stdout);
    const reload = () =>
      Bun.spawnSync(["sh", "-c", command("ExecReload").replace("$MAINPID", String(main.pid))]);
    // From the moment on in which the script takes signals itself, which its child's first line shows to be over.
    await said(/(starts)/);
    for (let early = 0; early < 5; early++) expect(reload().exitCode).toBe(0);
    await output(/listening on (\S+)\n/);
    reload();
    await said(/Reloading the configuration[\s\S]*The configuration is as it was/);
    main.kill("SIGTERM");
    expect(await main.exited).toBe(0);
  });

  test("when the script is killed, the server notices, stops, and lets its data go", async () => {
    writeConfig(folder);
    const script = Bun.spawn(["node", "scripts/run.mjs", "start", "--data", folder, "--port", "0"], {
      cwd: root,
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = follow(script.stderr);
    const pid = Number(await said(/"pid":(\d+)/));
    await follow(script.stdout)(/listening/);
    script.kill("SIGKILL");
    await said(/"the process that started this one is gone"/);
    while (isThere(pid)) await Bun.sleep(50);
    await using again = await spawnServer(folder);
    expect((await fetch(`${again.url}/info`)).status).toBe(200);
  });
});

test("it goes on when nobody reads its log any more", async () => {
  writeConfig(folder, { server: { name: "before" } });
  const main = join(import.meta.dir, "../src/main.ts");
  const child = Bun.spawn([process.execPath, main, "--data", folder, "--port", "0"], {
    stdout: "pipe",
    stderr: "pipe",
  });
  try {
    let output = "";
    for await (const chunk of child.stdout) {
      output += new TextDecoder().decode(chunk);
      if (output.endsWith("\n")) break;
    }
    await child.stderr.cancel();
    const url = /http:\S+/.exec(output)?.[0] ?? "";
    const name = async () =>
      ((await (await fetch(`${url}/info`)).json()) as { server: { name: string } }).server.name;
    // Each reload writes a line into the broken pipe.
    for (const next of ["one", "two", "three"]) {
      writeConfig(folder, { server: { name: next } });
      child.kill("SIGHUP");
      while ((await name()) !== next);
    }
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});

test("when npm is ended by a signal that it does not pass on, the server stops as well, and lets its data go", async () => {
  writeConfig(folder);
  const npm = Bun.spawn(["npm", "start", "--", "--data", folder, "--port", "0"], {
    cwd: join(import.meta.dir, ".."),
    stdout: "ignore",
    stderr: "pipe",
  });
  let log = "";
  for await (const chunk of npm.stderr) {
    log += new TextDecoder().decode(chunk);
    if (log.includes("/claim")) break;
  }
  const pid = Number(/"pid":(\d+)/.exec(log)?.[1]);
  const isThere = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(isThere()).toBe(true);
  npm.kill("SIGHUP");
  while (isThere()) await Bun.sleep(50);
});
