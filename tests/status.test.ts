/** A member's status, and the status that others get. */
import { afterEach, describe, expect, test } from "bun:test";
import { managerIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return managerIn(town);
}

const away = { status: "offline", text: "" };

describe("status_set", () => {
  const set = (
    member: Member,
    status: "online" | "idle" | "dnd" | "offline" | "invisible",
    text?: string | null,
  ) => member.request("status_set", { status, ...(text !== undefined && { text }) });

  test("a visible status goes to everybody, as the reply too", async () => {
    const { olga, mira } = await cast();
    const second = await town.join("mira");
    await second.news();
    const packet = {
      cmd: "status_get",
      username: "mira",
      status: { status: "idle", text: "tea" },
      global: true,
    };
    expect(await set(mira, "idle", "tea")).toMatchObject(packet);
    for (const member of [olga, second]) expect(await member.news()).toEqual([packet] as never);
    const asked = await olga.request("status_get", { user: "mira" });
    expect(asked).toMatchObject({ cmd: "status", username: "mira", status: packet.status });
    // Absent and null clear the text.
    expect(await set(mira, "idle")).toMatchObject({ status: { status: "idle", text: "" } });
    await set(mira, "idle", "tea");
    expect(await set(mira, "idle", null)).toMatchObject({ status: { status: "idle", text: "" } });
  });

  test("others see an invisible member disconnect; the own connections see the true status", async () => {
    const { olga, mira } = await cast();
    const second = await town.join("mira");
    await second.news();
    expect(await set(mira, "invisible", "ssh")).toMatchObject({
      cmd: "status_set",
      status: { status: "invisible", text: "ssh" },
    });
    expect(await olga.news()).toEqual([{ cmd: "user_disconnect", username: "mira" }]);
    const own = {
      cmd: "status_get",
      username: "mira",
      status: { status: "invisible", text: "ssh" },
      global: true,
    };
    expect(await second.news()).toEqual([own] as never);
    // From invisible to offline: others see no change.
    await set(mira, "offline", "still");
    expect(await olga.news()).toEqual([]);
    expect(await olga.request("status_get", { user: "mira" })).toMatchObject({ cmd: "status", status: away });
    expect(await second.request("status_get", { user: "mira" })).toMatchObject({
      status: { status: "offline", text: "still" },
    });
    expect((await second.news()).length).toBe(1);
    const listed = async (by: Member) =>
      (await by.request("users_list")).users.find(({ username }) => username === "mira")?.status;
    expect(await listed(olga)).toEqual(away);
    expect(await listed(second)).toEqual({ status: "offline", text: "still" });

    await set(mira, "dnd", "back");
    const [connect, status, ...more] = await olga.news();
    expect(connect).toMatchObject({
      cmd: "user_connect",
      user: { username: "mira", status: { status: "dnd", text: "back" } },
    });
    expect(status).toMatchObject({ cmd: "status_get", status: { status: "dnd", text: "back" } });
    expect(more).toEqual([]);
    expect((await second.news()).map(({ cmd }) => cmd)).toEqual(["status_get"]);
  });

  test("without a change there is a reply and no event", async () => {
    const { olga, mira } = await cast();
    await set(mira, "idle", "tea");
    await olga.news();
    expect(await set(mira, "idle", "tea")).toMatchObject({ cmd: "status_get", username: "mira" });
    expect(await olga.news()).toEqual([]);
  });

  test("refuses unknown statuses and texts above 100 characters, counted as people count", async () => {
    const { mira } = await cast();
    for (const status of ["away", "", "ONLINE"]) {
      expect(await refusal(set(mira, status as "online"))).toBe("invalid_field");
    }
    expect(await refusal(set(mira, "online", "t".repeat(101)))).toBe("invalid_field");
    expect(await set(mira, "online", "🫖".repeat(100))).toMatchObject({ status: { text: "🫖".repeat(100) } });
    for (const text of [5, ["tea"], { tea: 1 }, true]) {
      expect(await refusal(mira.request("status_set", { status: "online", text: text as never }))).toBe(
        "invalid_field",
      );
    }
  });

  describe("more than ten times in half a minute", () => {
    /** Mira has used up the ten statuses that others are told of. More follow with the clock. */
    async function busy() {
      let now = Date.now();
      const { olga, mira } = await cast({ now: () => now, config: { rate_limiting: { enabled: true } } });
      for (let count = 1; count <= 10; count++) await set(mira, "idle", `${count}`);
      expect(await olga.news()).toHaveLength(10);
      const seen = async (by: Member, cmd: "users_list" | "users_online" = "users_list") =>
        (await by.request(cmd)).users.find(({ username }) => username === "mira")?.status;
      const pass = (milliseconds: number) => {
        now += milliseconds;
      };
      return { olga, mira, seen, pass };
    }

    test("the own connections are told at once, others later and only of the last one", async () => {
      const { olga, mira, seen, pass } = await busy();
      const second = await town.join("mira");
      await second.news();
      await olga.news();
      expect(await set(mira, "dnd", "a")).toMatchObject({ cmd: "status_get", status: { text: "a" } });
      expect(await set(mira, "dnd", "b")).toMatchObject({ status: { text: "b" } });
      expect((await second.news()).map((event) => "status" in event && event.status)).toEqual([
        { status: "dnd", text: "a" },
        { status: "dnd", text: "b" },
      ]);
      expect(await olga.news()).toEqual([]);
      for (const cmd of ["users_list", "users_online"] as const) {
        expect(await seen(olga, cmd)).toEqual({ status: "idle", text: "10" });
        expect(await seen(mira, cmd)).toEqual({ status: "dnd", text: "b" });
      }
      expect(await olga.request("status_get", { user: "mira" })).toMatchObject({ status: { text: "10" } });
      expect(await mira.request("status_get", { user: "mira" })).toMatchObject({ status: { text: "b" } });
      const told = olga.next("status_get");
      pass(4000);
      expect(await told).toMatchObject({ username: "mira", status: { status: "dnd", text: "b" } });
      expect(await seen(olga)).toEqual({ status: "dnd", text: "b" });
      await olga.news();
      // Four seconds allow one more.
      const next = olga.next("status_get");
      await set(mira, "online", "c");
      expect(await olga.news()).toEqual([]);
      pass(60_000);
      expect(await next).toMatchObject({ status: { text: "c" } });
      await set(mira, "idle", "d");
      expect(await seen(olga)).toEqual({ status: "idle", text: "d" });
    });

    test("a status without a change doesn't count", async () => {
      const { olga, mira, pass } = await busy();
      pass(60_000);
      for (let count = 1; count <= 20; count++) await set(mira, "idle", "10");
      await set(mira, "dnd", "news");
      expect(await olga.news()).toMatchObject([{ cmd: "status_get", status: { text: "news" } }]);
    });

    test("a member who hides meanwhile is shown until then, and disappears once", async () => {
      const { olga, mira, seen, pass } = await busy();
      expect(await set(mira, "invisible")).toMatchObject({ cmd: "status_set" });
      expect(await olga.news()).toEqual([]);
      expect(await seen(olga, "users_online")).toEqual({ status: "idle", text: "10" });
      const gone = olga.next("user_disconnect");
      mira.close();
      expect(await gone).toMatchObject({ username: "mira" });
      pass(60_000);
      await town.people("zoe");
      const back = await town.join("mira");
      expect(back.user.status).toEqual({ status: "invisible", text: "" });
      expect(await seen(back, "users_list")).toEqual({ status: "invisible", text: "" });
    });

    test("is stored at once", async () => {
      const { mira } = await busy();
      await set(mira, "dnd", "kept");
      await town.restart();
      const [olga, back] = await town.people("olga", "mira");
      expect(back.user.status).toEqual({ status: "dnd", text: "kept" });
      const { users } = await olga.request("users_list");
      expect(users.find(({ username }) => username === "mira")?.status.text).toBe("kept");
    });
  });

  test("survives the connection and a restart", async () => {
    const { mira } = await cast();
    await set(mira, "dnd", "tea");
    await town.restart();
    const back = await town.join("mira");
    expect(back.user.status).toEqual({ status: "dnd", text: "tea" });
  });
});
