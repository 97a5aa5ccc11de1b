/** Slash commands of bots: registering, calling and answering them, and what nobody can forge. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let elapsed: number;
let olga: Member;
let mira: Member;
let bot: Member;
beforeEach(async () => {
  elapsed = 0;
  const rate_limiting = { enabled: true, messages_per_minute: 1000, burst_limit: 20 };
  town = await openTown({ elapsed: () => elapsed, config: { rate_limiting } });
  [olga, mira, bot] = await town.people("olga", "mira", "dicebot");
});
afterEach(() => town.close());

type ToRegister = Parameters<typeof bot.request<"slash_register">>[1]["commands"][number];
const command = (name: string, fields: object = {}) =>
  ({ name, description: `Does ${name}`, ...fields }) as ToRegister;
const offer = (by: Member, ...commands: ToRegister[]) => by.request("slash_register", { commands });
const call = (by: Member, name: string, fields: object = {}) =>
  by.request("slash_call", { channel: "general", command: name, ...fields });
const answer = (fields: object, by = bot) =>
  by.request("slash_response", { channel: "general", invoker: mira.user.id, response: "5", ...fields });
const said = async () => (await olga.request("messages_get", { channel: "general" })).messages;
const open = { view: ["user"], send: ["user"] };
const listed = async () =>
  (await olga.request("slash_list")).commands
    .filter(({ registeredBy }) => registeredBy !== "originChats")
    .map(({ name }) => name);

describe("registering", () => {
  test("tells everybody of new commands before the reply, and of dropped ones first", async () => {
    await offer(bot, command("roll"), command("draw"));
    await offer(bot, command("roll", { ephemeral: "yes", whitelistRoles: [] }));
    const roll = {
      name: "roll",
      description: "Does roll",
      options: [],
      whitelistRoles: null,
      blacklistRoles: null,
      ephemeral: true,
      registeredBy: "dicebot",
    };
    const told = [
      { cmd: "slash_add", commands: [{ ...roll, ephemeral: false }, { name: "draw" }] },
      { cmd: "slash_remove", commands: ["draw"] },
      { cmd: "slash_add", commands: [roll] },
    ];
    expect(await mira.news()).toMatchObject(told);
    expect((await bot.news()).map(({ cmd }) => cmd)).toEqual(["slash_add", "slash_remove", "slash_add"]);
    expect(await listed()).toEqual(["roll"]);
  });

  test("takes all commands or none", async () => {
    const many = Array.from({ length: 101 }, (_, n) => command(`c${n}`));
    const wrong = [
      [command("roll"), command("roll")],
      [command("roll"), command("two words")],
      [command("roll"), command("")],
      [command("roll", { options: [{ name: "how", type: "enum" }] })],
      [
        command("roll", {
          options: [
            { name: "a", type: "int" },
            { name: "a", type: "int" },
          ],
        }),
      ],
      [command("roll", { description: "x".repeat(201) })],
      many,
    ];
    for (const commands of wrong) {
      const expected = commands === many ? "invalid_field" : "slash_command_invalid";
      expect(await refusal(offer(bot, ...commands))).toBe(expected);
    }
    expect(await listed()).toEqual([]);
    expect(await mira.news()).toEqual([]);
  });

  test("a name belongs to its first user until they withdraw it", async () => {
    await offer(bot, command("roll"));
    expect(await refusal(offer(mira, command("roll")))).toBe("slash_command_invalid");
    await offer(bot);
    await offer(mira, command("roll"));
    expect(await listed()).toEqual(["roll"]);
  });

  test("the list of all commands fits into one packet of the bot library", async () => {
    const options = Array.from({ length: 25 }, (_, n) => ({
      name: `o${n}`,
      type: "str",
      description: "x".repeat(200),
    }));
    const big = Array.from({ length: 10 }, (_, n) => command(`c${n}`, { options }));
    const refusals: string[] = [];
    for (let n = 0; n < 12; n++) {
      const other = await town.join(`bot${n}`);
      const commands = big.map((one) => ({ ...one, name: `${one.name}-${n}` }));
      await offer(other, ...commands).catch(({ code }) => refusals.push(code));
    }
    expect(new Set(refusals)).toEqual(new Set(["too_many"]));
    expect(JSON.stringify(await olga.request("slash_list")).length).toBeLessThan(768 * 1024);
  });
});

describe("a bot's connections", () => {
  test("the commands are gone when the connection ends, before the bot is seen to leave", async () => {
    await offer(bot, command("roll"));
    await mira.news();
    bot.close();
    while ((await listed()).length > 0);
    expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["slash_remove", "user_disconnect"]);
    expect(await refusal(call(mira, "roll"))).toBe("slash_not_found");
  });

  test("a bot that comes back before its old connection is found dead takes its commands over", async () => {
    await offer(bot, command("roll"));
    const newer = await town.join("dicebot");
    await offer(newer, command("roll", { description: "Newer" }));
    await call(mira, "roll");
    await bot.news();
    expect(await newer.news()).toMatchObject([{ cmd: "slash_add" }, { cmd: "slash_call" }]);
    await mira.news();
    bot.close();
    await newer.request("ping");
    while (town.server.state.connections(newer.user.id) > 1) await newer.request("ping");
    expect(await mira.news()).toEqual([]);
    await call(mira, "roll");
    expect(await newer.news()).toMatchObject([{ cmd: "slash_call" }]);
  });

  test("when the newer of two connections ends, the older one is called again", async () => {
    await offer(bot, command("roll"));
    const newer = await town.join("dicebot");
    await offer(newer, command("roll", { description: "Newer" }));
    await mira.news();
    newer.close();
    while (town.server.state.connections(bot.user.id) > 1) await bot.request("ping");
    expect(await mira.news()).toMatchObject([
      { cmd: "slash_remove", commands: ["roll"] },
      { cmd: "slash_add", commands: [{ description: "Does roll" }] },
    ]);
    await bot.news();
    await call(mira, "roll");
    expect(await bot.news()).toMatchObject([{ cmd: "slash_call" }]);
  });

  test("an answer may come from a connection that was opened after the call", async () => {
    await offer(bot, command("roll"));
    await call(mira, "roll");
    bot.close();
    const again = await town.join("dicebot");
    expect((await answer({}, again)).message.interaction).toEqual({ command: "roll", username: "mira" });
  });
});

describe("calling", () => {
  const options = [
    { name: "sides", type: "int" },
    { name: "label", type: "str", required: false },
    { name: "bias", type: "float", required: false },
    { name: "secret", type: "bool", required: false },
    { name: "how", type: "enum", choices: ["high", "low"], required: false },
  ];

  test("goes to the bot's connection and to the caller, and to nobody else", async () => {
    await offer(bot, command("roll", { options }));
    for (const member of [olga, mira, bot]) await member.news();
    const reply = await call(mira, "roll", { args: { sides: 20 } });
    const packet = {
      cmd: "slash_call",
      val: { command: "roll", args: { sides: 20 }, commander: "dicebot" },
      call: expect.any(String),
      invoker: mira.user.id,
      invokerUsername: "mira",
      channel: "general",
      thread_id: null,
    };
    expect(reply).toMatchObject(packet);
    expect(await bot.news()).toEqual([packet as never]);
    expect(await olga.news()).toEqual([]);
    // Once, as the reply.
    expect(await call(bot, "roll", { args: { sides: 6 } })).toMatchObject({ invoker: bot.user.id });
    expect(await bot.news()).toEqual([]);
  });

  test("text is read as the type of its option, and blanks count as left out", async () => {
    await offer(bot, command("roll", { options }));
    const given = { sides: "+20", label: "", bias: "0.5", secret: "yes", how: "" };
    const { val } = await call(mira, "roll", { args: given });
    expect(val?.args).toEqual({ sides: 20, bias: 0.5, secret: true });
    const typed = { sides: 6, label: "7", bias: 2, secret: false, how: "low" };
    expect((await call(mira, "roll", { args: typed })).val?.args).toEqual(typed);
  });

  test("arguments that do not fit are refused, and the bot is not called", async () => {
    await offer(bot, command("roll", { options }));
    await bot.news();
    const wrong: object[] = [{}, { sides: null }, { sides: 1.5 }, { sides: true }, { sides: "2e3" }];
    const more: object[] = [{ label: 5 }, { label: "x".repeat(2001) }, { bias: "." }, { secret: "maybe" }];
    const rest: object[] = [{ how: "middle" }, { other: 1 }, { __proto__: null, constructor: 1 }];
    for (const args of [...wrong, ...[...more, ...rest].map((one) => ({ sides: 6, ...one }))]) {
      elapsed += 60_000;
      expect([args, await refusal(call(mira, "roll", { args }))]).toEqual([args, "slash_argument_invalid"]);
    }
    expect(await bot.news()).toEqual([]);
  });

  test("one of the allowed roles is enough, a blocked one outweighs it, and a renamed role keeps its place", async () => {
    await olga.request("role_create", { name: "cook" });
    await olga.request("role_create", { name: "thief" });
    const roles = { whitelistRoles: ["cook", "admin"], blacklistRoles: ["thief"] };
    await offer(bot, command("roll", roles));
    expect(await refusal(call(mira, "roll"))).toBe("role_required");
    await town.roles("mira", "cook", "user");
    await call(mira, "roll");
    await town.roles("mira", "cook", "thief", "user");
    expect(await refusal(call(mira, "roll"))).toBe("slash_denied");
    const thief = (await olga.request("roles_list")).roles["thief"];
    await olga.request("role_update", { id: thief?.id ?? "", name: "crook" });
    expect(await refusal(call(mira, "roll"))).toBe("slash_denied");
  });

  test("needs a text channel that the caller may write in and the bot may view", async () => {
    await offer(bot, command("roll"));
    for (const [name, permissions] of [
      ["staff", { view: ["admin"], send: ["admin"] }],
      ["news", { view: ["user"], send: ["admin"] }],
    ] as const) {
      await olga.request("channel_create", { name, type: "text", permissions: { ...permissions } as never });
    }
    await olga.request("channel_create", { name: "lounge", type: "voice", permissions: open });
    await bot.news();
    expect(await refusal(call(mira, "roll", { channel: "staff" }))).toBe("channel_not_found");
    expect(await refusal(call(mira, "roll", { channel: "../users" }))).toBe("channel_not_found");
    expect(await refusal(call(mira, "roll", { channel: "news" }))).toBe("send_denied");
    expect(await refusal(call(mira, "roll", { channel: "lounge" }))).toBe("channel_wrong_type");
    expect(await refusal(call(olga, "roll", { channel: "staff" }))).toBe("slash_not_found");
    expect(await bot.news()).toEqual([]);
  });

  test("use_slash_commands counts where the operator has member permissions enforced", async () => {
    const how = { name: "how", type: "str", autocomplete: true, required: false };
    await offer(bot, command("roll", { options: [how] }));
    await olga.request("role_create", { name: "guest", permissions: ["send_messages"] });
    await town.roles("mira", "guest");
    const permissions = { view: ["user", "guest"], send: ["user", "guest"] };
    await olga.request("channel_update", { current_name: "general", updates: { permissions } });
    await call(mira, "roll");
    await town.server.reconfigure({
      owners: ["olga"],
      rotur: { base_url: town.rotur.url },
      permissions: { enforce_member_permissions: true },
    });
    for (const name of ["roll", "help"]) expect(await refusal(call(mira, name))).toBe("slash_denied");
    const typed = { channel: "general", command: "roll", option: "how", value: "" };
    expect(await refusal(mira.request("slash_autocomplete", typed))).toBe("slash_denied");
    const both = ["send_messages", "use_slash_commands"];
    await olga.request("role_update", { name: "guest", permissions: both });
    for (const name of ["roll", "help"]) await call(mira, name);
  });

  test("a member who is timed out calls nothing", async () => {
    await offer(bot, command("roll"));
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    expect(await refusal(call(mira, "roll"))).toBe("timed_out");
  });
});

describe("answering", () => {
  test("posts a message that names the call, also in the history, without `command` as the bot library does", async () => {
    await offer(bot, command("roll"), command("draw"));
    await call(mira, "draw");
    await call(mira, "roll");
    await olga.news();
    const { message } = await answer({ response: " rolled 5 " });
    expect(message).toMatchObject({
      user: "dicebot",
      content: "rolled 5",
      interaction: { command: "roll", username: "mira" },
    });
    expect(await olga.news()).toMatchObject([{ cmd: "message_new", channel: "general", message }]);
    await answer({ command: "draw", response: "an ace" });
    expect((await said()).map(({ interaction }) => interaction?.command)).toEqual(["roll", "draw"]);
    await town.restart();
    olga = await town.join("olga");
    expect((await said()).map(({ interaction }) => interaction?.username)).toEqual(["mira", "mira"]);
  });

  test("an interaction can't be forged: without a call to this bot it is an ordinary message", async () => {
    await offer(bot, command("roll"));
    const nora = await town.join("nora");
    const interactions = async () => (await said()).map(({ interaction }) => interaction);
    // Nobody called.
    await answer({ command: "roll" });
    await call(mira, "roll");
    // By another account, for another caller, of another command, of another call.
    await answer({ command: "roll" }, nora);
    await answer({ invoker: olga.user.id });
    await answer({ command: "ban" });
    await answer({ call: "none" });
    expect(await interactions()).toEqual([null, null, null, null, null]);
    // In another channel.
    await olga.request("channel_create", { name: "tea", type: "text", permissions: open });
    expect((await answer({ channel: "tea" })).message.interaction).toBeNull();
    // A day later.
    elapsed += 24 * 60 * 60 * 1000;
    expect((await answer({})).message.interaction).toBeNull();
  });

  test("an answer without a call keeps all rules of messages", async () => {
    expect(await refusal(answer({ response: "x".repeat(4001) }))).toBe("message_too_long");
    expect(await refusal(answer({ response: " " }))).toBe("message_empty");
    const refusals = new Set<string>();
    for (let n = 0; n < 22; n++) await answer({}).catch(({ code }) => refusals.add(code));
    expect([...refusals]).toEqual(["too_many_requests"]);
  });

  test("a bot that may not write in the channel, or is timed out, answers nothing there", async () => {
    await offer(bot, command("roll"));
    await call(mira, "roll");
    await olga.request("user_timeout", { user: "dicebot", timeout: 60 });
    expect(await refusal(answer({}))).toBe("timed_out");
    await olga.request("user_timeout", { user: "dicebot", timeout: 0 });
    const permissions = { view: ["user"], send: ["admin"] };
    await olga.request("channel_update", { current_name: "general", updates: { permissions } });
    expect(await refusal(answer({}))).toBe("send_denied");
    expect(await said()).toEqual([]);
  });

  test("an ephemeral answer reaches the caller and the bot alone, and is not stored", async () => {
    const other = await town.join("mira");
    await offer(bot, command("roll", { ephemeral: true }));
    await call(mira, "roll");
    for (const member of [olga, mira, other, bot]) await member.news();
    const { message } = await answer({});
    expect(message).toMatchObject({ ephemeral: true, interaction: { command: "roll" } });
    for (const member of [mira, other]) {
      expect(await member.news()).toMatchObject([{ cmd: "message_new", message }]);
    }
    expect(await olga.news()).toEqual([]);
    expect(await said()).toEqual([]);
    await answer({ ephemeral: false, response: "6" });
    expect((await said()).map(({ content }) => content)).toEqual(["6"]);
  });
});
