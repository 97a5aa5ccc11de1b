/** What members may do while they are timed out: nothing that others see, except leaving and deleting own messages. */
import { afterEach, describe, expect, test } from "bun:test";
import { requestExample } from "../scripts/documents/command-page.ts";
import { protocol } from "../scripts/documents/protocol.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
// The first tests need none.
afterEach(() => town?.close());

async function cast() {
  town = await openTown();
  const [olga, mira] = await town.people("olga", "mira");
  return { olga, mira };
}
const place = { channel: "general" };
const say = async (by: Member, content: string) =>
  (await by.request("message_new", { ...place, content })).message.id;

const membersOnly = protocol().commands.filter(({ definition }) => definition.login === "required");

test("every command that members give says what becomes of it", () => {
  const silent = membersOnly.filter(({ definition }) => definition.timedOut === undefined);
  expect(silent.map(({ definition }) => definition.name)).toEqual([]);
});

test("an allowed command tells others nothing, or stands in this list with its reason", () => {
  const reasons: Readonly<Record<string, string>> = {
    message_delete: "own messages only",
    thread_leave: "leaving",
    voice_leave: "leaving",
    user_leave: "leaving",
    status_set: "clients set it by themselves; a new text is refused",
    owner_claim: "needs the code that the server printed",
  };
  const received = membersOnly.filter(
    ({ definition: { timedOut }, events }) =>
      timedOut === "allowed" &&
      events.some(({ audience }) => audience === "everyone" || audience === "viewers"),
  );
  expect(received.map(({ definition }) => definition.name).toSorted()).toEqual(
    Object.keys(reasons).toSorted(),
  );
});

test("every refused command is refused, even to an owner", async () => {
  const { olga, mira } = await cast();
  await olga.request("user_roles_set", { user: "mira", roles: ["owner"] });
  await olga.request("user_timeout", { user: "mira", timeout: 600 });
  for (const command of membersOnly) {
    const { name, timedOut } = command.definition;
    if (timedOut !== "refused") continue;
    const { cmd: _cmd, listener: _listener, ...fields } = requestExample(command) as Record<string, unknown>;
    expect([name, await refusal(mira.request(name as "ping", fields))]).toEqual([name, "timed_out"]);
  }
});

describe("allowed in part", () => {
  test("deleting: own messages, not those of others", async () => {
    const { olga, mira } = await cast();
    await olga.request("role_create", { name: "keeper", permissions: ["manage_messages"] });
    await town.roles("mira", "keeper", "user");
    const [own, hers] = [await say(mira, "mine"), await say(olga, "hers")];
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    expect(await refusal(mira.request("message_delete", { ...place, id: hers }))).toBe("timed_out");
    await mira.request("message_delete", { ...place, id: own });
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await mira.request("message_delete", { ...place, id: hers });
  });

  test("status: another one, or no text any more, but no other text", async () => {
    const { olga, mira } = await cast();
    await mira.request("status_set", { status: "online", text: "baking" });
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    const set = (text: string) => mira.request("status_set", { status: "idle", text });
    expect(await refusal(set("this server is bad"))).toBe("timed_out");
    await set("baking");
    await set("");
  });
});

describe("leaving and coming back ends no timeout", () => {
  test("of an account of the identity service; after a restart too", async () => {
    const { olga, mira } = await cast();
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    await mira.request("user_leave");
    const back = await town.join("mira");
    expect(await refusal(say(back, "me again"))).toBe("timed_out");
    await back.request("user_leave");
    await town.restart();
    expect(await refusal(say(await town.join("mira"), "me again"))).toBe("timed_out");
  });

  test("after a kick", async () => {
    const { olga } = await cast();
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    await olga.request("user_kick", { user: "mira" });
    expect(await refusal(say(await town.join("mira"), "me again"))).toBe("timed_out");
  });

  test("of a name that is registered again", async () => {
    const { olga } = await cast();
    const zoe = await town.register("zoe");
    await olga.request("user_timeout", { user: "zoe", timeout: 600 });
    await zoe.request("user_leave");
    const [again, other] = [await town.register("zoe"), await town.register("zed")];
    const greet = { ...place, content: "hello" };
    expect(await refusal(again.request("message_new", greet))).toBe("timed_out");
    await other.request("message_new", greet);
  });

  test("of a name that is registered again, though the account got another one meanwhile; until it is lifted", async () => {
    const { olga } = await cast();
    const greet = { ...place, content: "hello" };
    const first = await town.register("zoe");
    await olga.request("user_timeout", { user: "zoe", timeout: 600 });
    await first.request("user_leave");
    const second = await town.register("zoe");
    await olga.request("user_update", { user: "zoe", updates: { username: "zelda" } });
    await second.request("user_leave");
    await town.restart();
    const third = await town.register("zoe");
    expect(await refusal(third.request("message_new", greet))).toBe("timed_out");
    const lifting = await town.join("olga");
    await lifting.request("user_timeout", { user: "zoe", timeout: 0 });
    await third.request("user_leave");
    const fourth = await town.register("zoe");
    await fourth.request("message_new", greet);
    await fourth.request("user_leave");
    await town.restart();
    const fifth = await town.register("zoe");
    await fifth.request("message_new", greet);
  });

  test("but one that is over, or was lifted, is forgotten", async () => {
    let now = Date.now();
    town = await openTown({ now: () => now });
    const [olga, mira] = await town.people("olga", "mira");
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    await mira.request("user_leave");
    now += 601_000;
    const back = await town.join("mira");
    await say(back, "hello");
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await back.request("user_leave");
    await say(await town.join("mira"), "hello");
  });
});
