/** The server's own slash commands: what they say, and that each keeps the rules of the command that it stands for. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { limits } from "../src/protocol/limits.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let elapsed: number;
let olga: Member;
let mira: Member;
let bot: Member;
beforeEach(async () => {
  elapsed = 0;
  const rate_limiting = { enabled: true, messages_per_minute: 1000, burst_limit: 500 };
  town = await openTown({ elapsed: () => elapsed, config: { rate_limiting } });
  [olga, mira, bot] = await town.people("olga", "mira", "dicebot");
});
afterEach(() => town.close());

const open = { view: ["user"], send: ["user"] };
/** After a rest, so that no budget is used up. */
const own = (by: Member, command: string, args: object = {}) => {
  elapsed += 60_000;
  return by.request("slash_call", { channel: "general", command, args: { ...args } });
};
const offer = (name: string) =>
  bot.request("slash_register", { commands: [{ name, description: `Does ${name}` }] });
const say = async (by: Member, content = "5") =>
  (await by.request("message_new", { channel: "general", content })).message.id;
const said = async (channel = "general") => (await olga.request("messages_get", { channel })).messages;
const entries = async () => (await olga.request("modlog_get", {})).entries;
const audit = async () => (await entries()).map(({ action, target_name }) => [action, target_name]);

test("are listed first, and their names can't be registered", async () => {
  const [first] = (await mira.request("slash_list")).commands;
  expect(first).toMatchObject({ name: "help", options: [], registeredBy: "originChats" });
  expect(await refusal(offer("ban"))).toBe("slash_command_invalid");
});

test("answer with a message of originChats that names the caller", async () => {
  await bot.news();
  const { message } = await own(mira, "nick", { nickname: " Mi " });
  expect(message).toMatchObject({
    user: "originChats",
    content: "Nickname set to **Mi**",
    interaction: { command: "nick", username: "mira" },
  });
  expect(await bot.news()).toMatchObject([{ cmd: "nickname_update" }, { cmd: "message_new", message }]);
  expect((await own(mira, "nick")).message?.content).toBe("Nickname cleared");
  expect(await refusal(own(mira, "nick", { nickname: "x".repeat(21) }))).toBe("invalid_field");
  expect((await own(mira, "help")).message?.content).toStartWith("**Available Commands:**\n• `/help` - ");
  expect((await said()).map(({ interaction }) => interaction?.command)).toEqual(["nick", "nick", "help"]);
});

test("help lists what the caller may use here, by name", async () => {
  const usable = async (by: Member) =>
    [...((await own(by, "help")).message?.content ?? "").matchAll(/`\/(\w+)`/g)].map(([, name]) => name);
  const all = ["help", "nick", "poll", "remind", "schedule"];
  expect(await usable(mira)).toEqual(all);
  await olga.request("role_create", { name: "keeper", permissions: ["manage_messages", "kick_members"] });
  await town.roles("mira", "keeper", "user");
  await offer("zap");
  expect(await usable(mira)).toEqual(["help", "kick", "nick", "poll", "purge", "remind", "schedule", "zap"]);
  const permissions = { ...open, deny: ["manage_messages"] };
  await olga.request("channel_update", { current_name: "general", updates: { permissions } });
  expect(await usable(mira)).not.toContain("purge");
  expect(await usable(olga)).toEqual(
    (await olga.request("slash_list")).commands.map(({ name }) => name).toSorted(),
  );
});

test("moderate with the permissions, the hierarchy and the audit of the commands", async () => {
  for (const name of ["ban", "unban", "kick", "unmute"]) {
    expect([name, await refusal(own(mira, name, { username: "dicebot" }))]).toEqual([
      name,
      "permission_required",
    ]);
    elapsed += 60_000;
  }
  await town.roles("mira", "admin", "user");
  expect(await refusal(own(mira, "ban", { username: "olga" }))).toBe("hierarchy");
  expect(await refusal(own(mira, "mute", { username: "@mira", duration: 5 }))).toBe("cannot_act_on_self");
  const muted = await own(mira, "mute", { username: "@dicebot", duration: 60, reason: "noise" });
  expect(muted.message?.content).toBe("🔇 **dicebot** has been muted for 60 seconds.\n**Reason:** noise");
  expect(await refusal(say(bot))).toBe("timed_out");
  await own(mira, "unmute", { username: "dicebot" });
  await say(bot);
  const banned = await own(mira, "ban", { username: bot.user.id });
  expect(banned.message?.content).toBe("🚫 **dicebot** has been banned.\n**Reason:** No reason provided");
  expect(await refusal(own(mira, "ban", { username: "dicebot" }))).toBe("slash_argument_invalid");
  elapsed += 60_000;
  await own(mira, "unban", { username: "dicebot" });
  await own(mira, "kick", { username: "dicebot" });
  expect(await refusal(own(mira, "kick", { username: "dicebot" }))).toBe("user_not_found");
  const actions = (await audit()).filter(([, target]) => target === "dicebot").map(([action]) => action);
  expect(actions.toSorted()).toEqual(["user_ban", "user_kick", "user_timeout", "user_timeout", "user_unban"]);
});

test("a reminder is told to the caller alone", async () => {
  await olga.news();
  const { message } = await own(mira, "remind", { minutes: "5", text: "tea" });
  expect(message).toMatchObject({ ephemeral: true });
  expect((await mira.request("reminder_list")).reminders).toMatchObject([
    { text: "tea", channel: "general" },
  ]);
  expect(await olga.news()).toEqual([]);
  expect(await said()).toEqual([]);
});

describe("/role", () => {
  test("gives and takes a role as user_roles_add and user_roles_remove do", async () => {
    await olga.request("role_create", { name: "cook", permissions: ["manage_channels"] });
    await olga.request("role_create", { name: "staff", permissions: ["manage_users"] });
    await olga.request("role_reorder", { roles: ["owner", "admin", "staff", "cook"] });
    const give = { action: "add", username: "@dicebot", role: "cook" };
    expect(await refusal(own(mira, "role", give))).toBe("permission_required");
    await town.roles("mira", "staff", "user");
    expect(await refusal(own(mira, "role", give))).toBe("cannot_grant");
    expect(await refusal(own(mira, "role", { ...give, role: "admin" }))).toBe("hierarchy");
    expect(await refusal(own(mira, "role", { ...give, role: "nobody" }))).toBe("role_unknown");
    expect(await refusal(own(mira, "role", { ...give, username: "olga" }))).toBe("hierarchy");
    expect(await refusal(own(mira, "role", { ...give, action: "swap" }))).toBe("slash_argument_invalid");
    await bot.news();
    const { message } = await own(olga, "role", give);
    expect(message?.content).toBe("➕ **dicebot** has the role **cook**.");
    expect(await bot.news()).toMatchObject([
      { cmd: "user_roles_get", user: "dicebot", roles: ["user", "cook"] },
      { cmd: "message_new", message },
    ]);
    await own(olga, "role", { ...give, action: "remove" });
    expect((await olga.request("user_roles_get", { user: "dicebot" })).roles).toEqual(["user"]);
    expect((await audit()).slice(0, 2)).toEqual([
      ["user_roles_set", "dicebot"],
      ["user_roles_set", "dicebot"],
    ]);
  });
});

describe("/channel and /slowmode", () => {
  test("need manage_channels, and act only on channels in sight", async () => {
    const hidden = { view: [], send: [] };
    await olga.request("channel_create", { name: "vault", type: "text", permissions: hidden });
    await olga.request("role_create", { name: "staff", permissions: ["manage_channels"] });
    for (const args of [
      { action: "create", name: "tea" },
      { action: "delete", name: "general" },
      { action: "rename", name: "general", value: "x" },
      { action: "describe", name: "general", value: "x" },
    ]) {
      expect(await refusal(own(mira, "channel", args))).toBe("permission_required");
    }
    expect(await refusal(own(mira, "slowmode", { seconds: 5 }))).toBe("permission_required");
    await town.roles("mira", "staff", "user");
    for (const args of [
      { action: "delete", name: "vault" },
      { action: "rename", name: "vault", value: "x" },
      { action: "describe", name: "nowhere" },
    ]) {
      expect(await refusal(own(mira, "channel", args))).toBe("channel_not_found");
    }
  });

  test("make, describe, rename and delete a channel, which has the members of this one", async () => {
    await olga.request("channel_update", { current_name: "general", updates: { permissions: open } });
    await own(olga, "channel", { action: "create", name: "#Tea Room" });
    expect(await refusal(own(olga, "channel", { action: "create", name: "x", value: "stage" }))).toBe(
      "slash_argument_invalid",
    );
    expect(await refusal(own(olga, "channel", { action: "create", name: "general" }))).toBe("channel_exists");
    const listed = async () => (await mira.request("channels_get")).val;
    const made = (await listed()).find(({ name }) => name === "Tea-Room");
    expect(made).toMatchObject({ type: "text", permissions: { view: ["user"], send: ["user"] } });
    await own(olga, "channel", { action: "describe", name: "Tea-Room", value: "Hot" });
    await own(olga, "channel", { action: "rename", name: "Tea-Room", value: "kitchen" });
    expect((await listed()).at(-1)).toMatchObject({ name: "kitchen", description: "Hot" });
    expect(await refusal(own(olga, "channel", { action: "delete", name: "GENERAL" }))).toBe(
      "slash_argument_invalid",
    );
    await own(olga, "channel", { action: "delete", name: "Kitchen" });
    expect((await listed()).map(({ name }) => name)).toEqual(["general"]);
    expect((await audit()).slice(0, 4).map(([action]) => action)).toEqual([
      "channel_delete",
      "channel_update",
      "channel_update",
      "channel_create",
    ]);
    const before = await said();
    expect(before.map(({ content }) => content)).toEqual([
      "✅ The channel **Tea Room** was made.",
      "✏️ The channel **Tea-Room** has another description.",
      "✏️ The channel **Tea-Room** is called **kitchen** now.",
      "🗑️ The channel **kitchen** was deleted.",
    ]);
  });

  test("rename this channel, and the answer comes under the new name", async () => {
    await mira.news();
    const reply = await own(olga, "channel", { action: "rename", name: "general", value: "lobby" });
    expect(reply.channel).toBe("lobby");
    expect(await mira.news()).toMatchObject([
      { cmd: "channel_update", current_name: "general", channel: { name: "lobby" } },
      { cmd: "message_new", channel: "lobby" },
    ]);
  });

  test("set slow mode here", async () => {
    expect(await refusal(own(olga, "slowmode", { seconds: limits.slowMode + 1 }))).toBe(
      "slash_argument_invalid",
    );
    await own(olga, "slowmode", { seconds: "30" });
    await say(mira);
    expect(await refusal(say(mira))).toBe("slow_mode");
    await own(olga, "slowmode", { seconds: 0 });
    await say(mira);
    await say(mira);
  });
});

describe("/schedule and /poll", () => {
  test("schedule a message of the caller, who alone is told", async () => {
    await olga.news();
    const { message } = await own(mira, "schedule", { minutes: 5, text: " later " });
    expect(message).toMatchObject({ ephemeral: true });
    expect((await mira.request("scheduled_list")).scheduled).toMatchObject([
      { content: "later", channel: "general" },
    ]);
    expect(await refusal(own(mira, "schedule", { minutes: 0, text: "now" }))).toBe("invalid_field");
    expect(await refusal(own(mira, "schedule", { minutes: 5, text: "\u200b" }))).toBe(
      "slash_argument_invalid",
    );
    expect(await olga.news()).toEqual([]);
  });

  test("start a poll of the caller: its message is the answer", async () => {
    await olga.news();
    const args = { question: "Tea?", options: "yes | no|later", multiple: "true", hours: "2" };
    const { message } = await own(mira, "poll", args);
    expect(message).toMatchObject({ user: "mira", embeds: [{ type: "poll", poll: { question: "Tea?" } }] });
    const [posted, ...others] = await olga.news();
    expect([posted, others]).toMatchObject([
      { cmd: "message_new", message, poll_id: expect.any(String) },
      [],
    ]);
    const [stored] = await said();
    const { poll } = (stored?.embeds?.[0] ?? {}) as { poll: Record<string, unknown> };
    expect(poll).toMatchObject({ allow_multiselect: true, expires_at: expect.any(Number) });
    expect((poll["options"] as { text: string }[]).map(({ text }) => text)).toEqual(["yes", "no", "later"]);
    for (const options of ["one", "a||b", Array(11).fill("x").join("|")]) {
      expect(await refusal(own(mira, "poll", { question: "?", options }))).toBe("poll_invalid");
    }
  });
});
