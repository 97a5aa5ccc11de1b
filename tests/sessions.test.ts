/** Remembered logins: how a session begins, what it opens, and how it ends. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { type Client, type ConnectOptions, connect } from "../client/index.ts";
import { limits } from "../src/protocol/limits.ts";
import { openLine } from "./support/line.ts";
import { png } from "./support/small-pictures.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

const account = { username: "uma", password: "tea and cake" };
const remembered = { ...account, remember: true, device: "laptop" };
const day = 86_400_000;

let town: Town;
let olga: Member;
let now: number;
let clients: Client[];
beforeEach(async () => {
  now = Date.UTC(2026, 2, 1, 12);
  clients = [];
  const limits = { logins_per_minute: 5, good_logins_per_minute: 1000 };
  town = await openTown({ now: () => now, config: { limits } });
  [olga] = await town.people("olga");
});
afterEach(async () => {
  for (const client of clients) client.close();
  await town.close();
});

async function enter(login: ConnectOptions["login"]): Promise<Client> {
  const client = await connect(town.server.ws, { login, reconnect: [] });
  clients.push(client);
  return client;
}

/** The token of a session that this login began. */
function tokenOf({ loginSession }: Client): string {
  if (!loginSession) throw new Error("no session began");
  return loginSession.token;
}

const sessionsOf = async (client: Client) => (await client.request("sessions_list")).sessions;

test("register and login begin a session when asked to, whose token logs in without the password", async () => {
  const first = await enter({ register: remembered });
  const again = await enter({ session: tokenOf(first) });
  expect(again.user).toMatchObject({ id: first.user.id, username: first.user.username });
  expect(again.loginSession).toBe(null);

  const plain = await enter({ login: account });
  expect(plain.loginSession).toBe(null);
  const phone = await enter({ login: { ...remembered, device: " my\u200b  phone " } });
  expect(tokenOf(phone)).not.toBe(tokenOf(first));
  expect(await sessionsOf(phone)).toMatchObject([
    { device: "my phone", current: true, created_at: now / 1000, expires_at: (now + 90 * day) / 1000 },
    { device: "laptop", current: false },
  ]);
  expect((await sessionsOf(again)).map(({ current }) => current)).toEqual([false, true]);
  expect(JSON.stringify(await sessionsOf(phone))).not.toContain(tokenOf(phone));
});

test("a token survives a restart, and the database holds only its hash", async () => {
  const token = tokenOf(await enter({ register: remembered }));
  await town.restart();
  expect((await enter({ session: token })).user.nickname).toBe("uma");
  const database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
  const stored = JSON.stringify(database.query("SELECT * FROM login_sessions").all());
  database.close();
  expect(stored).toContain('"device":"laptop"');
  expect(stored).not.toContain(token);
});

test("members see and end only their own sessions", async () => {
  const uma = await enter({ register: remembered });
  const other = await enter({ register: { ...remembered, username: "vera" } });
  const id = (await sessionsOf(uma))[0]?.id ?? "";
  expect((await sessionsOf(other)).map((session) => session.id)).not.toContain(id);
  expect(await refusal(other.request("session_revoke", { id }))).toBe("session_not_found");
  expect(await refusal(olga.request("session_revoke", { id }))).toBe("session_not_found");
  expect(await sessionsOf(olga)).toEqual([]);
  expect(await sessionsOf(uma)).toHaveLength(1);
});

test("a revoked session ends its connections, no others, and its token opens nothing", async () => {
  const phone = await enter({ register: { ...remembered, device: "phone" } });
  const laptop = await enter({ login: remembered });
  const byPhone = await enter({ session: tokenOf(phone) });
  const plain = await enter({ login: account });
  const ended = Promise.all([phone.next("closed"), byPhone.next("closed")]);
  const told = byPhone.next("error");
  const id = (await sessionsOf(phone)).find(({ current }) => current)?.id ?? "";
  await laptop.request("session_revoke", { id });
  expect(await told).toMatchObject({ code: "invalid_session" });
  await ended;
  expect(await refusal(enter({ session: tokenOf(phone) }))).toBe("invalid_session");
  expect((await sessionsOf(plain)).map(({ device }) => device)).toEqual(["laptop"]);
  expect(await refusal(plain.request("session_revoke", { id }))).toBe("session_not_found");
});

test("a session ends when it is not used for so many days; each use puts that off", async () => {
  const token = tokenOf(await enter({ register: remembered }));
  for (let n = 0; n < 3; n++) {
    now += 80 * day;
    const client = await enter({ session: token });
    expect((await sessionsOf(client))[0]).toMatchObject({ used_at: now / 1000 });
    client.close();
  }
  now += 90 * day;
  expect(await refusal(enter({ session: token }))).toBe("invalid_session");
  const client = await enter({ login: remembered });
  expect(await sessionsOf(client)).toHaveLength(1);
});

test("the session that was not used for the longest time makes room", async () => {
  const first = tokenOf(await enter({ register: { ...remembered, device: "0" } }));
  now += 2 * 3_600_000;
  for (let n = 1; n < limits.loginSessions; n++) {
    (await enter({ login: { ...remembered, device: `${n}` } })).close();
  }
  now += 2 * 3_600_000;
  (await enter({ session: first })).close();
  const last = await enter({ login: { ...remembered, device: "last" } });
  const devices = (await sessionsOf(last)).map(({ device }) => device);
  expect(devices).toHaveLength(limits.loginSessions);
  expect([devices.includes("0"), devices.includes("1")]).toEqual([true, false]);
});

test("a changed password ends the other sessions and connections, and keeps this one", async () => {
  const laptop = await enter({ register: remembered });
  const phone = await enter({ login: { ...remembered, device: "phone" } });
  const ended = phone.next("closed");
  const told = phone.next("error");
  await laptop.request("password_change", { password: account.password, new_password: "cake and tea" });
  expect(await told).toMatchObject({ code: "password_changed" });
  await ended;
  expect(await sessionsOf(laptop)).toMatchObject([{ device: "laptop", current: true }]);
  expect(await refusal(enter({ session: tokenOf(phone) }))).toBe("invalid_session");
  expect(await refusal(enter({ login: account }))).toBe("invalid_password");
  await enter({ session: tokenOf(laptop) });
  await enter({ login: { ...account, password: "cake and tea" } });
});

test("a password is changed only with the present one, by an account that has one", async () => {
  const uma = await enter({ register: account });
  const change = (password: string, new_password: string, by: Client = uma) =>
    refusal(by.request("password_change", { password, new_password }));
  expect(await change("wrong", "cake and tea")).toBe("invalid_password");
  expect(await change(account.password, "abc")).toBe("password_length");
  expect(await change("any", "cake and tea", olga)).toBe("not_a_local_account");
  const { token } = await olga.request("bot_create", { name: "helper" });
  expect(await change("any", "cake and tea", await enter({ token }))).toBe("not_a_local_account");
  await enter({ login: account });
});

test("guesses at the password by a connection that is logged in count like logins", async () => {
  const uma = await enter({ register: account });
  const guess = () =>
    refusal(uma.request("password_change", { password: "wrong", new_password: "cake and tea" }));
  const codes: unknown[] = [];
  for (let n = 0; n < 10 && codes.at(-1) !== "too_many_attempts"; n++) codes.push(await guess());
  expect(codes.at(-1)).toBe("too_many_attempts");
  expect(codes.length).toBeGreaterThan(1);
});

test("tokens are no quicker way to guess than passwords", async () => {
  const codes: unknown[] = [];
  for (let n = 0; n < 60 && codes.at(-1) !== "too_many_attempts"; n++) {
    codes.push(await refusal(enter({ session: `guess ${n}` })));
  }
  expect(codes[0]).toBe("invalid_session");
  expect(codes.at(-1)).toBe("too_many_attempts");
});

test("a banned member's token opens nothing, and works again after the ban", async () => {
  const uma = await enter({ register: remembered });
  const gone = uma.next("closed");
  await olga.request("user_ban", { user: uma.user.username });
  await gone;
  expect(await refusal(enter({ session: tokenOf(uma) }))).toBe("banned");
  await olga.request("user_unban", { user: uma.user.username });
  await enter({ session: tokenOf(uma) });
});

test("members who leave or are kicked lose their sessions", async () => {
  for (const end of ["user_leave", "user_kick"] as const) {
    const member = await enter({ register: { ...remembered, username: end.replace("user_", "by_") } });
    const gone = member.next("closed");
    if (end === "user_leave") await member.request("user_leave");
    else await olga.request("user_kick", { user: member.user.username });
    await gone;
    expect(await refusalOf(enter({ session: tokenOf(member) }))).toMatchObject({ code: "invalid_session" });
  }
});

test("a client comes back by the session that its login began", async () => {
  const line = await openLine(town.server.ws);
  const client = await connect(line.address, { login: { register: remembered }, reconnect: [1] });
  clients.push(client);
  const back = client.next("ready");
  line.cut();
  await back;
  expect(await sessionsOf(client)).toMatchObject([{ current: true }]);
  client.close();
  line.close();
});

test("a new password and the end of a session end the keys for uploads", async () => {
  const laptop = await enter({ register: remembered });
  const phone = await enter({ login: { ...remembered, device: "phone" } });
  const keyOf = async () => (await phone.request("attachment_upload_key")).key;
  const upload = async (key: string) => {
    const body = new FormData();
    body.append("file", new File([Buffer.from(png.slice(22), "base64")], "a.png", { type: "image/png" }));
    const headers = { Authorization: `Bearer ${key}` };
    const answer = await fetch(`${town.server.url}/attachments/upload`, { method: "POST", headers, body });
    return answer.status;
  };
  const first = await keyOf();
  expect(await upload(first)).toBe(201);
  await laptop.request("session_revoke", { id: phone.loginSession?.id ?? "" });
  expect(await upload(first)).toBe(401);
  const { key } = await laptop.request("attachment_upload_key");
  await laptop.request("password_change", { password: account.password, new_password: "cake and tea" });
  expect(await upload(key)).toBe(401);
});
