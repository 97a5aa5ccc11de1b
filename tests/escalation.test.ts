/**
 * Nobody climbs: whatever non-owners try with roles, members, channels and threads, in whatever order, nobody ever
 * holds a permission that nobody above gave, nobody rises to the actor's position, and what is not below the actor
 * stays untouched. Owners make and unmake owners, also themselves, but there is always one.
 */
import { expect, test } from "bun:test";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { CommandError, connect, type Login } from "../client/index.ts";
import type { Channel, Role, Thread, User } from "../src/chat/model.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { tries } from "./support/tries.ts";

/** The property runs so often, or for so long as told. */
const runs = 60;
const seconds = process.env["FUZZ_SECONDS"];

const people = ["ada", "bob", "cid", "dan"] as const;
type Person = "olga" | (typeof people)[number];
/** Stands for the local account that there is, whose name can be changed; nobody acts with it. */
const guest = "guest";
const prefix = "USR:local_";
const password = "tea and cake";
const isLocal = ({ id }: Pick<User, "id">) => id.startsWith(prefix);
/** Names of accounts that were deleted are not given again. */
let guests = 0;
interface Attempt {
  readonly by: Person;
  readonly cmd: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const roleName = fc.constantFrom(
  "owner",
  "admin",
  "staff",
  "mods",
  "moderator",
  "user",
  "x",
  "y",
  "Owner",
  "z",
);
const someRoles = fc.array(roleName, { minLength: 1, maxLength: 4 });
const allRoles = fc.shuffledSubarray(["owner", "admin", "staff", "mods", "moderator", "user", "x", "y"], {
  minLength: 1,
});
/** Those that people begin with, turned round. */
const ownRoles = ["staff", "mods", "moderator"].map((role) => ["user", role]);
const permissions = fc.subarray(
  ["administrator", "manage_roles", "manage_users", "manage_channels", "manage_threads", "ban_members"],
  { maxLength: 3 },
);
/** No member may take a role with one of these without an owner. */
const powers = new Set(["administrator", "manage_roles", "manage_users", "manage_channels", "ban_members"]);
const user = fc.constantFrom("olga", "olga", ...people, "eve", guest);
const channel = fc.constantFrom("general", "vault", "tea", "help", "den");
/** Which of those that there are, the oldest first. */
const thread_id = fc.nat(5);
const changes = {
  permissions: fc.option(permissions, { nil: undefined }),
  self_assignable: fc.option(fc.boolean(), { nil: undefined }),
  color: fc.constantFrom(undefined, "#123456"),
};
const lists = fc.record({ view: someRoles, send: someRoles });
const given = fc.oneof(someRoles, fc.constant(["owner"]));

/** Each command with what it may be asked; more often what goes through. */
const requests: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  role_create: fc.record({ name: roleName, ...changes }),
  role_update: fc.record({ name: roleName, ...changes }),
  role_set: fc.record({
    name: roleName,
    data: fc.record({ ...changes, name: fc.option(roleName, { nil: undefined }), position: fc.nat(3) }),
  }),
  role_permissions_set: fc.record({ name: roleName, permissions }),
  role_delete: fc.record({ name: roleName }),
  role_reorder: fc.record({ roles: allRoles }),
  self_role_add: fc.record({ role: fc.oneof(roleName, fc.constant("y")) }),
  self_role_remove: fc.record({ role: fc.oneof(roleName, fc.constant("y")) }),
  self_roles_reorder: fc.record({ roles: fc.oneof(someRoles, fc.constantFrom(...ownRoles)) }),
  user_roles_set: fc.record({ user, roles: given }),
  user_roles_add: fc.record({ user, roles: given }),
  user_roles_remove: fc.record({ user, roles: given }),
  user_ban: fc.record({ user }),
  user_unban: fc.record({ user }),
  user_kick: fc.record({ user }),
  user_delete: fc.record({ user }),
  user_timeout: fc.record({ user, timeout: fc.nat(9) }),
  user_leave: fc.constant({}),
  user_update: fc.record({
    user,
    updates: fc.oneof(
      fc.record({ nickname: fc.constantFrom("a", "b", null) }),
      fc.record({ username: fc.constantFrom("tess", "tom", "USR:local_tim", "olga") }),
    ),
  }),
  rate_limit_reset: fc.record({ user }),
  owner_claim: fc.record({ code: fc.constant("ABCD-ABCD-ABCD") }),
  channel_create: fc.record({
    name: fc.constantFrom("general", "new", "newer"),
    type: fc.constant("text"),
    permissions: lists,
  }),
  channel_update: fc.record({ current_name: channel, updates: fc.record({ permissions: lists }) }),
  channel_move: fc.record({ name: channel, position: fc.nat(3) }),
  channel_delete: fc.record({ name: channel }),
  thread_create: fc.record({ channel, name: fc.constantFrom("one", "two") }),
  thread_update: fc.record({
    thread_id,
    name: fc.constantFrom("three", null),
    locked: fc.option(fc.boolean()),
    archived: fc.option(fc.boolean()),
  }),
  thread_pin: fc.record({ thread_id }),
  thread_unpin: fc.record({ thread_id }),
  thread_join: fc.record({ thread_id }),
  thread_leave: fc.record({ thread_id }),
  thread_delete: fc.record({ thread_id }),
};
/** What makes and unmakes members and owners, tried more often. */
const often = /^user_(roles_|leave|delete|kick|ban)/;
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  ...Object.entries(requests).map(([cmd, fields]) => ({
    weight: often.test(cmd) ? 3 : 1,
    arbitrary: fc.record({
      by: fc.constantFrom<Person[]>("olga", "olga", ...people, "ada", "bob"),
      cmd: fc.constant(cmd),
      fields,
    }),
  })),
);

interface World {
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly channels: readonly Channel[];
  readonly threads: readonly Thread[];
}

function world({ server: { state } }: Town): World {
  const { users, roles, channels } = state;
  const threads = channels.flatMap(({ id }) => state.threadsOf(id));
  return { users: new Map(users), roles: roles.byId, channels, threads };
}

// Rank and rights once more, so that a mistake in src/chat isn't believed here.
const rank = (who: User, { roles }: World) =>
  Math.min(9999, ...who.roles.map((id) => roles.get(id)?.position ?? 9999));
/** The roles that are higher than any that somebody holds. They can't be deleted from below, so their number is a height. */
const above = (who: User, where: World) =>
  [...where.roles.values()].filter(({ position }) => position < rank(who, where)).map(({ id }) => id);
const holds = (who: User, { roles }: World) =>
  new Set(who.roles.flatMap((id) => roles.get(id)?.permissions ?? []));
const owns = (who: User, { roles }: World) => who.roles.some((id) => roles.get(id)?.name === "owner");
const isBelow = (role: Role, actor: User, where: World) =>
  role.name !== "owner" && role.name !== "admin" && role.position > rank(actor, where);
const views = (who: User, { permissions: { lists } }: Channel) =>
  who.roles.some((id) => lists.view.some(({ role, blocks }) => role === id && !blocks)) &&
  !who.roles.some((id) => lists.view.some(({ role, blocks }) => role === id && blocks));

/** Names of roles. */
const namesOf = (who: User | undefined, { roles }: World) =>
  who?.roles.map((id) => roles.get(id)?.name ?? "");
const ownersOf = (where: World) =>
  [...where.users.values()].filter((who) => owns(who, where) && who.bannedAt === null).map(({ id }) => id);

/** What must hold of anything that anybody did. */
function judge(actor: User, cmd: string, before: World, after: World): void {
  expect(ownersOf(after)).not.toEqual([]);
  const names = [...after.users.values()].map(({ username }) => username.toLowerCase());
  expect(names).toEqual([...new Set(names)]);
  for (const who of before.users.values()) {
    const now = after.users.get(who.id);
    if (now && !isLocal(who)) expect(now.username).toBe(who.username);
  }
  for (const { name, selfAssignable, permissions } of after.roles.values()) {
    const isPower = ["owner", "admin"].includes(name) || permissions.some((id) => powers.has(id));
    expect({ name, selfAssignable: selfAssignable && isPower }).toEqual({ name, selfAssignable: false });
  }
  if (owns(actor, before)) {
    // Owners go by these alone, or put down the role.
    if (cmd === "user_leave" || cmd === "user_delete") return;
    for (const id of ownersOf(before)) expect(after.users.get(id)).toMatchObject({ bannedAt: null });
  } else {
    judgeSubject(actor, before, after);
    judgeThreads(actor, before, after);
  }
}

/** What must hold of threads after anything that this actor, no owner, did. */
function judgeThreads(actor: User, before: World, after: World): void {
  const forum = ({ parent }: Thread) => before.channels.find(({ id }) => id === parent);
  const sees = (thread: Thread) => {
    const channel = forum(thread);
    return channel !== undefined && views(actor, channel);
  };
  const own = holds(actor, before);
  const manages = own.has("manage_threads") || own.has("administrator");
  for (const thread of before.threads) {
    if (!after.channels.some(({ id }) => id === thread.parent)) continue;
    const mayChange = sees(thread) && (manages || thread.createdBy === actor.id);
    const now = after.threads.find(({ id }) => id === thread.id);
    if (!now) {
      expect({ deleted: thread.name, mayChange }).toEqual({ deleted: thread.name, mayChange: true });
      continue;
    }
    const { participants, ...rest } = now;
    const { participants: had, ...same } = thread;
    const manageable = sees(thread) && manages ? ["locked", "pinned"] : [];
    for (const field of [...(mayChange ? ["name", "archived"] : []), ...manageable]) {
      Reflect.deleteProperty(rest, field);
      Reflect.deleteProperty(same, field);
    }
    expect(rest).toEqual(same);
    // Members join only for themselves, where they can view the forum, and leave for themselves, or with their account.
    const others = (ids: readonly string[]) => ids.filter((id) => id !== actor.id && after.users.has(id));
    expect(others(participants)).toEqual(others(had));
    if (!sees(thread) && !had.includes(actor.id)) expect(participants).not.toContain(actor.id);
  }
  for (const thread of after.threads) {
    if (!before.threads.some(({ id }) => id === thread.id)) expect(sees(thread)).toBe(true);
  }
}

/** What must hold of roles, members and channels after anything that this actor, no owner, did. */
function judgeSubject(actor: User, before: World, after: World): void {
  expect(ownersOf(after)).toEqual(ownersOf(before));

  // What the actor could pass on: own permissions, and those of roles that anybody may take.
  const own = holds(actor, before);
  const within = new Set(own);
  for (const role of before.roles.values()) {
    if (role.selfAssignable) for (const id of role.permissions) within.add(id);
  }
  for (const who of after.users.values()) {
    const had = before.users.get(who.id);
    for (const id of holds(who, after)) {
      const isNew = !had || !holds(had, before).has(id);
      // `administrator` is all of them; newcomers get what the configuration gives.
      if (isNew && !within.has(id) && !own.has("administrator")) {
        throw new Error(`${who.username} gained '${id}', which ${actor.username} could not give`);
      }
    }
    if (!had || had.id === actor.id) continue;
    const wasBelow = rank(had, before) > rank(actor, before);
    if (wasBelow && above(who, after).length <= above(actor, before).length)
      throw new Error(`${who.username} climbed to ${actor.username}`);
  }
  const still = after.users.get(actor.id);
  if (still) {
    // Roles above the actor are still there, in that order. A role that anybody may take lifts the actor to its place.
    const [then, now] = [above(actor, before), above(still, after)];
    const shared = Math.min(then.length, now.length);
    expect(now.slice(0, shared)).toEqual(then.slice(0, shared));
    const free = [...before.roles.values()].filter(({ selfAssignable }) => selfAssignable);
    const reach = Math.min(then.length, ...free.map(({ id }) => [...before.roles.keys()].indexOf(id)));
    expect(now.length).toBeGreaterThanOrEqual(reach);
  }

  for (const role of before.roles.values()) {
    if (!isBelow(role, actor, before)) expect(after.roles.get(role.id)).toEqual(role);
  }
  for (const who of before.users.values()) {
    if (who.id === actor.id || rank(who, before) > rank(actor, before)) continue;
    const { roles, ...rest } = after.users.get(who.id) ?? { roles: [] };
    const { roles: had, ...same } = who;
    expect(rest).toEqual(same);
    const untouchable = (ids: readonly string[]) =>
      ids.filter((id) => {
        const role = before.roles.get(id);
        return role && !isBelow(role, actor, before);
      });
    expect(untouchable(roles)).toEqual(untouchable(had));
  }
  for (const hidden of before.channels.filter((one) => !views(actor, one))) {
    const found = after.channels.find(({ id }) => id === hidden.id);
    if (!isDeepStrictEqual(found, hidden))
      throw new Error(`#${hidden.name} changed by a member who doesn't see it`);
  }
}

/** The people and roles as they are at the beginning of each run. */
async function begin(town: Town): Promise<void> {
  const perhaps = (request: Promise<unknown>) =>
    request.catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  const { state } = town.server;
  const [owner = ""] = ownersOf(world(town));
  const name = state.users.get(owner)?.username ?? "";
  const local = (login: Login) => connect(town.server.ws, { login, reconnect: [] });
  const anyOwner = name.startsWith(prefix)
    ? await local({ login: { username: name.slice(prefix.length), password } })
    : await town.join(name);
  await perhaps(anyOwner.request("user_unban", { user: "olga" }));
  anyOwner.close();
  // The configuration names her as an owner.
  const olga = await town.join("olga");
  if (![...state.users.values()].some(isLocal)) {
    (await local({ register: { username: `guest${++guests}`, password } })).close();
  }
  const { id } = [...state.users.values()].find(isLocal) ?? { id: "" };
  await perhaps(olga.request("user_unban", { user: id }));
  for (const name of people) {
    await perhaps(olga.request("user_unban", { user: name }));
    if (!town.server.state.userByName(name)) (await town.join(name)).close();
  }
  for (const { name } of (await olga.request("channels_get")).val)
    await olga.request("channel_delete", { name });
  for (const name of Object.keys((await olga.request("roles_list")).roles)) {
    await perhaps(olga.request("role_delete", { name }));
  }
  const roles = {
    staff: ["manage_roles", "manage_users", "ban_members", "kick_members"],
    mods: ["manage_roles", "manage_channels", "manage_users", "manage_server"],
    moderator: ["manage_messages"],
    x: [],
    y: ["send_messages"],
  };
  for (const [name, permissions] of Object.entries(roles)) {
    await olga.request("role_create", { name, permissions, self_assignable: name === "y" });
  }
  for (const [name, permissions] of [
    ["admin", ["administrator", "manage_roles"]],
    ["user", ["send_messages"]],
  ] as const)
    await olga.request("role_update", { name, permissions: [...permissions], self_assignable: false });
  // Staff stand above admins, and yet may not make any.
  const order = ["owner", "staff", "admin", "mods", "moderator", "user", "x", "y"];
  await olga.request("role_reorder", { roles: order });
  for (const [name, given] of [
    ["ada", ["staff", "user"]],
    ["bob", ["mods", "user"]],
    ["cid", ["moderator", "user"]],
    ["dan", ["user"]],
    ["olga", ["owner", "user"]],
    [id, ["user"]],
  ] as const)
    await olga.request("user_roles_set", { user: name, roles: [...given] });
  // A banned member is no owner, whatever their roles.
  if (!state.userByName("eve")) (await town.join("eve")).close();
  await olga.request("user_roles_set", { user: "eve", roles: ["user"] });
  await olga.request("user_ban", { user: "eve" });
  await olga.request("user_roles_set", { user: "eve", roles: ["owner", "user"] });
  const channels = { general: ["user"], vault: ["staff"], tea: ["mods"] };
  for (const [name, view] of Object.entries(channels)) {
    await olga.request("channel_create", { name, type: "text", permissions: { view, send: view } });
  }
  for (const [name, view] of Object.entries({ help: ["user"], den: ["staff"] })) {
    const permissions = { view, send: view, create_thread: view };
    await olga.request("channel_create", { name, type: "forum", permissions });
    await olga.request("thread_create", { channel: name, name: "first" });
  }
  for (const name of ["bob", "cid", "dan"]) {
    const author = await town.join(name);
    await author.request("thread_create", { channel: "help", name: `from ${name}` });
    author.close();
  }
  olga.close();
}

test(
  "nobody climbs, and an owner stays",
  async () => {
    let now = Date.now();
    const town = await openTown({ now: () => now });
    (await town.join("olga")).close();
    const done = new Set<string>();
    const byOneOfSeveral = new Set<string>();
    let carriedOut = 0;

    async function run(attempts: readonly Attempt[]): Promise<void> {
      // Every timeout is over.
      now += 10_000;
      await begin(town);
      const { state } = town.server;
      const here = new Map<Person, Member>();
      for (const { by, cmd, fields } of attempts) {
        const known = here.get(by);
        const was = state.userByName(by);
        if (was?.bannedAt) continue;
        // Members that left or were kicked come back.
        const isHere = known && state.connections(known.user.id) > 0;
        const member = isHere ? known : await town.join(by);
        here.set(by, member);
        const before = world(town);
        const actor = before.users.get(member.user.id);
        if (!actor) throw new Error(`${by} is not here`);
        // A member who comes back has their earlier roles, or those of newcomers; the configuration makes olga an owner.
        const [had, has] = [was, actor].map((who) => namesOf(who, before));
        const given = by === "olga" && !isHere && !had?.includes("owner") ? ["owner"] : [];
        expect(has).toEqual([...given, ...(had ?? ["user"])]);
        const request = { ...fields };
        if (request["user"] === guest)
          request["user"] = [...before.users.values()].find(isLocal)?.id ?? guest;
        const thread = request["thread_id"];
        if (typeof thread === "number") request["thread_id"] = before.threads[thread]?.id ?? "none";
        try {
          await member.request(cmd as "ping", request);
          carriedOut++;
          done.add(cmd);
          if (owns(actor, before) && ownersOf(before).length > 1) byOneOfSeveral.add(cmd);
        } catch (error) {
          if (!(error instanceof CommandError) || /^(internal_error|storage_unavailable)$/.test(error.code))
            throw error;
        }
        judge(actor, cmd, before, world(town));
      }
      for (const member of here.values()) member.close();
    }

    try {
      await fc.assert(fc.asyncProperty(fc.array(attempt, { minLength: 20, maxLength: 40 }), run), {
        ...(seconds === undefined
          ? tries(runs)
          : { numRuns: 1_000_000, interruptAfterTimeLimit: Number(seconds) * 1000 }),
      });
      // Otherwise this would have tested the refusals only.
      expect(carriedOut).toBeGreaterThan(100);
      expect([...done]).toEqual(
        expect.arrayContaining(["role_set", "role_reorder", "user_roles_add", "user_ban"]),
      );
      expect([...done]).toEqual(expect.arrayContaining(["user_leave", "user_update", "thread_create"]));
      expect([...byOneOfSeveral]).not.toEqual([]);
    } finally {
      await town.close();
    }
  },
  (Number(seconds ?? 60) + 240) * 1000,
);
