/** Bots: who makes them, how they log in, and how a token ends. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
beforeEach(async () => {
  // Bots log in whatever accounts people have.
  town = await openTown({ config: { auth_mode: "rotur", limits: { logins_per_minute: 5 } } });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(() => town.close());

const make = (name = "helper", by: Member = olga) => by.request("bot_create", { name });
const enter = (token: string) => connect(town.server.ws, { login: { token }, reconnect: [] });

test("a bot is a member that is marked, with the roles of newcomers, and logs in by its token", async () => {
  const { bot, token } = await make(" Helper ");
  expect(bot).toEqual({
    id: "USR:local_helper",
    username: "USR:local_helper",
    nickname: "helper",
    created_by: olga.user.id,
    created_at: expect.any(Number),
  });
  const [joined] = await mira.news();
  expect(joined).toMatchObject({
    cmd: "user_join",
    user: { username: bot.username, bot: true, roles: ["user"] },
  });
  const client = await enter(token);
  expect(client.user).toMatchObject({ username: bot.username, bot: true });
  await client.request("message_new", { channel: "general", content: "at your service" });
  expect(await mira.news()).toMatchObject([
    { cmd: "user_connect", user: { username: bot.username } },
    { cmd: "message_new", message: { user: bot.username } },
  ]);
  const { users } = await mira.request("users_list");
  expect(users.filter((user) => "bot" in user).map(({ username }) => username)).toEqual([bot.username]);
  expect(await olga.request("bot_list")).toMatchObject({ bots: [bot] });
  client.close();

  await town.restart();
  const again = await enter(token);
  expect(again.user).toMatchObject({ id: bot.id, bot: true });
  again.close();
});

test("only members with manage_server make and see bots, and act on those below them", async () => {
  await town.roles("mira", "admin", "user");
  const nora = await town.join("nora");
  expect(await refusal(make("x1", nora))).toBe("permission_required");
  expect(await refusal(nora.request("bot_list"))).toBe("permission_required");
  const { bot } = await make();
  for (const name of ["bot_token_reset", "bot_delete"] as const) {
    expect(await refusal(olga.request(name, { user: "mira" }))).toBe("not_a_bot");
    expect(await refusal(olga.request(name, { user: "nobody" }))).toBe("user_not_found");
  }
  await olga.request("user_roles_set", { user: bot.username, roles: ["owner"] });
  for (const name of ["bot_token_reset", "bot_delete"] as const) {
    expect(await refusal(mira.request(name, { user: bot.username }))).toBe("hierarchy");
  }
});

test.each([
  ["a", "username_length"],
  ["two words", "username_characters"],
  ["system", "username_reserved"],
  ["helper", "username_taken"],
])("the name %p is refused: %s", async (name, code) => {
  await make();
  expect(await refusal(make(name))).toBe(code as never);
  expect((await olga.request("bot_list")).bots).toHaveLength(1);
});

test("a new token ends the old one and the bot's connections", async () => {
  const { bot, token } = await make();
  const client = await enter(token);
  const told = client.next("error");
  const closed = new Promise((resolve) => client.on("closed", resolve));
  const renewed = await olga.request("bot_token_reset", { user: bot.username });
  expect(await told).toMatchObject({ code: "token_replaced" });
  await closed;
  expect(await refusal(enter(token))).toBe("invalid_token");
  (await enter(renewed.token)).close();
});

test.each([
  ["is deleted", (bot: string) => olga.request("bot_delete", { user: bot })],
  ["is kicked", (bot: string) => olga.request("user_kick", { user: bot })],
])("a bot that %s has no token any more", async (_, end) => {
  const { bot, token } = await make();
  const client = await enter(token);
  const closed = new Promise((resolve) => client.on("closed", resolve));
  await end(bot.username);
  await closed;
  expect(await refusal(enter(token))).toBe("invalid_token");
  expect((await olga.request("bot_list")).bots).toEqual([]);
  expect((await mira.news()).at(-1)).toMatchObject({ cmd: "user_leave", username: bot.username });
});

test("a banned bot stays out, and comes back when the ban ends", async () => {
  const { bot, token } = await make();
  await olga.request("user_ban", { user: bot.username });
  expect(await refusal(enter(token))).toBe("banned");
  await olga.request("user_unban", { user: bot.username });
  (await enter(token)).close();
});

test("the database knows no token", async () => {
  const { token } = await make();
  const database = new Database(join(town.server.folder, "db", "server.db"), { readonly: true });
  expect(JSON.stringify(database.query("SELECT * FROM bots").all())).not.toContain(token);
  database.close();
});

test("wrong tokens count like wrong passwords, and keep no bot out", async () => {
  const { token } = await make();
  const codes: unknown[] = [];
  for (let count = 0; count < 12; count++) codes.push(await refusal(enter(`guess ${count}`)));
  expect(new Set(codes)).toEqual(new Set(["invalid_token", "too_many_attempts"]));
  (await enter(token)).close();
});
