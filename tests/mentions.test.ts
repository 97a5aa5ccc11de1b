/** Mentions of members and roles in messages. */
import { afterEach, describe, expect, test } from "bun:test";
import { changeRoles } from "../src/db/roles.ts";
import { cooksIn } from "./support/casts.ts";
import { contents, history, say } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Time stands still. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown({ now: () => now, ...options });
  const people = await cooksIn(town);
  now += 2000;
  return people;
}

describe("mentions", () => {
  test("call members and roles, in the order written, and are in the history too", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = (await olga.request("roles_list")).roles["cook"] ?? { id: "" };
    const message = await say(
      mira,
      `@nora, @&cook and @OLGA: @nora! @nobody me@nora.example \`@olga\` @&${id} @&nothing @mira`,
    );
    expect(message.pings).toEqual({ users: ["nora", "olga"], roles: ["cook", id], replies: [] });
    expect((await history(nora)).at(-1)?.pings).toEqual(message.pings);
    expect(await nora.news()).toMatchObject([{ message: { pings: message.pings } }]);
    // Members who may not view the channel are not told of mentions there.
    expect((await say(mira, "@nora @olga", { channel: "kitchen" })).pings.users).toEqual(["olga"]);
  });

  test("local accounts are called by their short name, their whole name, or a nickname that is theirs alone", async () => {
    const { mira, nora } = await cast();
    const local = await town.register("ann-marie");
    await local.request("nickname_update", { nickname: "Annie M." });
    for (const name of ["@ann-marie", "@USR:local_ann-marie", "@Ann-Marie", "@annie m."]) {
      expect([name, (await say(mira, `hello ${name}!`)).pings.users]).toEqual([
        name,
        ["USR:local_ann-marie"],
      ]);
    }
    await mira.request("nickname_update", { nickname: "annie m." });
    expect((await say(nora, "@annie m.")).pings.users).toEqual([]);
  });

  test("of banned and former members call nobody", async () => {
    const { olga, mira, nora } = await cast();
    const called = async () => (await say(mira, "@nora @olga")).pings.users;
    await olga.request("user_ban", { user: "nora" });
    expect(await called()).toEqual(["olga"]);
    await olga.request("user_unban", { user: "nora" });
    expect(await called()).toEqual(["nora", "olga"]);
    await (await town.join("nora")).request("user_leave");
    expect(await called()).toEqual(["olga"]);
    nora.close();
  });

  test("of a role by a member who may not mention it refuse the whole message or edit", async () => {
    const { olga, mira, nora } = await cast({
      config: { permissions: { enforce_member_permissions: true } },
    });
    await olga.request("role_create", { name: "everyone" });
    const { id } = await say(nora, "before");
    await mira.news();
    const denied = await refusalOf(say(nora, "@&cook and @&everyone"));
    expect([denied.code, denied.message]).toEqual([
      "mention_denied",
      "You do not have permission to mention the '@&everyone' role",
    ]);
    const edit = { channel: "general", id, content: "@&everyone" };
    expect(await refusal(nora.request("message_edit", edit))).toBe("mention_denied");
    expect(await mira.news()).toEqual([]);
    expect(contents(await history(nora))).toEqual(["before"]);
    await olga.request("role_update", { name: "cook", permissions: ["mention_everyone", "send_messages"] });
    expect((await say(mira, "@&everyone")).pings.roles[0]).toBe("everyone");
  });

  test("follow an edit, while the call of a reply stays", async () => {
    const { mira, nora } = await cast();
    const original = await say(nora, "question");
    const { id } = await say(mira, "@olga", { reply_to: original.id });
    const { message } = await mira.request("message_edit", { channel: "general", id, content: "@&cook" });
    expect(message.pings).toMatchObject({ users: [], replies: ["nora"] });
    expect(message.pings.roles[0]).toBe("cook");
    expect((await history(nora)).at(-1)).toEqual(message);
  });

  test("show today's names", async () => {
    const { olga, mira, nora } = await cast();
    const original = await say(nora, "question");
    await say(mira, "@nora @&cook", { reply_to: original.id });
    const { id } = (await olga.request("roles_list")).roles["cook"] ?? { id: "" };
    await olga.request("role_update", { id, name: "chef" });
    town.rotur.account("eleonora", nora.user.id);
    await town.join("nora");
    const [first, second] = await history(olga);
    expect(first?.user).toBe("eleonora");
    expect(second).toMatchObject({
      content: "@nora @&cook",
      reply_to: { user: "eleonora" },
      pings: { users: ["eleonora"], roles: ["chef", id], replies: ["eleonora"] },
    });
  });
});

describe("who may mention a role", () => {
  test("are members with a role that it names, and only owners when all of those roles are gone", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = await olga.request("role_create", { name: "band" });
    const { eventLog, state, store } = town.server;
    const cook = state.roles.byName.get("cook")?.id ?? "";
    // As by a hand edit, or from an older server's data.
    const roles = [...state.roles.byId.values()].map((role) =>
      role.id === id ? { ...role, mentionableBy: [cook] } : role,
    );
    await new Promise((resolve) =>
      store.commit(changeRoles({ roles, removed: [], users: [], channels: [] }), resolve),
    );
    eventLog.append({ changes: [{ type: "roles", roles }] });
    const call = (by: Member) => say(by, "@&band");
    expect((await call(mira)).pings?.roles).toEqual(["band", id]);
    expect(await refusal(call(nora))).toBe("mention_denied");
    const { id: own } = await say(nora, "no call");
    const edit = { channel: "general", id: own, content: "@&band" };
    expect(await refusal(nora.request("message_edit", edit))).toBe("mention_denied");
    await olga.request("channel_delete", { name: "kitchen" });
    await olga.request("role_delete", { name: "cook" });
    expect(await refusal(call(mira))).toBe("mention_denied");
    await town.restart();
    const [owner, member] = await town.people("olga", "mira");
    expect(await refusal(call(member))).toBe("mention_denied");
    await call(owner);
  });
});
