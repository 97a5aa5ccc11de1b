/** Names and texts that people choose: what is kept of them, which names count as the same, and how members are found. */
import { afterEach, describe, expect, test } from "bun:test";
import { connectRaw } from "./support/raw-socket.ts";
import { type Member, openTown, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

/** Olga owns the server, mira and nora are members. */
async function cast(config: Readonly<Record<string, unknown>> = {}) {
  town = await openTown({ config });
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  return { olga, mira, nora };
}

const unseen = ["\u3164", "\u2800", "\u00ad", "\u200d", "\u034f\u0301", "\u{e0041}", "\u202e\u202c"];
const nicknameOf = async (by: Member, name: string) =>
  (await by.request("users_list")).users.find(({ username }) => username === name)?.nickname;

describe("invisible characters", () => {
  test("are no name and no message", async () => {
    const { olga, mira } = await cast();
    await olga.request("channel_create", {
      name: "forum",
      type: "forum",
      permissions: { view: ["user"], create_thread: ["user"] },
    });
    for (const text of unseen) {
      const refused = await Promise.all([
        refusalOf(mira.request("nickname_update", { nickname: text })),
        refusalOf(olga.request("channel_create", { name: text, type: "text" })),
        refusalOf(olga.request("role_create", { name: text })),
        refusalOf(mira.request("thread_create", { channel: "forum", name: text })),
        refusalOf(mira.request("message_new", { channel: "general", content: `${text} ${text}` })),
        refusalOf(mira.request("poll_create", { channel: "general", question: text, options: ["a", "b"] })),
        refusalOf(
          mira.request("poll_create", { channel: "general", question: "Tea?", options: [text, "b"] }),
        ),
      ]);
      expect(refused.map(({ code }) => code)).toEqual([
        ...["invalid_field", "channel_name_invalid", "role_name_invalid", "thread_name_invalid"],
        ...["message_empty", "poll_invalid", "poll_invalid"],
      ] as (typeof refused)[number]["code"][]);
    }
    const { message } = await mira.request("message_new", { channel: "general", content: "tea" });
    const edit = mira.request("message_edit", { channel: "general", id: message.id, content: "\u3164" });
    expect((await refusalOf(edit)).code).toBe("message_empty");
  });

  test("goes from nicknames, statuses, descriptions, display names, threads and polls", async () => {
    const { olga, mira } = await cast();
    await mira.request("nickname_update", { nickname: "\u202eMi\u00adra\u3164 " });
    expect(await nicknameOf(olga, "mira")).toBe("Mira");
    const { status } = await mira.request("status_set", { status: "online", text: "\u2067at\u200b lunch\n" });
    expect(status.text).toBe("at lunch");
    const { channel } = await olga.request("channel_create", {
      name: "forum",
      type: "forum",
      description: "one\n\u202etwo",
      display_name: "\u2800The\u200d Forum",
      permissions: { view: ["user"], create_thread: ["user"] },
    });
    expect(channel).toMatchObject({ description: "one\ntwo", display_name: "The Forum" });
    await olga.request("role_create", { name: "cook", description: "\u202ecooks", category: "\u3164" });
    expect((await olga.request("roles_list")).roles["cook"]).toMatchObject({
      description: "cooks",
      category: null,
    });
    const { thread } = await mira.request("thread_create", { channel: "forum", name: "Te\u2060a\u202e" });
    expect(thread.name).toBe("Tea");
    const poll = { channel: "general", question: "Te\u200ba?", options: ["\u202eyes", "no"] };
    const asked = await mira.request("poll_create", poll);
    expect([asked.question, ...asked.options.map(({ text }) => text)]).toEqual(["Tea?", "yes", "no"]);
  });

  test("goes from the reason of a ban", async () => {
    const { olga } = await cast();
    await olga.request("user_ban", { user: "nora", reason: "\u202esp\u00adam" });
    const { entries } = await olga.request("modlog_get", { target: "nora" });
    expect(entries[0]?.details).toMatchObject({ reason: "spam" });
  });

  test("stays where an emoji or a script needs it", async () => {
    const { olga, mira } = await cast();
    await mira.request("nickname_update", { nickname: "👩‍💻 می‌خواهم" });
    expect(await nicknameOf(olga, "mira")).toBe("👩‍💻 می‌خواهم");
    await olga.request("channel_create", { name: "👩‍💻", type: "text" });
  });
});

test("a server's name is shown without invisible characters", async () => {
  await cast({ server: { name: "Tea\u200b House\u3164", owner: { name: "Ol\u00adga" } } });
  const info = (await (await fetch(`${town.server.url}/info`)).json()) as { server: object };
  expect(info.server).toMatchObject({ name: "Tea House", owner: { name: "Olga" } });
});

describe("names that count as the same", () => {
  test("channels differ in more than case, composition and invisible characters", async () => {
    const { olga } = await cast();
    await olga.request("channel_create", { name: "caf\u00e9", type: "text" });
    for (const name of ["cafe\u0301", "CAFÉ", "ｃａｆé"]) {
      expect((await refusalOf(olga.request("channel_create", { name, type: "text" }))).code).toBe(
        "channel_exists",
      );
    }
    // And either form finds it.
    const { message } = await olga.request("message_new", { channel: "cafe\u0301", content: "hi" });
    const { messages } = await olga.request("messages_get", { channel: "café" });
    expect(messages.map(({ id }) => id)).toEqual([message.id]);
    const { results } = await olga.request("messages_search", {
      channel: "general",
      query: "hi in:cafe\u0301",
    });
    expect(results.map(({ id }) => id)).toEqual([message.id]);
  });

  test("roles look different", async () => {
    const { olga } = await cast();
    await olga.request("role_create", { name: "cook" });
    for (const name of ["admin\u200d", "аdmin", "adrnin", "сооk", "ＣＯＯＫ"]) {
      const { code } = await refusalOf(olga.request("role_create", { name }));
      expect(["role_exists", "role_name_invalid"]).toContain(code);
    }
    await olga.request("role_create", { name: "baker" });
    expect((await refusalOf(olga.request("role_update", { id: "baker", name: "сook" }))).code).toBe(
      "role_exists",
    );
    // Its own name in another case is no other's.
    await olga.request("role_update", { id: "cook", name: "COOK" });
  });

  test("nobody takes another member's username as nickname, or what looks like a name of one with power", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("nickname_update", { nickname: "The Boss" });
    for (const nickname of ["nora", "NORA", "no\u00adra", "ｎｏｒａ", "оlga", "0lga", "The Воss"]) {
      expect((await refusalOf(mira.request("nickname_update", { nickname }))).code).toBe("nickname_taken");
    }
    const given = olga.request("user_update", { user: "mira", updates: { nickname: "nora" } });
    expect((await refusalOf(given)).code).toBe("nickname_taken");
    // Of a member without power only the name itself is theirs, and one's own name is always free.
    await mira.request("nickname_update", { nickname: "nоra" });
    await nora.request("nickname_update", { nickname: "Nora" });
    await olga.request("nickname_update", { nickname: "Olga" });
  });

  test("a local account is not named like a member with power", async () => {
    await cast();
    const { answer } = await enter({ cmd: "register", username: "0lga", password: "password" });
    expect(answer).toMatchObject({ cmd: "auth_error", code: "username_taken" });
    expect((await enter({ cmd: "register", username: "n0ra", password: "password" })).answer.cmd).toBe(
      "ready",
    );
  });
});

describe("local accounts", () => {
  test("log in with the name as others see it, too", async () => {
    await cast();
    await enter({ cmd: "register", username: "eve", password: "password" });
    for (const username of ["eve", "USR:local_eve", " usr:LOCAL_Eve "]) {
      const { answer } = await enter({ cmd: "login", username, password: "password" });
      expect(answer).toMatchObject({ cmd: "ready", user: { id: "USR:local_eve" } });
    }
    const { answer } = await enter({
      cmd: "login",
      username: "USR:local_USR:local_eve",
      password: "password",
    });
    expect(answer).toMatchObject({ cmd: "auth_error", code: "account_not_found" });
  });

  test("are named by their plain name, unless that is another member's username", async () => {
    const { olga, mira } = await cast();
    await enter({ cmd: "register", username: "bob", password: "password" });
    await enter({ cmd: "register", username: "mira", password: "password" });
    await olga.request("role_create", { name: "cook" });
    for (const user of ["bob", "BOB", "USR:local_bob"]) {
      const { roles } = await olga.request("user_roles_set", { user, roles: ["cook"] });
      expect(roles).toEqual(["cook"]);
    }
    expect((await olga.request("user_timeout", { user: "bob", timeout: 60 })).user).toBe("USR:local_bob");
    expect((await olga.request("user_timeout", { user: "mira", timeout: 60 })).user).toBe(mira.user.username);
    expect((await refusalOf(olga.request("user_kick", { user: "bo" }))).code).toBe("user_not_found");
    const { entries } = await olga.request("modlog_get", { target: "bob" });
    expect(new Set(entries.map(({ target_name }) => target_name))).toEqual(new Set(["USR:local_bob"]));
  });
});

test("from: takes nicknames, and the answer says which names mean nobody", async () => {
  const { mira, nora } = await cast();
  await mira.request("nickname_update", { nickname: "The Cook" });
  await mira.request("message_new", { channel: "general", content: "soup" });
  const search = (query: string) => nora.request("messages_search", { channel: "general", query });
  const { results, unknown } = await search('from:"the cook"');
  expect(results.map(({ content }) => content)).toEqual(["soup"]);
  expect(unknown).toBeUndefined();
  expect((await search('-from:"the cook" soup')).results).toEqual([]);
  expect(await search("from:nobody mentions:crew in:attic")).toMatchObject({
    results: [],
    unknown: ["nobody", "crew", "attic"],
  });
});

/** Sends the packet on a new connection, and gives the answer of a login: `ready` or `auth_error`. */
async function enter(packet: object) {
  const peer = await connectRaw(town.server.url);
  peer.send(packet);
  for (;;) {
    const answer = await peer.packet();
    if (answer.cmd === "ready" || answer.cmd === "auth_error") return { answer };
  }
}
