/**
 * Renames of a member, a role, channels and a thread lose nothing: all answers afterwards are the same as before, with
 * the new names. Live, from a kept model, and after a restart.
 */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { type Client, connect, differences, type Followed, fetch, follow } from "../client/index.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

/** The present names. */
interface Names {
  readonly user: string;
  readonly role: string;
  readonly channel: string;
  readonly forum: string;
  readonly thread: string;
}
const old: Names = { user: "USR:local_kim", role: "crew", channel: "deck", forum: "dock", thread: "Rope" };
const kim = { username: "kim", password: "tea and cake" };

/** Olga the owner, nora and ruth of the crew, kim of the crew with a local account; and their traces everywhere. */
async function cast() {
  let now = Date.UTC(2026, 2, 1, 12);
  // Each call gives a later time, so that orders are the same in each run.
  town = await openTown({ now: () => (now += 1000) });
  const [olga, nora, ruth] = await town.people("olga", "nora", "ruth");
  const local = await connect(town.server.ws, { login: { register: kim }, reconnect: [] });
  const crew = await olga.request("role_create", { name: old.role, color: "#00ff00", hoisted: true });
  for (const user of [nora.name, ruth.name, old.user]) {
    await olga.request("user_roles_set", { user, roles: [old.role, "user"] });
  }
  const lists = { view: [old.role], send: [old.role], edit_own: [old.role], delete_own: [old.role] };
  const permissions = { ...lists, react: [old.role, "!moderator"], create_thread: [old.role] };
  await olga.request("channel_create", { name: old.channel, type: "text", permissions });
  await olga.request("channel_create", { name: old.forum, type: "forum", permissions });
  const shore = { view: ["user", `!${old.role}`], send: [] };
  await olga.request("channel_create", { name: "shore", type: "text", permissions: shore });

  const at = { channel: old.channel };
  const post = async (by: Client, content: string, fields: object = {}) =>
    (await by.request("message_new", { ...at, content, ...fields })).message.id;
  const first = await post(local, "ahoy @nora");
  const answer = await post(nora, `aye @${old.user}, says the @&${old.role}`, { reply_to: first });
  const last = await post(local, "all hands @nora", { reply_to: answer });
  await local.request("message_edit", { ...at, id: last, content: "all hands, @nora" });
  for (const by of [local, nora]) await by.request("message_react_add", { ...at, id: answer, emoji: "⚓" });
  for (const id of [first, answer]) await olga.request("message_pin", { ...at, id });
  const polls: string[] = [];
  for (const by of [local, nora]) {
    const question = { question: "Where to?", options: ["North", "South"] };
    const { poll_id } = await by.request("poll_create", { ...at, ...question });
    for (const voter of [local, nora]) await voter.request("poll_vote", { poll_id, option_ids: ["1"] });
    polls.push(poll_id);
  }
  await olga.request("poll_end", { poll_id: polls[1] ?? "" });
  const start = { channel: old.forum, name: old.thread, content: "tie it, @nora" };
  const thread_id = (await local.request("thread_create", start)).thread.id;
  await nora.request("thread_join", { thread_id });
  const knot = await post(nora, `tied, @${old.user}`, { thread_id });
  await local.request("message_react_add", { thread_id, id: knot, emoji: "🪢" });
  for (const locked of [true, false]) await olga.request("thread_update", { thread_id, locked });
  await nora.request("unreads_ack", { ...at, message_id: answer, force: true });
  await olga.request("user_update", { user: old.user, updates: { nickname: "Kimmy" } });
  return { olga, nora, ruth, local, crew, thread_id, ids: { first, answer, last, knot, polls } };
}
type Cast = Awaited<ReturnType<typeof cast>>;

/** All requests about these traces that mark nothing as read. */
async function ask(by: Client, { crew, thread_id, ids }: Cast, names: Names) {
  const at = { channel: names.channel };
  const found = async (query: string, channel = names.channel) =>
    (await by.request("messages_search", { channel, query })).results;
  const around = { around: ids.answer, above: 50, below: 50 };
  const perPoll = ids.polls.map(async (poll_id) => [
    await by.request("poll_get", { poll_id }),
    await by.request("poll_results", { poll_id }),
  ]);
  const answers = await Promise.all([
    by.request("unreads_get"),
    by.request("unreads_count", at),
    by.request("channels_get"),
    by.request("users_list").then(({ users }) => users.map(({ status, ...user }) => user)),
    by.request("roles_list"),
    by.request("role_permissions_get", { id: crew.id }),
    by.request("user_roles_get", { user: names.user }),
    by.request("messages_around", { ...at, ...around }),
    by.request("message_replies", { ...at, id: ids.answer }),
    by.request("message_history", { ...at, id: ids.last }),
    by.request("messages_pinned", at),
    by.request("pings_get"),
    by.request("threads_get", { channel: names.forum }),
    by.request("thread_get", { thread_id }),
    by.request("thread_messages", { thread_id }),
    by.request("message_get", { channel: names.forum, id: ids.knot }),
    found(`from:${names.user}`),
    found(`-from:${names.user}`),
    found(`mentions:${names.user}`),
    found(`mentions:${names.role}`),
    found(`in:${names.channel} hands`, names.forum),
    found(`from:${names.user}`, names.forum),
    ...perPoll,
  ]);
  return JSON.parse(JSON.stringify(answers, (key, value) => (key === "listener" ? undefined : value)));
}

/**
 * The same with other names, as whole values and as keys. Texts of messages and ids stay: the id of a local account is
 * its first name.
 */
function renamed(value: unknown, names: Names): unknown {
  const known = new Map<string, string>();
  for (const key of Object.keys(old) as (keyof Names)[]) {
    for (const deny of ["", "!"]) known.set(deny + old[key], deny + names[key]);
  }
  const rename = (text: string) => known.get(text) ?? text;
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return rename(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [rename(key), key === "id" ? item : walk(item)]),
    );
  };
  return walk(value);
}

const others: Readonly<Record<string, Partial<Names>>> = {
  "a member's": { user: "USR:local_quay" },
  "a role's": { role: "sailors" },
  "a channel's": { channel: "bridge" },
  "a forum's": { forum: "pier" },
  "a thread's": { thread: "Cable" },
};

async function rename(
  { olga, crew, thread_id }: Cast,
  { user, role, channel, forum, thread }: Partial<Names>,
) {
  const update = (current_name: string, name: string) =>
    olga.request("channel_update", { current_name, updates: { name } });
  if (user) await olga.request("user_update", { user: old.user, updates: { username: user } });
  if (role) await olga.request("role_update", { id: crew.id, name: role });
  if (channel) await update(old.channel, channel);
  if (forum) await update(old.forum, forum);
  if (thread) await olga.request("thread_update", { thread_id, name: thread });
}

/** The onlooker's model equals a fresh fetch, and her counts are the server's. */
async function expectKept(onlooker: Client, followed: Followed, { channel }: Names) {
  await onlooker.request("ping");
  const { unreads } = await onlooker.request("unreads_get");
  const { messages, pings } = followed.model.unread.get(channel) ?? {};
  expect({ unread_count: messages, ping_count: pings }).toEqual({ unread_count: 1, ping_count: 1 });
  expect(unreads[channel]).toMatchObject({ unread_count: 1, ping_count: 1 });
  expect(differences(followed.model, await fetch(onlooker))).toEqual([]);
}

for (const [whose, change] of [
  ...Object.entries(others),
  ["all", Object.assign({}, ...Object.values(others))] as const,
]) {
  test(`${whose} new name keeps histories, lists, mentions and markers right`, async () => {
    const world = await cast();
    const { olga, nora, ruth, local } = world;
    const names: Names = { ...old, ...change };
    const followed = await follow(ruth);
    await nora.request("message_new", { channel: old.channel, content: `last call, @&${old.role}` });
    const viewers = [olga, nora, local];
    const before = await Promise.all(viewers.map((by) => ask(by, world, old)));
    const { entries } = await olga.request("modlog_get", { limit: 200 });

    await rename(world, change);
    const expected = before.map((answers) => renamed(answers, names));
    expect(await Promise.all(viewers.map((by) => ask(by, world, names)))).toEqual(expected as never);
    // Under the old names nothing is found.
    for (const place of ["channel", "forum"] as const) {
      if (names[place] === old[place]) continue;
      expect(await refusal(nora.request("messages_get", { channel: old[place] }))).toBe("channel_not_found");
    }
    for (const [key, query] of [
      ["user", `from:${kim.username}`],
      ["user", `mentions:${kim.username}`],
      ["role", `mentions:${old.role}`],
    ] as const) {
      const { results } = await nora.request("messages_search", { channel: names.channel, query });
      expect([query, results.length === 0]).toEqual([query, names[key] !== old[key]]);
    }
    // The log shows the names of that time, and finds entries by the present name.
    const log = await olga.request("modlog_get", { limit: 200 });
    expect(log.entries.slice(-entries.length)).toEqual(entries);
    expect(log.entries.length).toBeGreaterThanOrEqual(entries.length);
    const of = (target: string) => log.entries.filter(({ target_id }) => target_id === target);
    expect((await olga.request("modlog_get", { target: names.user })).entries).toEqual(of(local.user.id));
    await expectKept(ruth, followed, names);
    followed.stop();

    await town.restart();
    const [owner, mate] = await town.people("olga", "nora");
    // A local account logs in with the name that it began with.
    const back = await connect(town.server.ws, { login: { login: kim }, reconnect: [] });
    expect(await Promise.all([owner, mate, back].map((by) => ask(by, world, names)))).toEqual(
      expected as never,
    );
    // New mentions use the new names.
    const content = `@${names.user} @&${names.role}`;
    const { message } = await mate.request("message_new", { channel: names.channel, content });
    expect(message.pings).toEqual({ users: [names.user], roles: [names.role, world.crew.id], replies: [] });
    for (const client of [local, back]) client.close();
  });
}

test("a member who returns under another name takes no messages of the next holder of the old name", async () => {
  town = await openTown();
  const [olga, ulla] = await town.people("olga", "ulla");
  const say = (by: typeof olga) => by.request("message_new", { channel: "general", content: "I am ulla" });
  const leave = (user: string) => olga.request("user_kick", { user });
  const renames = async () => (await olga.news()).filter(({ cmd }) => cmd === "user_update");
  await say(ulla);
  await leave("ulla");
  const vera = await town.join("vera");
  town.rotur.account("ulla", vera.user.id);
  await say(await town.join("vera"));
  expect(await renames()).toMatchObject([{ user: "vera", username: "ulla" }]);
  // First a present member has the old name, then a former one.
  town.rotur.account("ursula", ulla.user.id);
  await town.join("ulla");
  expect(await renames()).toEqual([]);
  await leave("ursula");
  town.rotur.account("ulla", ulla.user.id);
  town.rotur.account("vanessa", vera.user.id);
  await town.join("vera");
  await town.join("ulla");
  await renames();
  await leave("ulla");
  town.rotur.account("ulla", vera.user.id);
  await town.join("vera");
  await leave("ulla");
  await renames();
  town.rotur.account("ursula", ulla.user.id);
  await town.join("ulla");
  expect(await renames()).toEqual([]);
  const { messages } = await olga.request("messages_get", { channel: "general" });
  expect(messages.map(({ user }) => user)).toEqual(["ursula", "ulla"]);
});
