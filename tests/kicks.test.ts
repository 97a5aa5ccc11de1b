/** Kicking members and deleting accounts. */
import { afterEach, describe, expect, test } from "bun:test";
import { staffOver } from "./support/casts.ts";
import { holdWrites } from "./support/hold.ts";
import { commandsOf, names } from "./support/members.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";

let town: Town;
afterEach(() => town.close());

async function cast(permissions: string[], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

const quiet = async (...members: Member[]) => {
  for (const member of members) await member.news();
};

const listed = async (by: Member) => names((await by.request("users_list")).users);

const say = (by: Member, content: string) => by.request("message_new", { channel: "general", content });

describe("a kick is seen", () => {
  test("an error with the reason comes before the end, for a deletion too", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    const [error, farewell] = [mira.next("error"), mira.next("disconnect")];
    await ada.request("user_kick", { user: "mira", reason: "spam" });
    expect(await error).toMatchObject({
      src: "auth",
      code: "kicked",
      val: "You were kicked from this server: spam",
    });
    expect(await farewell).toMatchObject({ reason: "You have been kicked: spam" });
    const deleted = ada.next("error");
    await olga.request("user_delete", { user: "ada" });
    expect(await deleted).toMatchObject({ src: "auth", code: "account_deleted" });
  });

  test("for a minute neither the account nor the name comes back; others do", async () => {
    const { olga } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    await town.register("zoe");
    for (const user of ["mira", "zoe"]) await olga.request("user_kick", { user });
    const refused = await refusalOf(town.join("mira"));
    expect([refused.code, refused.message]).toEqual([
      "kicked_recently",
      expect.stringMatching(/You can come back in (?:60|59|5\d) seconds/),
    ]);
    const password = "tea and cake";
    for (const login of [
      { register: { username: "zoe", password } },
      { login: { username: "zoe", password } },
      { login: { username: "USR:local_ZOE", password } },
    ]) {
      expect(await refusal(town.local(login))).toBe("kicked_recently");
    }
    await town.join("nora");
    await town.register("zed");
  });

  test("nor a login that waits for its turn behind the kick", async () => {
    const { olga, ada } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    const writes = holdWrites(town.server);
    const kick = olga.request("user_kick", { user: "mira" });
    await writes.asked(1);
    const asked = town.rotur.requests;
    const back = refusal(town.join("mira"));
    await until("the question to the identity service", () => town.rotur.requests > asked || undefined);
    // Round trips, in which the service's answer arrives too.
    for (let round = 0; round < 5; round++) await fetch(`${town.rotur.url}/validate?v=x&key=x`);
    await ada.request("ping");
    writes.release();
    await kick;
    expect(await back).toBe("kicked_recently");
  });

  test("nor the name with which the account was registered, if it was renamed", async () => {
    const { olga } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    // The second account of a name has another id.
    const first = await town.register("zoe");
    await first.request("user_leave");
    await town.register("zoe");
    await olga.request("user_update", { user: "zoe", updates: { username: "zelda" } });
    await olga.request("user_kick", { user: "zelda" });
    for (const name of ["zoe", "zelda"]) expect(await refusal(town.register(name))).toBe("kicked_recently");
  });
});

describe("user_kick", () => {
  test("removes the member and ends all connections; the person may come back as somebody new", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    await town.roles("mira", "moderator", "user");
    const second = await town.join("mira");
    await say(mira, "hello");
    await quiet(olga, ada, mira, second);
    const ends = [mira, second].map((member) =>
      Promise.all([member.next("disconnect"), member.next("closed")]),
    );
    expect(await ada.request("user_kick", { user: "mira", reason: "enough" })).toMatchObject({
      cmd: "user_kick",
      user: "mira",
      username: "mira",
      kicked: true,
    });
    for (const [{ reason }, { code }] of await Promise.all(ends)) {
      expect([reason, code]).toEqual(["You have been kicked: enough", 1000]);
    }
    for (const member of [olga, ada]) {
      expect(await member.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    }
    const { messages } = await olga.request("messages_get", { channel: "general" });
    expect(messages.map(({ user, content }) => [user, content])).toEqual([["mira", "hello"]]);
    expect((await town.join("mira")).user.roles).toEqual(["user"]);
    expect(commandsOf(await olga.news())).toEqual(["user_join", "user_connect"]);
  });

  test("is refused for owners, the actor, members who are not below, and banned members", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    await town.people("peer", "second", "zed");
    await town.roles("peer", "staff");
    await town.roles("second", "owner");
    const kick = (by: Member, user: string) => refusal(by.request("user_kick", { user }));
    expect(await kick(ada, "peer")).toBe("hierarchy");
    expect(await kick(ada, "ada")).toBe("cannot_act_on_self");
    expect(await kick(olga, "second")).toBe("owner_protected");
    expect(await kick(mira, "zed")).toBe("permission_required");
    expect(await kick(ada, "nobody")).toBe("user_not_found");
    // Otherwise the ban would be deleted with the record.
    await olga.request("user_ban", { user: "zed" });
    expect(await kick(olga, "zed")).toBe("member_banned");
    expect(await refusal(olga.request("user_delete", { user: "zed" }))).toBe("member_banned");
    expect(await refusal(town.join("zed"))).toBe("banned");
  });
});

describe("user_delete", () => {
  test("only owners delete accounts, and the last owner stays", async () => {
    const { olga, ada, mira } = await cast(["administrator"]);
    expect((await refusalOf(ada.request("user_delete", { user: "mira" }))).message).toBe(
      "Access denied: 'owner' role required",
    );
    expect(await refusal(olga.request("user_delete", { user: "olga" }))).toBe("last_owner");
    expect(await refusal(olga.request("user_delete", { user: "nobody" }))).toBe("user_not_found");
    const closed = mira.next("closed");
    expect(await olga.request("user_delete", { user: "mira" })).toMatchObject({
      cmd: "user_delete",
      user: "mira",
      deleted: true,
    });
    expect((await closed).code).toBe(1000);
    expect(await ada.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    expect(await listed(ada)).toEqual(["olga", "ada"]);
  });
});
