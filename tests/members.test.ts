/** The lists of members, and how members leave. */
import { afterEach, describe, expect, test } from "bun:test";
import { managerIn } from "./support/casts.ts";
import { names } from "./support/members.ts";
import { put } from "./support/roles.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown();
  return managerIn(town);
}

describe("users_list and users_online", () => {
  test("list members in the order of joining, with all that clients read, and no banned ones", async () => {
    const { olga, mira } = await cast();
    put(town, "ada", { bannedAt: 1 });
    const { users } = await mira.request("users_list");
    expect(users).toEqual([
      {
        id: olga.user.id,
        username: "olga",
        nickname: null,
        roles: ["owner", "user"],
        color: "#9400D3",
        gradient: null,
        status: { status: "online", text: "" },
        cracked: false,
        pfp: null,
      },
      { ...users[1], id: mira.user.id, username: "mira", roles: ["user"], color: null } as never,
    ]);
  });

  test("users_online has one entry for each visible user, however many connections", async () => {
    const { olga, mira } = await cast();
    await town.join("mira");
    await town.join("olga");
    expect(names((await mira.request("users_online")).users)).toEqual(["olga", "ada", "mira"]);
    expect(mira.server.capabilities).not.toContain("users_online");
    await olga.request("status_set", { status: "offline" });
    const online = (await mira.request("users_online")).users;
    expect(names(online)).toEqual(["ada", "mira"]);
    expect(online).toEqual((await mira.request("users_list")).users.slice(1));
  });

  test("users are found by id or by name in any case, and by nothing else", async () => {
    const { mira } = await cast();
    for (const user of [mira.user.id, "mira", "MIRA"]) {
      expect(await mira.request("user_roles_get", { user })).toMatchObject({
        user: "mira",
        roles: ["user"],
        color: null,
      });
    }
    for (const user of ["mir", "__proto__", "constructor", "*"]) {
      expect(await refusal(mira.request("user_roles_get", { user }))).toBe("user_not_found");
      expect(await refusal(mira.request("status_get", { user }))).toBe("user_not_found");
    }
    for (const user of ["", "m".repeat(101)]) {
      expect(await refusal(mira.request("user_roles_get", { user }))).toBe("invalid_field");
    }
  });
});

describe("user_leave", () => {
  test("removes the account, tells everybody, and closes all the member's connections", async () => {
    const { olga, ada, mira } = await cast();
    const second = await town.join("mira");
    await mira.request("message_new", { channel: "general", content: "goodbye" });
    for (const member of [olga, ada, mira, second]) await member.news();
    const closings = [mira, second].map((member) => member.next("closed"));
    const farewells = [mira, second].map((member) => member.next("disconnect"));
    const leaving = second.next("user_leave");
    expect(await mira.request("user_leave")).toMatchObject({
      cmd: "user_leave",
      user: "mira",
      val: "User left server",
    });
    expect(await leaving).toMatchObject({ username: "mira" });
    for (const { code } of await Promise.all(closings)) expect(code).toBe(1000);
    expect((await Promise.all(farewells)).map(({ reason }) => reason)).toEqual(
      Array(2).fill("You left the server"),
    );
    for (const member of [olga, ada]) {
      expect(await member.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    }
    expect(names((await olga.request("users_list")).users)).toEqual(["olga", "ada"]);
    // Messages stay, under the name.
    const { messages } = await olga.request("messages_get", { channel: "general" });
    expect(messages.map(({ user, content }) => [user, content])).toEqual([["mira", "goodbye"]]);
  });

  test("a member who comes back is new", async () => {
    const { olga, mira } = await cast();
    await town.roles("mira", "staff", "user");
    const closed = mira.next("closed");
    await mira.request("user_leave");
    await closed;
    await olga.news();
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["user"]);
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["user_join", "user_connect"]);
    expect(names((await olga.request("users_list")).users)).toEqual(["olga", "ada", "mira"]);
  });

  test("the last owner stays; an owner beside another one may go", async () => {
    const { olga } = await cast();
    expect(await refusal(olga.request("user_leave"))).toBe("last_owner");
    await town.roles("mira", "owner", "user");
    const closed = olga.next("closed");
    await olga.request("user_leave");
    await closed;
  });

  test("requests that a leaving member sent after it have no effect", async () => {
    const { olga, mira } = await cast();
    const closed = mira.next("closed");
    mira.send({ cmd: "user_leave" });
    mira.send({ cmd: "message_new", channel: "general", content: "from the grave" });
    mira.send({ cmd: "status_set", status: "dnd" });
    await closed;
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["user_leave"]);
    expect((await olga.request("messages_get", { channel: "general" })).messages).toEqual([]);
  });
});

describe("owner_claim", () => {
  test("makes the member with the printed code an owner, once, and tells everybody", async () => {
    town = await openTown({ config: { owners: [] } });
    const [mira, nora] = await town.people("mira", "nora");
    const { claimCode } = town.server;
    expect(claimCode).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(await refusal(mira.request("owner_claim", { code: "ABCD-ABCD-ABCD" }))).toBe("claim_invalid");
    const code = ` ${claimCode?.replaceAll("-", "").toLowerCase()} `;
    const [first, second] = await Promise.allSettled([
      mira.request("owner_claim", { code }),
      nora.request("owner_claim", { code }),
    ]);
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await nora.news()).toEqual([
      { cmd: "user_roles_get", user: "mira", roles: ["owner", "user"], color: "#9400D3" },
    ]);
    await town.restart();
    expect(town.server.claimCode).toBeNull();
    expect(await refusal((await town.join("nora")).request("owner_claim", { code }))).toBe("claim_invalid");
  });

  test("can't be guessed: five tries a minute, also where rate limits are off", async () => {
    town = await openTown({ config: { owners: [] } });
    const [mira] = await town.people("mira");
    const codes = await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        refusal(mira.request("owner_claim", { code: `guess ${index}` })),
      ),
    );
    expect(codes).toEqual([...Array(5).fill("claim_invalid"), "too_many_requests", "too_many_requests"]);
    expect(await refusal(mira.request("owner_claim", { code: town.server.claimCode ?? "" }))).toBe(
      "too_many_requests",
    );
  });
});
