import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../client/index.ts";
import { newFolder, startTestServer, type TestServer } from "../../tests/support/server.ts";
import { password, register, terminals } from "../../tests/support/terminals.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const { somebody, enters } = terminals(() => server.ws);
const asJson = { "Content-Type": "application/json" };
const openssl = Bun.which("openssl");
const esc = String.fromCharCode(27);

describe("chat", () => {
  test("two people see each other come, write and go", async () => {
    const mira = somebody();
    for (const line of ["mira", password, "y", password]) mira.say(line);
    await mira.sees('You have a new account, "mira"');
    await mira.sees("── #general ──");
    expect(mira.asked.slice(0, 4)).toEqual([
      "Name: ",
      "Password: (hidden)",
      'There is no account "mira" here. Make it? (y/n) ',
      "The same password again: (hidden)",
    ]);
    mira.say("is anybody here?");
    await mira.sees("mira: is anybody here?");

    const bob = await enters("bob");
    await bob.sees("mira: is anybody here?");
    await mira.sees("(bob is new here)");
    await mira.sees("(bob came in)");
    bob.types();
    await mira.notes("bob is typing…");
    bob.say("I am, @mira");
    await mira.sees("bob: I am, @mira");
    await mira.notes("");
    bob.say(" /Quit ");
    expect(await bob.code).toBe(0);
    await mira.sees("(bob went away)");
    expect(bob.printed.join()).not.toContain("ended the connection");
    expect(mira.printed.filter((line) => line.includes("I am, @mira"))).toHaveLength(1);
    mira.say(null);
    expect(await mira.code).toBe(0);
  });

  test("an account that exists needs its password, and may try again", async () => {
    (await enters("toni")).say("/quit");
    const again = somebody("--user", "toni");
    again.say("wrong password");
    again.say(password);
    await again.sees("That is not the password");
    await again.sees("── #general ──");
    expect(again.printed.join("\n")).not.toContain("new one");
    again.say("/quit");
  });

  test("a mistyped name makes no account, and a mistyped password no account without a way in", async () => {
    (await enters("hanna")).say("/quit");
    const typo = somebody("--user", "hana");
    for (const line of [password, "what?", "n", "  ", "hanna", password]) typo.say(line);
    await typo.sees("Please answer y or n");
    await typo.sees("── #general ──");
    expect(typo.printed.join("\n")).not.toContain("new account");
    typo.say("/quit");

    const slip = somebody("--user", "hana");
    for (const line of [password, "y", "tea and coke", "abc", "abc", password, password]) slip.say(line);
    await slip.sees("These two differ");
    await slip.sees("Password must be 4-72 characters");
    await slip.sees('You have a new account, "hana"');
    expect(slip.asked.filter((question) => question.startsWith("A password"))).toHaveLength(2);
    slip.say("/quit");
  });

  test("a name that nobody may have is asked again, also where nobody may register", async () => {
    const one = somebody("--user", "admin");
    for (const line of [
      password,
      "y",
      password,
      "x",
      password,
      "y",
      password,
      "ida",
      password,
      "y",
      password,
    ]) {
      one.say(line);
    }
    await one.sees("Username must be 2-32 characters");
    await one.sees('You have a new account, "ida"');
    one.say("/quit");
    const closed = await startTestServer({ config: { cracked: { allow_registration: false } } });
    const late = somebody("--user", "ida", "--url", closed.ws);
    for (const line of [password, "y", password]) late.say(line);
    await late.sees("egistration");
    await late.isAsked("Name: ");
    late.say(null);
    expect(await late.code).toBe(0);
    await closed.dispose();
  });

  test("after a restart of the server it shows what was said meanwhile, once, and whether its channel is gone", async () => {
    const house = await startTestServer();
    const port = house.port;
    const olga = await register(house.ws, "olga");
    await olga.request("owner_claim", { code: house.claimCode ?? "" });
    const all = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "den", type: "text", permissions: all });
    olga.close();
    const rosa = await enters("rosa", "--url", house.ws);
    rosa.say("before");
    await rosa.sees("rosa: before");
    const dora = await enters("dora", "--url", house.ws, "--channel", "den");
    await house.stop();
    for (const one of [rosa, dora]) await one.sees("(connection lost");

    // On another port, so that nobody is back too early to miss anything.
    const between = await startTestServer({ folder: house.folder, config: { websocket: { port: 0 } } });
    const owner = await connect(between.ws, { login: { login: { username: "olga", password } } });
    await owner.request("message_new", { channel: "general", content: "in between" });
    await owner.request("channel_delete", { name: "den" });
    owner.close();
    await between.stop();
    const again = await startTestServer({ folder: house.folder, config: { websocket: { port } } });
    for (const one of [rosa, dora]) await one.sees("(connected again)");
    await rosa.sees("olga: in between");
    await dora.sees("(#den is gone");
    rosa.say("after");
    await rosa.sees("rosa: after");
    const said = rosa.printed.filter((line) => /before|in between|after/.test(line));
    expect(said.map((line) => line.replace(/^\S+ /, ""))).toEqual([
      "rosa: before",
      "olga: in between",
      "rosa: after",
    ]);
    for (const one of [rosa, dora]) one.say("/quit");
    await Promise.all([rosa.code, dora.code]);
    await again.dispose();
  });

  test("shows what a webhook posts under its name, and an embed by its texts", async () => {
    const house = await startTestServer();
    const olga = await register(house.ws, "olga");
    await olga.request("owner_claim", { code: house.claimCode ?? "" });
    const { webhook } = await olga.request("webhook_create", { channel: "general", name: "CI" });
    const dora = await enters("dora", "--url", house.ws);
    for (const body of [{ content: "built" }, { embeds: [{ title: "Job 7", description: "is red" }] }]) {
      await fetch(`${house.url}/webhooks?token=${webhook.token}`, {
        method: "POST",
        headers: asJson,
        body: JSON.stringify(body),
      });
    }
    await dora.sees("CI (webhook): built");
    await dora.sees("CI (webhook): Job 7");
    dora.say("/quit");
    await dora.code;
    olga.close();
    await house.dispose();
  });

  test("says so when its channel is deleted, and follows one that is renamed", async () => {
    const house = await startTestServer();
    const olga = await register(house.ws, "olga");
    await olga.request("owner_claim", { code: house.claimCode ?? "" });
    const all = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "den", type: "text", permissions: all });
    const dora = await enters("dora", "--url", house.ws, "--channel", "den");
    await olga.request("channel_update", { current_name: "den", updates: { name: "nest" } });
    await olga.request("message_new", { channel: "nest", content: "a new name" });
    await dora.sees("olga: a new name");
    await olga.request("channel_delete", { name: "nest" });
    await dora.sees("(#nest is gone");
    expect(dora.printed.join()).not.toContain("#den is gone");
    dora.say("/join general");
    await dora.sees("── #general ──");
    dora.say("/quit");
    await dora.code;
    olga.close();
    await house.dispose();
  });

  test("an address without ws://, and a server without accounts of its own", async () => {
    const short = somebody("--user", "sue", "--url", server.ws.replace("ws://", ""));
    for (const line of [password, "y", password]) short.say(line);
    await short.sees("── #general ──");
    short.say("/quit");
    expect(await short.code).toBe(0);

    const rotur = await startTestServer({ config: { auth_mode: "rotur" } });
    const stranger = somebody("--user", "sue", "--url", rotur.ws);
    stranger.say(password);
    expect(await stranger.code).toBe(1);
    expect(stranger.printed.join()).toContain("has no accounts of its own");
    expect(stranger.printed.join()).not.toContain("The server says");
    await rotur.dispose();
  });

  test("a server that isn't there, and arguments that don't exist", async () => {
    const gone = somebody("--user", "mira", "--url", "ws://127.0.0.1:1");
    gone.say(password);
    expect(await gone.code).toBe(1);
    expect(gone.printed.join()).toContain("Nobody answers at ws://127.0.0.1:1");
    const encrypted = somebody("--user", "mira", "--url", server.ws.replace("ws:", "wss:"));
    encrypted.say(password);
    expect(await encrypted.code).toBe(1);
    expect(encrypted.printed.join()).toContain("does not speak TLS there");
    expect(encrypted.printed.join()).not.toContain("npm start");
    expect(() => somebody("--colour")).toThrow("chat knows no --colour; see chat --help");
    // It works on no data folder.
    expect(() => somebody("--data", "x")).toThrow("chat knows no --data");
  });

  test.skipIf(openssl === null)("a certificate that is not trusted, and how to trust it", async () => {
    const folder = newFolder();
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"];
    Bun.spawnSync([openssl ?? "", ...made, "-keyout", key, "-out", cert]);
    const tls = { key: Bun.file(key), cert: Bun.file(cert) };
    const secure = Bun.serve({ port: 0, tls, fetch: () => new Response("") });
    const mira = somebody("--user", "mira", "--url", `wss://localhost:${secure.port}`);
    mira.say(password);
    expect(await mira.code).toBe(1);
    expect(mira.printed.join()).toContain("its certificate is not accepted (self signed certificate)");
    expect(mira.printed.join()).toContain("NODE_EXTRA_CA_CERTS=FILE");
    await secure.stop(true);
    rmSync(folder, { recursive: true });
  });

  test("says so when the server ends it", async () => {
    const one = await enters("lea");
    const elsewhere = await connect(server.ws, {
      login: { login: { username: "lea", password: password } },
    });
    await elsewhere.request("user_leave");
    await one.sees("The server ended the connection");
    expect(await one.code).toBe(1);
  });

  test("works through a pipe, and prints no control characters of others", async () => {
    const evil = await enters("eve");
    evil.say(`${esc}[2J${esc}]0;owned\u0007 nice\u202e\n12:00 mira: I owe eve a cake\u009b1A`);
    await evil.sees("nice");
    const child = Bun.spawn(
      [process.execPath, join(import.meta.dir, "main.ts"), "chat", "--url", server.ws, "--user", "pia"],
      {
        stdin: new Blob(["tea and cake\ny\ntea and cake\nhello from a pipe\n/who\n"]),
        stdout: "pipe",
        stderr: "pipe",
      },
    );
    const output = await new Response(child.stdout).text();
    expect(await new Response(child.stderr).text()).toBe("");
    expect(await child.exited).toBe(0);
    expect(output).toContain("pia: hello from a pipe\n");
    expect(output).toMatch(/eve: \[2J\]0;owned nice\n {6}12:00 mira: I owe eve a cake1A\n/);
    expect([...output].filter((character) => character < " " && character !== "\n")).toEqual([]);
    await evil.sees("pia: hello from a pipe");
    evil.say("/quit");
    await evil.code;
  });
});
