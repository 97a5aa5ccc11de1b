/** Invites: how people join with them, what they give, and how they end. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Client, connect } from "../client/index.ts";
import { limits } from "../src/protocol/limits.ts";
import { drawPng } from "./support/media-files.ts";
import { lift } from "./support/roles.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
let now: number;
let clients: Client[];
beforeEach(async () => {
  now = Date.UTC(2026, 2, 1, 12);
  clients = [];
  town = await openTown({
    now: () => now,
    config: { cracked: { allow_registration: false }, limits: { logins_per_minute: 5 } },
  });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(async () => {
  for (const client of clients) client.close();
  await town.close();
});

async function join(username: string, invite_code?: string): Promise<Client> {
  const account = { username, password: "tea and cake", ...(invite_code !== undefined && { invite_code }) };
  const client = await connect(town.server.ws, { login: { register: account }, reconnect: [] });
  clients.push(client);
  return client;
}

const invite = async (fields: object = {}, by: Member = olga) =>
  (await by.request("invite_create", fields)).invite;
const check = async (code: string) => {
  const answer = await fetch(`${town.server.url}/invite/${code}/check`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test("without registration an invite is the way in, in any case of letters", async () => {
  expect(await refusal(join("uma"))).toBe("registration_disabled");
  const made = await invite();
  expect(made).toEqual({
    code: expect.stringMatching(/^[0-9A-F]{12}$/),
    url: `${town.server.url}/invite/${made.code}`,
    created_by: "olga",
    created_at: now / 1000,
    expires_at: now / 1000 + 7 * 86_400,
    max_uses: 0,
    uses: 0,
    roles: [],
  });
  await mira.news();
  const uma = await join("uma", ` ${made.code.toLowerCase()} `);
  expect(uma.user.username).toBe("USR:local_uma");
  expect(await mira.news()).toMatchObject([{ cmd: "user_join" }, { cmd: "user_connect" }]);
  expect((await olga.request("invite_list")).invites).toMatchObject([{ code: made.code, uses: 1 }]);
});

test("an invite that is used up, over, ended or unknown lets nobody in", async () => {
  const once = await invite({ max_uses: 1 });
  await join("uma", once.code);
  expect(await refusal(join("vera", once.code))).toBe("invite_invalid");
  const short = await invite({ expires_in: 60 });
  now += 60_000;
  expect(await refusal(join("vera", short.code))).toBe("invite_expired");
  const ended = await invite();
  expect(await olga.request("invite_delete", { code: ended.code.toLowerCase() })).toMatchObject({
    code: ended.code,
    deleted: true,
  });
  expect(await refusal(join("vera", ended.code))).toBe("invite_invalid");
  for (const code of ["AAAAAAAAAAAA", "nonsense", "' OR 1=1 --"]) {
    expect(await refusal(join("vera", code))).toBe("invite_invalid");
  }
  expect((await olga.request("users_list")).users.map(({ username }) => username)).not.toContain(
    "USR:local_vera",
  );
});

test("of many who come at once with the last use, one is let in", async () => {
  const { code } = await invite({ max_uses: 1 });
  const tries = await Promise.allSettled(["a1", "a2", "a3", "a4"].map((name) => join(name, code)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await olga.request("invite_list")).invites).toMatchObject([{ uses: 1 }]);
});

test("an invite survives a restart", async () => {
  const { code } = await invite({ max_uses: 2 });
  await join("uma", code);
  await town.restart();
  await join("vera", code);
  expect(await refusal(join("wim", code))).toBe("invite_invalid");
});

test("wrong codes are no quicker way to guess than passwords", async () => {
  const codes: unknown[] = [];
  for (let n = 0; n < 60 && codes.at(-1) !== "too_many_attempts"; n++) {
    codes.push(await refusal(join(`guess${n}`, `AAAAAAAAAA${String(n).padStart(2, "0")}`)));
  }
  expect(codes[0]).toBe("invite_invalid");
  expect(codes.at(-1)).toBe("too_many_attempts");
});

describe("roles of an invite", () => {
  beforeEach(async () => {
    await olga.request("role_create", { name: "cook", permissions: ["manage_messages"] });
    await olga.request("role_create", { name: "staff", permissions: ["manage_users", "create_invite"] });
    await lift(town, "staff", 1);
    await town.roles("mira", "staff", "user");
  });

  test("are given beside the usual ones, to Rotur accounts too", async () => {
    const { code } = await invite({ roles: ["cook"] });
    expect((await join("uma", code)).user.roles.toSorted()).toEqual(["cook", "user"]);
    for (const [name, invite_code, roles] of [
      ["vera", code, ["cook", "user"]],
      // Anybody with a Rotur account may come.
      ["wim", "AAAAAAAAAAAA", ["user"]],
    ] as const) {
      const account = town.rotur.account(name);
      const validator = async (key: string) => account.validatorFor(key);
      const client = await connect(town.server.ws, { login: { validator, invite_code }, reconnect: [] });
      clients.push(client);
      expect(client.user.roles.toSorted()).toEqual([...roles]);
    }
    expect((await olga.request("invite_list")).invites).toMatchObject([{ uses: 2 }]);
  });

  test("are those that the creator could give: no higher ones, and none with permissions beyond theirs", async () => {
    expect(await refusal(invite({ roles: ["cook"] }, mira))).toBe("cannot_grant");
    expect(await refusal(invite({ roles: ["owner"] }, mira))).toBe("hierarchy");
    expect(await refusal(invite({ roles: ["nothing"] }, mira))).toBe("role_not_found");
    await town.roles("mira", "user");
    expect(await refusalOf(invite({ roles: ["user"] }, mira))).toMatchObject({ code: "permission_required" });
  });

  test("are left out when the creator couldn't give them any more", async () => {
    await olga.request("role_create", { name: "guest" });
    await lift(town, "staff", 1);
    const { code } = await invite({ roles: ["guest"] }, mira);
    expect((await join("uma", code)).user.roles.toSorted()).toEqual(["guest", "user"]);
    await olga.request("role_update", { name: "guest", permissions: ["ban_members"] });
    expect((await join("vera", code)).user.roles).toEqual(["user"]);
  });
});

test("members see and end their own invites; those who manage invites see and end all", async () => {
  await olga.request("role_update", { name: "user", permissions: ["create_invite"] });
  const nora = await town.join("nora");
  const own = await invite({}, mira);
  const other = await invite({}, nora);
  expect((await mira.request("invite_list")).invites.map(({ code }) => code)).toEqual([own.code]);
  expect(await refusal(mira.request("invite_delete", { code: other.code }))).toBe("invite_not_found");
  const all = (await olga.request("invite_list")).invites.map(({ created_by }) => created_by);
  expect(all.toSorted()).toEqual(["mira", "nora"]);
  await olga.request("invite_delete", { code: other.code });
  expect((await nora.request("invite_list")).invites).toEqual([]);
});

test("an invite needs the permission, and one member has only so many", async () => {
  await olga.request("role_update", { name: "user", permissions: [] });
  expect(await refusal(invite({}, mira))).toBe("permission_required");
  for (let n = 0; n < limits.invites; n++) await invite();
  expect(await refusal(invite())).toBe("too_many");
});

test("the invites of members who leave or are banned let nobody in", async () => {
  await olga.request("role_update", { name: "user", permissions: ["create_invite"] });
  const nora = await town.join("nora");
  const [byMira, byNora] = [await invite({}, mira), await invite({}, nora)];
  await mira.request("user_leave");
  await olga.request("user_ban", { user: "nora" });
  for (const { code } of [byMira, byNora]) expect(await refusal(join("uma", code))).toBe("invite_invalid");
  await olga.request("user_unban", { user: "nora" });
  await join("uma", byNora.code);
});

describe("over HTTP", () => {
  test("a check tells whether it is valid, and of the server; it uses nothing up", async () => {
    const made = await invite({ max_uses: 1 });
    expect(await check(made.code.toLowerCase())).toEqual({
      status: 200,
      body: {
        valid: true,
        code: made.code,
        expires_at: made.expires_at,
        server: { name: expect.any(String), icon: "", banner: "", owner: { name: "" } },
      },
    });
    await join("uma", made.code);
    expect(await check(made.code)).toEqual({ status: 404, body: { valid: false, reason: "invite_invalid" } });
    const short = await invite({ expires_in: 1 });
    now += 1000;
    expect((await check(short.code)).body).toEqual({ valid: false, reason: "invite_expired" });
    expect((await check("..%2f..%2f")).status).toBe(404);
  });

  test("a page for people says how to join, and that a code isn't valid", async () => {
    const { code } = await invite();
    const page = await fetch(`${town.server.url}/invite/${code}`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain(`--invite ${code}`);
    expect((await fetch(`${town.server.url}/invite`)).status).toBe(200);
    const unknown = await fetch(`${town.server.url}/invite/%3Cscript%3E`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).not.toContain("<script");
  });

  test("the page shows the server's own picture, and speaks the visitor's language", async () => {
    const { code } = await invite();
    const look = async (path: string, language: string) =>
      fetch(town.server.url + path, { headers: { "Accept-Language": language } });
    const plain = await look(`/invite/${code}`, "fr, en;q=0.8, de;q=0.5");
    expect(plain.headers.get("vary")).toBe("Accept-Language");
    expect(await plain.text()).toContain("You are invited to ");
    const german = await (await look(`/invite/${code}`, "de-AT,en;q=0.5")).text();
    expect(german).toContain('<html lang="de">');
    expect(german).toContain(" eingeladen</h1>");
    expect(german).not.toContain("<img");
    expect(await (await look("/invite/AAAAAAAAAAAA", "de")).text()).toContain("gilt nicht");
    expect(await (await look(`/invite/${code}`, "en")).text()).not.toContain("oklch");
    await olga.request("server_update", { accent: "#226633" });
    expect(await (await look(`/invite/${code}`, "en")).text()).toContain(
      "oklch(from #226633 min(l, 0.5) c h)",
    );
    const picture64 = Buffer.from(drawPng(8, 8, () => [40, 120, 60])).toString("base64");
    await olga.request("server_update", { icon: `data:image/png;base64,${picture64}` });
    const page = await look(`/invite/${code}`, "en");
    expect(page.headers.get("content-security-policy")).toContain("img-src 'self'");
    const [, picture] = /<img class="icon" src="([^"]+)"/.exec(await page.text()) ?? [];
    const answer = await fetch(new URL(picture ?? "", `${town.server.url}/invite/${code}`));
    expect(answer.headers.get("content-type")).toBe("image/png");
  });

  test("where anybody may register, the page names the code too: it counts, and gives roles", async () => {
    const open = await openTown();
    const [owner] = await open.people("olga");
    const { code } = (await owner.request("invite_create")).invite;
    const page = await fetch(`${open.server.url}/invite/${code}`);
    expect(await page.text()).toContain(`--invite ${code}`);
    await open.close();
  });

  test("one network looks at so many codes a minute", async () => {
    const answers: Response[] = [];
    for (let n = 0; n < 21; n++) answers.push(await fetch(`${town.server.url}/invite/AAAAAAAAAAAA/check`));
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(404), 429]);
    const headers = answers.at(-1)?.headers;
    expect(headers?.get("Retry-After")).toBe("3");
    expect(headers?.get("RateLimit-Policy")).toBe('"invites";q=20;w=60');
  });
});
