/** Messages over HTTP, without a login: only where the operator wants it, and only what new members could read. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Member, openTown, type Town } from "./support/town.ts";

let town: Town;
let olga: Member;
let mira: Member;
let elapsed = 0;
beforeEach(async () => {
  elapsed = 0;
  town = await openTown({ elapsed: () => elapsed, config: shared });
  [olga, mira] = await town.people("olga", "mira");
});
afterEach(() => town.close());

const shared = { privacy: { public_messages: "default_role" } };
const reconfigure = (config: object) =>
  town.server.reconfigure({ owners: ["olga"], rotur: { base_url: town.rotur.url }, ...config });
const get = (channel: string, id: string) =>
  fetch(`${town.server.url}/messages/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`);
const say = async (channel: string, content = "hello") =>
  (await olga.request("message_new", { channel, content })).message;

async function isHidden(channel: string, id: string): Promise<void> {
  const answer = await get(channel, id);
  expect([answer.status, await answer.json()]).toEqual([404, { error: "Message not found" }]);
}

test("a message of a channel that new members see has five fields, for pages of any origin", async () => {
  const { id, timestamp } = await say("general", "first line\nsecond");
  await mira.request("message_react_add", { channel: "general", id, emoji: "👍" });
  const answer = await get("general", id);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { id, user: "olga", content: "first line\nsecond", timestamp, channel: "general" },
  ]);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  await olga.request("message_edit", { channel: "general", id, content: "edited" });
  expect(await (await get("general", id)).json()).toMatchObject({ content: "edited" });
  await olga.request("message_delete", { channel: "general", id });
  await isHidden("general", id);
});

test("hidden, missing and switched off look the same", async () => {
  const { id } = await say("general");
  const only = { view: ["owner"], send: ["owner"] };
  await olga.request("channel_create", { name: "vault", type: "text", permissions: only });
  const secret = await say("vault");
  const open = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: open });
  const started = { channel: "help", name: "Printer", content: "It crashes" };
  const { thread } = await olga.request("thread_create", started);
  const inThread = (await olga.request("messages_get", { thread_id: thread.id })).messages[0]?.id ?? "";
  for (const [channel, message] of [
    ["vault", secret.id],
    ["general", secret.id],
    ["nowhere", id],
    ["GENERAL", id],
    ["general", "none"],
    ["help", inThread],
    [`thread:${thread.id}`, inThread],
    ["x".repeat(300), id],
    ["general", "x".repeat(300)],
  ] as const) {
    await isHidden(channel, message);
    elapsed += 60_000;
  }
  await reconfigure({ privacy: { public_messages: "off" } });
  await isHidden("general", id);
  await reconfigure(shared);
  expect((await get("general", id)).status).toBe(200);
});

test("the roles of new members decide, and what members may do where that is enforced", async () => {
  const { id } = await say("general");
  await olga.request("role_create", { name: "guest", permissions: [] });
  const newcomers = { DB: { users: { default: { roles: ["guest"] } } } };
  await reconfigure({ ...shared, ...newcomers });
  await isHidden("general", id);
  const updates = { permissions: { view: ["user", "guest"] } };
  await olga.request("channel_update", { current_name: "general", updates });
  expect((await get("general", id)).status).toBe(200);
  await reconfigure({ ...shared, ...newcomers, permissions: { enforce_member_permissions: true } });
  await isHidden("general", id);
  await olga.request("role_update", { name: "guest", permissions: ["read_message_history"] });
  expect((await get("general", id)).status).toBe(200);
});

test("one network asks only so often", async () => {
  const { id } = await say("general");
  const statuses: number[] = [];
  for (let n = 0; n < 31; n++) statuses.push((await get("general", id)).status);
  expect(statuses).toEqual([...Array(30).fill(200), 429]);
  elapsed += 1000;
  expect((await get("general", id)).status).toBe(200);
});
