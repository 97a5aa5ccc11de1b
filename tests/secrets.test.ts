/**
 * Logs and the files that people read never hold what people write, passwords, tokens or keys. Each secret is a
 * text of its own that goes through every way in which it can come to the server, good and failing, with the log
 * at its most talkative.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, connect } from "../client/index.ts";
import type { Store } from "../src/db/store.ts";
import { type FakeMode, type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { run } from "./support/run.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

const lines: string[] = [];
const secrets = new Map<string, string>();
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
});
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

function register(username: string, what: string): Promise<Client> {
  return connect(server.ws, {
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
          // The indexer's timer may fall into it, and has nobody who would take the exception.
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

test("no secret stands in the data files for people, and none but messages in the database", () => {
  const folder = join(server.folder, "db");
  const texts = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(texts).toContain("users.json");
  for (const name of texts)
    expect([name, ...found(readFileSync(join(folder, name), "utf8"))]).toEqual([name]);

  const written = readdirSync(folder).filter((name) => name.startsWith("server.db"));
  const bytes = written.map((name) => readFileSync(join(folder, name), "latin1")).join("");
  const people = found(bytes).filter((what) => !/content|edit|embed|nonce/.test(what));
  expect(people).toEqual([]);
  expect(found(bytes)).toContain("edited content");
});
