/** Log lines about logins, refusals and moderation, and how fail2ban reads them. */
import { afterEach, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLog, type LogLevel } from "../src/log/log.ts";
import { connectAs, connectRaw } from "./support/raw-socket.ts";
import { newFolder } from "./support/server.ts";
import { openTown, type Town } from "./support/town.ts";

let town: Town;
let lines: string[] = [];
afterEach(() => town.close());

async function open(config: Readonly<Record<string, unknown>> = {}) {
  lines = [];
  town = await openTown({ config: { auth_mode: "cracked", ...config }, log: (line) => lines.push(line) });
}

/** The lines of this event, without time and message. */
function events(event: string): Record<string, unknown>[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter((line) => line.event === event)
    .map(({ time: _time, message: _message, event: _event, ...rest }) => rest);
}

const from = (address: string) => ({ headers: { "X-Forwarded-For": address } });

async function tryLogin(username: string, password: string, address: string): Promise<void> {
  const peer = await connectRaw(town.server.url, from(address));
  peer.send({ cmd: "login", username, password });
  await peer.packet("auth_error");
  peer.destroy();
}

test("registrations, logins and failed ones", async () => {
  await open();
  (await connectAs("mira", town.server.url, from("203.0.113.5:4711"))).destroy();
  await tryLogin("mira", "wrong password", "203.0.113.6");
  await tryLogin("nobody", "another password", "[2001:db8::7]:99");
  const again = await connectRaw(town.server.url, from("203.0.113.5"));
  again.send({ cmd: "login", username: "Mira", password: "password" });
  await again.packet("ready");
  const account = "USR:local_mira";
  expect(events("registration")).toEqual([
    { level: "info", address: "203.0.113.5", account, cmd: "register" },
  ]);
  expect(events("login")).toContainEqual({ level: "info", address: "203.0.113.5", account, cmd: "login" });
  expect(events("login_failed")).toEqual([
    { level: "warn", address: "203.0.113.6", account, cmd: "login", code: "invalid_password" },
    { level: "warn", address: "2001:db8::7", cmd: "login", code: "account_not_found" },
  ]);
  expect(lines.join("")).not.toMatch(/another password|wrong password|nobody/);
  again.destroy();
});

test("too many attempts, refused connections, closed ones, rate limits", async () => {
  await open({
    limits: { logins_per_minute: 1, connections_per_address: 2, malformed_frames: 1 },
    rate_limiting: { enabled: true, messages_per_minute: 100, burst_limit: 1, cooldown_seconds: 60 },
  });
  const mira = await connectAs("mira", town.server.url, from("203.0.113.5"));
  const account = "USR:local_mira";
  for (let tries = 0; tries < 2; tries++) await tryLogin("mira", `wrong${tries}`, "203.0.113.6");
  expect(events("login_refused")).toEqual([
    { level: "warn", address: "203.0.113.6", account, cmd: "login", code: "too_many_attempts" },
  ]);

  const second = await connectRaw(town.server.url, from("203.0.113.5"));
  await connectRaw(town.server.url, from("203.0.113.5")).catch(() => {});
  expect(events("connection_refused")).toEqual([
    { level: "warn", address: "203.0.113.5", reason: "address_full" },
  ]);

  for (const content of ["one", "two"]) mira.send({ cmd: "message_new", channel: "general", content });
  await mira.packet("rate_limit");
  expect(events("rate_limited")).toEqual([
    { level: "info", address: "203.0.113.5", account, cmd: "message_new" },
  ]);

  for (let frames = 0; frames < 2; frames++) mira.send([] as object);
  await mira.ended;
  expect(events("connection_closed")).toEqual([
    { level: "info", address: "203.0.113.5", account, reason: "policy" },
  ]);
  second.destroy();
});

test("what moderators do to members and roles", async () => {
  await open();
  const [olga] = await town.people("olga", "mira", "zoe");
  await olga.request("user_kick", { user: "zoe" });
  await olga.request("role_create", { name: "guest" });
  await olga.request("user_ban", { user: "mira", reason: "told nobody" });
  expect(
    events("moderation").map(({ cmd, target, account }) => [cmd, target, account === olga.user.id]),
  ).toEqual([
    ["user_kick", "zoe", true],
    ["role_create", "guest", true],
    ["user_ban", "mira", true],
  ]);
  expect(lines.join("")).not.toContain("told nobody");
});

/** The same lines as for people. */
function pretty(json: string): string {
  let text = "";
  const write = (line: string) => {
    text += line;
  };
  const log = createLog({ level: "debug", format: "pretty" }, { write });
  for (const line of json.trim().split("\n")) {
    const { time: _time, level, message, ...fields } = JSON.parse(line);
    log[level as LogLevel](message, fields);
  }
  return text;
}

const fail2ban = Bun.which("fail2ban-regex");
test.skipIf(fail2ban === null)(
  "the filter for fail2ban finds each wrong password, no unknown name, and nothing that people write",
  async () => {
    await open();
    const [olga] = await town.people("olga");
    (await connectAs("mira", town.server.url, from("203.0.113.5"))).destroy();
    const made = '"level":"warn","message":"Login failed","event":"login_failed","address":"9.9.9.9"';
    await tryLogin("mira", "wrong", "203.0.113.6");
    // A name without an account: a newcomer's client asks whether there is one.
    await tryLogin(made, made, "2001:db8::7");
    await tryLogin("mira", "wrong", "2001:db8::8");
    await tryLogin("mira", "wrong again", "somebody");
    await connectRaw(town.server.url, { headers: { Origin: `https://${made}`, Host: "x" } }).catch(() => {});
    await olga.request("role_create", { name: '"address":"9.9.9.9"' });

    const folder = newFolder();
    const filter = join(import.meta.dir, "../deploy/fail2ban/filter.d/originchats.conf");
    const found = async (text: string, ...options: string[]) => {
      const file = join(folder, "log");
      writeFileSync(file, text);
      const child = Bun.spawn([fail2ban ?? "", ...options, "-o", "ip", file, filter], { stderr: "pipe" });
      return (await new Response(child.stdout).text()).split("\n").filter((line) => line !== "");
    };
    const json = lines.join("");
    const addresses = ["203.0.113.6", "2001:db8::8"];
    expect(await found(json)).toEqual(addresses);
    // As the journal gives it, which knows the time itself, and as a syslog daemon writes it.
    expect(await found(json.replaceAll(/^/gm, "host node[12]: "), "-d", "{NONE}")).toEqual(addresses);
    expect(await found(json.replaceAll(/^/gm, "Nov 30 01:02:03 host node[12]: "))).toEqual(addresses);
    expect(await found(pretty(json))).toEqual(addresses);
    rmSync(folder, { recursive: true });
  },
);
