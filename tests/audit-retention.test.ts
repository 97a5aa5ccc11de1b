/** How long entries of the audit log stay, and the texts of deleted messages in them. */
import { afterEach, expect, spyOn, test } from "bun:test";
import { purgeAudit } from "../src/db/audit.ts";
import { entriesOf, story } from "./support/audit.ts";
import { staffOver } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(permissions: string[] = [], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

test("entries go when their category's time is over, at the latest at the next start", async () => {
  const day = 86_400_000;
  let now = 1_800_000_000_000;
  const retention = { default: 10, role_management: 3 };
  const { olga } = await cast([], { now: () => now, config: { modlog: { retention } } });
  await olga.request("user_timeout", { user: "mira", timeout: 5 });
  now += 4 * day;
  await olga.request("role_create", { name: "new" });
  // Reading removes nothing.
  expect((await olga.request("modlog_get")).total).toBe(5);
  await town.restart();
  const [owner] = await town.people("olga");
  // Stored behind the removal, which the start has begun.
  await owner.request("message_new", { channel: "general", content: "hello" });
  expect(await story(owner)).toEqual([
    ["user_roles_set", "ada", { roles: ["staff", "user"], before: { roles: ["user"] } }],
    ["user_timeout", "mira", { timeout: 5, before: { timeout: 0 } }],
    ["role_create", "new", { color: null, permissions: [] }],
  ] as never);
});

/** With `minute`, which does what the server does each minute. */
async function castWithTimer(options: TestServerOptions) {
  const timers = spyOn(globalThis, "setInterval");
  const people = await cast([], options);
  const minutely = timers.mock.calls.flatMap(([work, pause]) => (pause === 60_000 ? [work] : []));
  timers.mockRestore();
  const minute = () => {
    for (const work of minutely) work();
  };
  return { ...people, minute };
}

test("and while the server runs, every minute", async () => {
  const day = 86_400_000;
  let now = 1_800_000_000_000;
  const retention = { default: 10, user_moderation: 3 };
  const { olga, minute } = await castWithTimer({ now: () => now, config: { modlog: { retention } } });
  await olga.request("user_timeout", { user: "mira", timeout: 5 });
  now += 4 * day;
  minute();
  // Stored behind the removal.
  await olga.request("user_timeout", { user: "mira", timeout: 6 });
  expect(await story(olga, { category: "user_moderation" })).toEqual([
    ["user_timeout", "mira", { timeout: 6, before: { timeout: 0 } }],
  ] as never);
  expect((await olga.request("modlog_get")).total).toBe(3);
});

test("the text of what others deleted is kept for as long as the configuration says, which is not at all", async () => {
  const day = 86_400_000;
  let now = 1_800_000_000_000;
  const { olga, mira, minute } = await castWithTimer({ now: () => now });
  const deletedBy = async (by: Member, content: string) => {
    const { message } = await mira.request("message_new", { channel: "general", content });
    await by.request("message_delete", { channel: "general", id: message.id });
  };
  const texts = async () =>
    (await entriesOf(olga, { action: "message_delete" }))
      .toReversed()
      .map(({ details }) => details["content"]);
  /** What is stored behind it, is stored after it. */
  const purged = async () => {
    minute();
    await olga.request("user_timeout", { user: "ada", timeout: 0 });
  };
  await deletedBy(olga, "one");
  await town.server.reconfigure({ modlog: { retention: { deleted_text: 2 } } });
  await deletedBy(olga, "two");
  await deletedBy(mira, "her own");
  expect(await texts()).toEqual([undefined, "two"]);
  now += day;
  await deletedBy(olga, "three");
  await purged();
  expect(await texts()).toEqual([undefined, "two", "three"]);
  now += day + 1000;
  await purged();
  expect(await texts()).toEqual([undefined, undefined, "three"]);
  await town.server.reconfigure({ modlog: { retention: { deleted_text: 0 } } });
  await purged();
  expect(await texts()).toEqual([undefined, undefined, undefined]);
  expect(JSON.stringify(await entriesOf(olga))).not.toMatch(/two|three|her own/);
});

test("old entries go piece by piece", async () => {
  const { olga } = await cast();
  for (const timeout of [1, 2, 3, 4, 5]) await olga.request("user_timeout", { user: "mira", timeout });
  const expired = [{ category: "user_moderation", before: Date.now() / 1000 + 1 }] as const;
  const purge = () =>
    new Promise((resolve) =>
      town.server.store.commit(purgeAudit({ expired, textsBefore: 0, limit: 4 }), resolve),
    );
  expect(await purge()).toBe(true);
  expect(await entriesOf(olga, { category: "user_moderation" })).toHaveLength(2);
  expect(await purge()).toBe(false);
  expect(await entriesOf(olga)).toHaveLength(2);
});
