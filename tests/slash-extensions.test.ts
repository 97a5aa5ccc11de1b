/** Extensions of this server for slash commands: answers that are deferred, and choices while an argument is typed. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { limits } from "../src/protocol/limits.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let elapsed: number;
let olga: Member;
let mira: Member;
let bot: Member;
const startedAt = 1_800_000_000_000;
beforeEach(async () => {
  elapsed = 0;
  town = await openTown({ elapsed: () => elapsed, now: () => startedAt + elapsed });
  [olga, mira, bot] = await town.people("olga", "mira", "dicebot");
});
afterEach(() => town.close());

const options = [
  { name: "city", type: "str" as const, autocomplete: true },
  { name: "days", type: "int" as const, required: false },
  { name: "warm", type: "bool" as const, required: false },
];
const offer = (by = bot, fields: object = {}) =>
  by.request("slash_register", {
    commands: [{ name: "weather", description: "Tells the weather", options, ...fields }],
  });
const quiet = async () => {
  for (const member of [olga, mira, bot]) await member.news();
};
const said = async () => (await olga.request("messages_get", { channel: "general" })).messages;

test("clients see in `capabilities` that the server has them, and in the list which options they are for", async () => {
  const names = ["slash_defer", "slash_autocomplete", "slash_choices"];
  expect(mira.server.capabilities).toEqual(expect.arrayContaining(names));
  await offer();
  const weather = (await mira.request("slash_list")).commands.find(({ name }) => name === "weather");
  expect(weather?.options.map(({ autocomplete }) => autocomplete)).toEqual([true, undefined, undefined]);
  for (const type of ["bool", "enum"] as const) {
    const wrong = { name: "x", type, choices: ["a"], autocomplete: "true" };
    expect(await refusal(offer(bot, { options: [wrong] }))).toBe("slash_command_invalid");
  }
});

describe("an answer that is deferred", () => {
  async function called(by = mira) {
    await offer();
    const { call = "" } = await by.request("slash_call", {
      channel: "general",
      command: "weather",
      args: { city: "Oslo" },
    });
    await quiet();
    return call;
  }
  const answer = (call: string, fields: object = {}) =>
    bot.request("slash_response", {
      channel: "general",
      invoker: mira.user.id,
      call,
      response: "Rain",
      ...fields,
    });

  test("is announced to the caller alone, and the answer names the call", async () => {
    const second = await town.join("mira");
    const call = await called();
    await second.news();
    const until = startedAt / 1000 + 60;
    expect(await bot.request("slash_defer", { call, seconds: 60 })).toMatchObject({ call, until });
    const told = { cmd: "slash_deferred" as const, call, command: "weather", commander: "dicebot", until };
    for (const member of [mira, second]) {
      expect(await member.news()).toEqual([{ ...told, channel: "general", thread_id: null }]);
    }
    for (const member of [olga, bot]) expect(await member.news()).toEqual([]);
    elapsed += 59_000;
    expect(await answer(call)).toMatchObject({ call, message: { interaction: { username: "mira" } } });
    expect(await mira.news()).toMatchObject([{ cmd: "message_new", call }]);
  });

  test("is refused after its time, and then no message comes of it", async () => {
    const call = await called();
    await bot.request("slash_defer", { call, seconds: 5 });
    elapsed += 5000;
    expect(await refusal(answer(call))).toBe("slash_call_late");
    // The bot library doesn't name the call.
    expect(await refusal(answer("", { call: null }))).toBe("slash_call_late");
    expect(await refusal(bot.request("slash_defer", { call }))).toBe("slash_call_late");
    expect(await said()).toEqual([]);
  });

  test("may be deferred again, until fifteen minutes after the call", async () => {
    const call = await called();
    const { until } = await bot.request("slash_defer", { call });
    expect(until).toBe(startedAt / 1000 + limits.slashDeferral);
    elapsed += 600_000;
    expect((await bot.request("slash_defer", { call, seconds: 100 })).until).toBe(startedAt / 1000 + 700);
    expect((await bot.request("slash_defer", { call, seconds: 900 })).until).toBe(until);
    elapsed += 300_000;
    expect(await refusal(bot.request("slash_defer", { call, seconds: 1 }))).toBe("slash_call_late");
  });

  test("has no limit any more once it came: further answers may follow", async () => {
    const call = await called();
    await bot.request("slash_defer", { call, seconds: 5 });
    await answer(call, { response: "Wait", ephemeral: true });
    elapsed += 60_000;
    await answer(call, { response: "Rain" });
    expect((await said()).map(({ content }) => content)).toEqual(["Rain"]);
    elapsed += 3_600_000;
    await answer(call, { response: "Sun" });
  });

  test("can be deferred only by its bot, and is not told of a channel that the caller lost", async () => {
    const call = await called();
    for (const [by, id] of [
      [olga, call],
      [mira, call],
      [bot, "none"],
    ] as const) {
      expect(await refusal(by.request("slash_defer", { call: id }))).toBe("slash_call_not_found");
    }
    for (const seconds of [0, -1, 1.5, limits.slashDeferral + 1]) {
      expect(await refusal(bot.request("slash_defer", { call, seconds }))).toBe("invalid_field");
    }
    const updates = { permissions: { view: ["owner"] } };
    await olga.request("channel_update", { current_name: "general", updates });
    await quiet();
    await bot.request("slash_defer", { call });
    expect(await mira.news()).toEqual([]);
  });
});

describe("choices while an argument is typed", () => {
  const ask = (fields: object = {}, by = mira) =>
    by.request("slash_autocomplete", {
      channel: "general",
      command: "weather",
      option: "city",
      value: "Os",
      ...fields,
    });
  const choose = (query: string, choices: string[] = ["Oslo", "Osaka"], by = bot) =>
    by.request("slash_choices", { query, choices });

  test("are asked of the bot's connection, and come to the connection that asked", async () => {
    await offer();
    const second = await town.join("mira");
    await quiet();
    const args = { city: "O", days: "3", warm: "perhaps", other: 1, __proto__: null };
    const { query } = await ask({ args });
    expect(await bot.news()).toEqual([
      {
        cmd: "slash_autocomplete",
        query,
        command: "weather",
        option: "city",
        value: "Os",
        args: { city: "O", days: 3 },
        invoker: mira.user.id,
        invokerUsername: "mira",
        channel: "general",
        thread_id: null,
      },
    ]);
    await second.news();
    expect(await choose(query)).toMatchObject({ cmd: "slash_choices", query });
    const choices = { cmd: "slash_choices" as const, query, choices: ["Oslo", "Osaka"] };
    expect(await mira.news()).toEqual([choices]);
    for (const member of [second, olga, bot]) expect(await member.news()).toEqual([]);
  });

  test("are taken once, within ten seconds, from the bot that was asked, for the newest text", async () => {
    await offer();
    const { query: older } = await ask({ value: "O" });
    const { query } = await ask();
    const { query: other } = await ask({}, olga);
    await quiet();
    expect(await refusal(choose(older))).toBe("slash_query_not_found");
    expect(await refusal(choose(query, [], olga))).toBe("slash_query_not_found");
    expect(await refusal(choose("none"))).toBe("slash_query_not_found");
    elapsed += 9999;
    await choose(query, []);
    expect(await refusal(choose(query))).toBe("slash_query_not_found");
    elapsed += 1;
    expect(await refusal(choose(other))).toBe("slash_query_not_found");
    expect(await mira.news()).toMatchObject([{ cmd: "slash_choices", choices: [] }]);
    expect(await olga.news()).toEqual([]);
  });

  test("are few and short", async () => {
    await offer();
    const { query } = await ask();
    const many = Array(limits.slashOffered + 1).fill("x");
    for (const choices of [many, ["x".repeat(101)], [5], "Oslo", null]) {
      expect(await refusal(choose(query, choices as string[]))).toBe("invalid_field");
    }
    await choose(query, Array(limits.slashOffered).fill("😀".repeat(limits.slashChoice)));
  });

  test("are only for members who may call the command there, and for options that have them", async () => {
    await olga.request("role_create", { name: "cook" });
    await offer(bot, { whitelistRoles: ["cook"] });
    expect(await refusal(ask())).toBe("role_required");
    await offer();
    await quiet();
    const open = { view: ["user"], send: ["user"] };
    for (const [name, permissions] of [
      ["vault", { view: ["owner"] }],
      ["news", { view: ["user"], send: ["owner"] }],
    ] as const) {
      await olga.request("channel_create", { name, type: "text", permissions: { ...permissions } as never });
    }
    await olga.request("channel_create", { name: "lounge", type: "voice", permissions: open });
    for (const [fields, code] of [
      [{ channel: "vault" }, "channel_not_found"],
      [{ channel: "news" }, "send_denied"],
      [{ channel: "lounge" }, "channel_wrong_type"],
      [{ command: "none" }, "slash_not_found"],
      [{ command: "ban" }, "slash_not_found"],
      [{ option: "days" }, "slash_option_not_completed"],
      [{ option: "none" }, "slash_option_not_completed"],
    ] as const) {
      expect([fields, (await refusal(ask(fields))) as string]).toEqual([fields, code]);
    }
    // The bot would learn the channel's name.
    expect(await refusal(ask({ channel: "vault" }, olga))).toBe("slash_not_found");
    expect((await bot.news()).filter(({ cmd }) => cmd === "slash_autocomplete")).toEqual([]);
  });
});
