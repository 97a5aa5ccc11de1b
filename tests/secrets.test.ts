/**
 * Logs, what a process writes and the files that people read never hold what people write, passwords, tokens or keys.
 * Each secret is a text of its own that goes through every way in which it can come to the server, good and failing,
 * with the log at its most talkative.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, connect } from "../client/index.ts";
import type { Store } from "../src/db/store.ts";
import { type FakeMode, type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { run } from "./support/run.ts";
import {
  type ChildServer,
  newFolder,
  spawnServer,
  startTestServer,
  type TestServer,
  writeConfig,
} from "./support/server.ts";

const lines: string[] = [];
const secrets = new Map<string, string>();
/** What the processes of a server and of the command line wrote, by what they are. */
const outputs = new Map<string, string>();
let rotur: FakeRotur;
let server: TestServer;

beforeAll(async () => {
  rotur = startFakeRotur();
  server = await startTestServer({
    config: { rotur: { base_url: rotur.url, timeout_ms: 200 } },
    log: (line) => lines.push(line),
  });
  await manySecrets();
  await server.stop();
  await processes();
}, 60_000);
afterAll(async () => {
  await server.dispose();
  await rotur.stop();
});

/** A text that stands nowhere else; `what` names it when it is found where it must not be. */
function secret(what: string, text = `${crypto.randomUUID().replaceAll("-", "")}`): string {
  secrets.set(what, text);
  return text;
}

const outcome = (request: Promise<unknown>) =>
  request.then(
    () => "done",
    (error) => error.code ?? String(error),
  );

function register(username: string, what: string, ws = server.ws): Promise<Client> {
  return connect(ws, {
    login: { register: { username, password: secret(what) } },
    reconnect: [],
    received: noteKey,
  });
}

/** The key of a connection is a secret too. */
function noteKey(frame: string): void {
  const packet = JSON.parse(frame);
  if (packet.cmd === "handshake") secret(`validator key ${secrets.size}`, packet.val.validator_key);
  if (packet.cmd === "ready") secret(`token ${secrets.size}`, packet.validator);
}

async function withRotur(mode: FakeMode, what: string): Promise<string> {
  rotur.mode(mode);
  const account = rotur.account(what.replaceAll(" ", "-"));
  const login = connect(server.ws, {
    login: { validator: async (key) => secret(what, account.validatorFor(key)) },
    reconnect: [],
    received: noteKey,
  });
  return outcome(login);
}

async function manySecrets(): Promise<void> {
  const mira = await register("mira", "password of a new account");
  const login = (password: string) =>
    outcome(connect(server.ws, { login: { login: { username: "mira", password } }, reconnect: [] }));
  expect(await login(secret("wrong password"))).toBe("invalid_password");
  expect(await login(secret("password of an account that does not exist"))).toBe("invalid_password");
  expect(
    await outcome(
      connect(server.ws, {
        login: { register: { username: "long", password: secret("long password").repeat(40) } },
        reconnect: [],
      }),
    ),
  ).toBe("invalid_field");

  // The same after login, where these commands don't exist; and frames that are no requests.
  mira.send({ cmd: "login", username: "mira", password: secret("login after login") });
  mira.send({ cmd: "register", username: "mira", password: secret("register after login") });
  mira.send({ cmd: "auth", validator: secret("auth after login") });
  mira.send(`{"cmd":"login","password":"${secret("password in broken JSON")}"`);
  mira.send(JSON.stringify([secret("array")]));
  mira.send({ cmd: "no_such_command", content: secret("content of an unknown command") });
  mira.send({ cmd: "message_new", channel: "general", content: [secret("content of a wrong type")] });
  mira.send({ cmd: "message_new", channel: "nowhere", content: secret("content to nowhere") });

  const { message } = await mira.request("message_new", {
    channel: "general",
    content: secret("content"),
    embeds: [{ title: secret("embed") }],
    nonce: secret("nonce"),
  });
  await mira.request("message_edit", {
    channel: "general",
    id: message.id,
    content: secret("edited content"),
  });
  expect(await outcome(mira.request("owner_claim", { code: secret("wrong claim code") }))).toBe(
    "claim_invalid",
  );
  await mira.request("owner_claim", { code: secret("claim code", server.claimCode ?? "") });
  await everythingElse(mira, "as usual");

  for (const mode of ["ok", "403", "500", "garbage", "reset", "hang", "lying-types", "redirect"] as const) {
    await withRotur(mode, `validator ${mode}`);
  }
  rotur.mode("ok");
  const echo = (request: Request) => new Response(`no: ${request.url}`, { status: 400 });
  await withRotur(echo, "validator that the service repeats");
  expect(
    await outcome(
      connect(server.ws, {
        login: { validator: async () => secret("bad validator") },
        reconnect: [],
      }),
    ),
  ).toBe("invalid_validator");
  rotur.mode("ok");

  for (const path of ["/", "/info", "/metrics", "/healthz", "/nowhere"]) {
    await fetch(`${server.url}${path}?token=${secret(`query of ${path}`)}`, {
      headers: {
        authorization: `Bearer ${secret(`authorization of ${path}`)}`,
        cookie: `session=${secret(`cookie of ${path}`)}`,
      },
    });
  }
  await run(
    "cli/main.ts",
    ["user", "create", "zoe", "--password-stdin", "--data", server.folder],
    secret("password at the command line"),
  );

  await storageFails(mira, message.id);
  mira.close();
}

/** A picture with a text behind its end, which the server cuts off. */
function picture(what: string): string {
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  // In whole groups of three bytes, so that the text of the secret stands in the base64 as it is.
  const bytes = Buffer.concat([Buffer.from(pixel, "base64"), Buffer.alloc(2)]).toString("base64");
  return `data:image/png;base64,${bytes}${secret(what)}`;
}

/** What people write beside messages: each once as it should be, and once too long or of a wrong type. */
function written(kind: string) {
  const long = (what: string, most: number) => secret(`${what} that is too long ${kind}`).padEnd(most, "x");
  return [
    ["status_set", { status: "dnd", text: secret(`status text ${kind}`) }],
    ["status_set", { status: "dnd", text: long("status text", 401) }],
    ["status_set", { status: secret(`status ${kind}`) }],
    ["nickname_update", { nickname: secret(`nickname ${kind}`, crypto.randomUUID().slice(0, 18)) }],
    ["nickname_update", { nickname: long("nickname", 60) }],
    ["messages_search", { channel: "general", query: secret(`search ${kind}`) }],
    ["messages_search", { channel: "general", query: `before:${secret(`search without a date ${kind}`)}` }],
    ["messages_search", { channel: "general", query: long("search", 257) }],
    [
      "poll_create",
      {
        channel: "general",
        question: secret(`poll question ${kind}`),
        options: [secret(`poll option ${kind}`), { text: secret(`second poll option ${kind}`) }],
      },
    ],
    ["poll_create", { channel: "general", question: long("poll question", 301), options: ["a", "b"] }],
    ["poll_create", { channel: "general", question: "?", options: ["a", long("poll option", 101)] }],
    [
      "thread_create",
      {
        channel: "ideas",
        name: secret(`thread title ${kind}`),
        content: secret(`first message ${kind}`),
      },
    ],
    ["thread_new", { channel: "ideas", name: secret(`newer thread title ${kind}`) }],
    ["thread_create", { channel: "ideas", name: long("thread title", 101) }],
    ["user_ban", { user: "USR:local_zoe", reason: secret(`ban reason ${kind}`) }],
    ["user_ban", { user: "USR:local_zoe", reason: long("ban reason", 501) }],
    ["user_ban", { user: "USR:local_zoe", reason: [secret(`list as a ban reason ${kind}`)] }],
    ["user_unban", { user: "USR:local_zoe" }],
    ["pfp_set", { url: picture(`picture ${kind}`) }],
    ["pfp_set", { url: `data:image/png;base64,${secret(`picture that is none ${kind}`)}` }],
    ["pfp_set", { url: `https://pictures.example/${secret(`picture's address ${kind}`)}.png` }],
  ] as const;
}

async function everythingElse(mira: Client, kind: string, ws = server.ws): Promise<void> {
  await register("zoe", `password of somebody to ban ${kind}`, ws);
  await mira.request("channel_create", { name: "ideas", type: "forum" });
  const refused: string[] = [];
  for (const [command, request] of written(kind)) {
    const happened = await outcome(mira.request(command, request as never));
    if (happened !== "done") refused.push(`${command}: ${happened}`);
  }
  expect(refused).toEqual([
    "status_set: invalid_field",
    "status_set: invalid_field",
    "nickname_update: invalid_field",
    "messages_search: invalid_field",
    "poll_create: poll_invalid",
    "poll_create: poll_invalid",
    "thread_create: thread_name_invalid",
    "user_ban: invalid_field",
    "user_ban: invalid_field",
    "pfp_set: picture_invalid",
  ]);
}

/** The same in a process of its own, with files that were edited badly; and what the command line says. */
async function processes(): Promise<void> {
  const folder = newFolder();
  writeConfig(folder, { log: { level: "debug" } });
  const child = await spawnServer(folder);
  const mira = await register("mira", "password in a process", child.ws);
  const claim = /"code":"([^"]+)"/.exec(child.errors())?.[1] ?? "";
  await mira.request("owner_claim", { code: claim });
  await everythingElse(mira, "in a process", child.ws);

  const config = join(folder, "config.json");
  const good = readFileSync(config, "utf8");
  const bad = badConfig();
  writeFileSync(config, bad);
  child.kill("SIGHUP");
  await child.said("The configuration can't be used");
  writeFileSync(
    config,
    good.replace('"auth_mode": ', `"auth_mode": ${secret("word without quotation marks")}, "x": `),
  );
  child.kill("SIGHUP");
  await child.said("this is not a JSON value");

  const users = join(folder, "db", "users.json");
  await badEdits(users, child);
  mira.close();
  child.kill("SIGTERM");
  await child.exited;
  outputs.set("server", child.output() + child.errors());

  writeFileSync(config, bad);
  const refused = await run("main.ts", ["--data", folder]);
  outputs.set("refused start", refused.stdout + refused.stderr);
  const create = async (what: string, name: string, ...flags: string[]) => {
    const args = ["user", "create", name, "--password-stdin", "--data", folder, ...flags];
    const { stdout, stderr } = await run(
      "cli/main.ts",
      args,
      secret(`password at the command line, ${what}`),
    );
    outputs.set(what, stdout + stderr);
  };
  await create("bad configuration", "ben");
  writeFileSync(config, good);
  await create("new account", "ben");
  await create("taken name", "mira");
  await create("taken name as JSON", "mira", "--json");
  await create("no such role", "vera", "--role", "king");
  rmSync(folder, { recursive: true });
}

function badConfig(): string {
  return JSON.stringify({
    websocket: {
      tls: { cert: "cert.pem", key: `-----BEGIN PRIVATE KEY-----\n${secret("key instead of its file")}` },
      trusted_proxies: [`mira:${secret("password in a list")}@10.0.0.7`],
    },
    rotur: { base_url: `ftp://mira:${secret("password in an address")}@host` },
    server: { url: `ftp://host/?token=${secret("token in an address")}` },
    DB: { url: `postgres://mira:${secret("password of a database")}@host`, password: secret("unknown key") },
  });
}

/** In the file of members: values that can't be taken over, and a text without its quotation marks. */
async function badEdits(file: string, server: ChildServer): Promise<void> {
  const { promise: rewritten, resolve } = Promise.withResolvers<void>();
  const watcher = setInterval(() => {
    if (readFileSync(file, "utf8").includes("USR:local_zoe")) resolve();
  }, 50);
  await rewritten;
  clearInterval(watcher);
  const members = JSON.parse(readFileSync(file, "utf8"));
  Object.assign(members["USR:local_mira"], {
    nickname: secret("nickname of a hand edit").repeat(3),
    password_hash: secret("hash of a hand edit"),
    password: secret("password of a hand edit"),
  });
  Object.assign(members["USR:local_zoe"], { status: secret("status of a hand edit") });
  writeFileSync(file, JSON.stringify(members, null, 4));
  await server.said("A hand edit can't be taken over");
  writeFileSync(file, `{"USR:local_mira": {"nickname": ${secret("nickname without quotation marks")}}}`);
  await server.said("not JSON (column 33): this is not a JSON value");
}

/** Every way in which storing can go wrong, each with everything that is secret about it. */
async function storageFails(mira: Client, id: string): Promise<void> {
  const { store } = server;
  const { commit } = store;
  const kinds: [string, string, Pick<Store, "commit">][] = [
    [
      "refuses",
      "storage_unavailable",
      { commit: (_write, done) => done(undefined, { reason: "disk is full" }) },
    ],
    [
      "throws",
      "internal_error",
      {
        commit(write, done) {
          // The indexer's timer may run meanwhile, and nothing catches its exception.
          if (write.name === "search.index") return done(undefined, { reason: "not now" });
          throw Object.assign(new Error("the store broke"), { write });
        },
      },
    ],
    ["answers nonsense", "internal_error", { commit: (_write, done) => done(undefined) }],
  ];
  for (const [kind, code, broken] of kinds) {
    Object.assign(store, broken);
    const content = secret(`content when the store ${kind}`);
    expect(await outcome(mira.request("message_new", { channel: "general", content }))).toBe(code);
    const edited = secret(`edit when the store ${kind}`);
    expect(await outcome(mira.request("message_edit", { channel: "general", id, content: edited }))).toBe(
      code,
    );
    for (const [command, request] of written(`when the store ${kind}`)) {
      await outcome(mira.request(command, request as never));
    }
    await outcome(register("newcomer", `password of a newcomer when the store ${kind}`));
    const password = secret(`password of a login when the store ${kind}`);
    await outcome(connect(server.ws, { login: { login: { username: "mira", password } }, reconnect: [] }));
    Object.assign(store, { commit });
  }
}

/** Names of the secrets that the text holds. */
function found(text: string): string[] {
  return [...secrets].filter(([, value]) => text.includes(value)).map(([what]) => what);
}

test("no secret stands in the log, though it speaks of what failed", () => {
  const log = lines.join("");
  expect(found(log)).toEqual([]);
  for (const expected of [
    "The database refused a write",
    "A handler failed",
    "The identity service gives no usable answer",
  ]) {
    expect(log).toContain(expected);
  }
});

test("no secret stands in what a process writes, whatever goes wrong", () => {
  for (const [what, output] of outputs) expect([what, ...found(output)]).toEqual([what]);
  const said = Object.fromEntries(outputs);
  expect(said["refused start"]).toContain(
    "rotur.base_url must be an http:// or https:// URL, not what stands there",
  );
  expect(said["bad configuration"]).toBe(said["refused start"]);
  expect(said["new account"]).toBe("Created USR:local_ben\n");
  expect(said["taken name"]).toContain("taken");
});

test("no secret stands in the data files for people, and none in the database but what is to be kept", () => {
  const folder = join(server.folder, "db");
  const texts = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(texts).toContain("users.json");
  const inFiles = texts.flatMap((name) => found(readFileSync(join(folder, name), "utf8")));
  // What a member shows to everybody.
  expect(inFiles.filter((what) => !/^(status text|nickname|picture's address) [aw]/.test(what))).toEqual([]);

  const written = readdirSync(folder).filter((name) => name.startsWith("server.db"));
  const bytes = written.map((name) => readFileSync(join(folder, name), "latin1")).join("");
  expect(found(bytes).sort()).toEqual([
    "ban reason as usual",
    "content",
    "edited content",
    "embed",
    "first message as usual",
    "newer thread title as usual",
    "nickname as usual",
    "nonce",
    "picture's address as usual",
    "poll option as usual",
    "poll question as usual",
    "second poll option as usual",
    "status text as usual",
    "thread title as usual",
  ]);
});
