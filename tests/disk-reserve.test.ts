/** Less free space than `DB.reserve`: members add nothing more, and everything else still works. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

/** No disk has so much. */
const more = Number.MAX_SAFE_INTEGER;

/** What becomes of a command while there is too little space. Fails to compile while a new command has no entry. */
const whileLow: Readonly<Record<keyof typeof commands, "refused" | "partly" | "works">> = {
  // Newcomers are refused.
  auth: "partly",
  login: "partly",
  register: "partly",
  // A picture may be removed.
  pfp_set: "partly",
  message_new: "refused",
  message_edit: "refused",
  message_react_add: "refused",
  reaction_add: "refused",
  message_schedule: "refused",
  reminder_create: "refused",
  poll_create: "refused",
  poll_vote: "refused",
  thread_create: "refused",
  thread_new: "refused",
  // They store nothing.
  capabilities: "works",
  channels_get: "works",
  embeds_list: "works",
  message_get: "works",
  message_history: "works",
  message_replies: "works",
  messages_around: "works",
  messages_pinned: "works",
  messages_search: "works",
  modlog_get: "works",
  modlog_summary: "works",
  pfp_get: "works",
  ping: "works",
  pings_get: "works",
  poll_get: "works",
  poll_results: "works",
  rate_limit_status: "works",
  reminder_list: "works",
  resume: "works",
  scheduled_list: "works",
  role_permissions_get: "works",
  roles_list: "works",
  self_roles_list: "works",
  status_get: "works",
  thread_get: "works",
  threads_get: "works",
  typing: "works",
  unreads_count: "works",
  user_roles_get: "works",
  users_banned: "works",
  users_banned_list: "works",
  users_list: "works",
  users_online: "works",
  // They make something smaller, or let somebody go.
  channel_delete: "works",
  message_delete: "works",
  message_react_remove: "works",
  nickname_remove: "works",
  reaction_remove: "works",
  reminder_delete: "works",
  role_delete: "works",
  scheduled_delete: "works",
  self_role_remove: "works",
  thread_delete: "works",
  thread_leave: "works",
  user_delete: "works",
  user_leave: "works",
  // Moderation and management.
  channel_create: "works",
  channel_move: "works",
  channel_update: "works",
  message_pin: "works",
  message_unpin: "works",
  owner_claim: "works",
  poll_end: "works",
  rate_limit_reset: "works",
  role_create: "works",
  role_permissions_set: "works",
  role_reorder: "works",
  role_set: "works",
  role_update: "works",
  self_roles_reorder: "works",
  thread_pin: "works",
  thread_unpin: "works",
  thread_update: "works",
  user_ban: "works",
  user_kick: "works",
  user_roles_add: "works",
  user_roles_remove: "works",
  user_roles_set: "works",
  user_timeout: "works",
  user_unban: "works",
  // They change something small in its place, or store one small row of a member at most.
  messages_get: "works",
  nickname_update: "works",
  self_role_add: "works",
  status_set: "works",
  thread_join: "works",
  thread_messages: "works",
  unreads_ack: "works",
  unreads_get: "works",
  user_update: "works",
};

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const reserve = (bytes: number) =>
  town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    DB: { synchronous: "OFF", reserve: bytes },
  });

test("each command says whether it needs space", () => {
  const refused = Object.values(commands).filter((definition) => "adds" in definition);
  const expected = Object.entries(whileLow).filter(([, what]) => what === "refused");
  expect(refused.map(({ name }) => name).sort()).toEqual(expected.map(([name]) => name).sort() as never);
  for (const { name, errors } of Object.values(commands)) {
    const listed = (errors as readonly string[]).includes("storage_full");
    expect([name, listed]).toEqual([name, whileLow[name] === "partly"]);
  }
});

test("members are refused, the owner is told and moderates, and a larger disk ends it", async () => {
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  const { message } = await mira.request("message_new", { channel: "general", content: "one" });
  await olga.request("channel_create", {
    name: "help",
    type: "forum",
    permissions: { view: ["user"], create_thread: ["user"] },
  });
  const told = olga.next("error");
  await reserve(more);
  expect(await told).toMatchObject({ src: "server", code: "storage_full" });

  const channel = "general";
  const refused = [
    mira.request("message_new", { channel, content: "two" }),
    mira.request("message_edit", { channel, id: message.id, content: "longer" }),
    mira.request("message_react_add", { channel, id: message.id, emoji: "👋" }),
    mira.request("poll_create", { channel, question: "?", options: ["a", "b"] } as never),
    mira.request("thread_create", { channel: "help", name: "help" }),
    olga.request("message_new", { channel, content: "also me" }),
  ];
  for (const request of refused) expect(await refusal(request)).toBe("storage_full");
  const codes = await town.join("newcomer").catch((error) => error.code);
  expect(codes).toBe("storage_full");

  await olga.request("user_timeout", { user: "mira", timeout: 60 });
  await olga.request("message_delete", { channel, id: message.id });
  await olga.request("user_ban", { user: "mira" });
  await olga.request("user_kick", { user: "nora" });
  await nora.next("closed").catch(() => {});
  await town.restart();
  const again = await town.join("olga");
  expect((await again.request("messages_get", { channel })).messages).toEqual([]);
  await again.request("user_unban", { user: "mira" });
  await again.request("channel_delete", { name: "help" });

  await reserve(0);
  await again.request("message_new", { channel, content: "as before" });
  expect((await town.join("newcomer")).user.username).toBe("newcomer");
});

test("an owner who logs in later is told too, others are not", async () => {
  await town.people("olga", "mira");
  await reserve(more);
  for (const [name, expected] of [
    ["olga", ["storage_full"]],
    ["mira", []],
  ] as const) {
    const member = await town.join(name);
    const codes = (await member.news()).flatMap((event) => (event.cmd === "error" ? [event.code] : []));
    expect([name, codes]).toEqual([name, [...expected]]);
  }
});

test("a picture is refused, and may be removed", async () => {
  const register = { username: "lena", password: "lena's password" };
  const lena = await connect(town.server.ws, { login: { register }, reconnect: [] });
  const png =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  await lena.request("pfp_set", { url: png });
  await reserve(more);
  expect(await refusal(lena.request("pfp_set", { url: png }))).toBe("storage_full");
  expect((await lena.request("pfp_set", { url: null })).val).toBeNull();
  lena.close();
});
