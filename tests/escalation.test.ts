/**
 * Nobody climbs: whatever non-owners try with roles, members and channels, in whatever order, nobody ever holds a
 * permission that nobody above gave, nobody gets to the height of who acts, what is not below the actor stays
 * untouched, and the only owner stays the owner.
 */
import { expect, test } from "bun:test";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { CommandError } from "../client/index.ts";
import type { Channel, Role, User } from "../src/chat/model.ts";
import { type Member, openTown, type Town } from "./support/town.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 5);

const people = ["ada", "bob", "cid", "dan"] as const;
type Person = (typeof people)[number];
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
const permissions = fc.subarray(
  ["administrator", "manage_roles", "manage_users", "manage_channels", "ban_members", "send_messages"],
  { maxLength: 3 },
);
const user = fc.constantFrom("olga", ...people);
const channel = fc.constantFrom("general", "vault", "tea");
const changes = {
  permissions: fc.option(permissions, { nil: undefined }),
  self_assignable: fc.option(fc.boolean(), { nil: undefined }),
  color: fc.constantFrom(undefined, "#123456"),
};
const lists = fc.record({ view: someRoles, send: someRoles });

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
  self_role_add: fc.record({ role: roleName }),
  self_role_remove: fc.record({ role: roleName }),
  user_roles_set: fc.record({ user, roles: someRoles }),
  user_roles_add: fc.record({ user, roles: someRoles }),
  user_roles_remove: fc.record({ user, roles: someRoles }),
  user_ban: fc.record({ user }),
  user_unban: fc.record({ user }),
  user_kick: fc.record({ user }),
  user_delete: fc.record({ user }),
  user_timeout: fc.record({ user, timeout: fc.nat(9) }),
  user_update: fc.record({ user, updates: fc.record({ nickname: fc.constantFrom("a", "b", null) }) }),
  rate_limit_reset: fc.record({ user }),
  owner_claim: fc.record({ code: fc.constant("ABCD-ABCD-ABCD") }),
  channel_create: fc.record({ name: channel, type: fc.constant("text"), permissions: lists }),
  channel_update: fc.record({ current_name: channel, updates: fc.record({ permissions: lists }) }),
  channel_move: fc.record({ name: channel, position: fc.nat(3) }),
  channel_delete: fc.record({ name: channel }),
};
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  ...Object.entries(requests).map(([cmd, fields]) =>
    fc.record({
      by: fc.constantFrom(...people, "ada" as const, "bob" as const),
      cmd: fc.constant(cmd),
      fields,
    }),
  ),
);

interface World {
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly channels: readonly Channel[];
}

function world({ server: { state } }: Town): World {
  return { users: new Map(state.users), roles: state.roles.byId, channels: state.channels };
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

/** What must hold of anything that this actor, no owner, did. */
function judge(actor: User, before: World, after: World): void {
  const owners = [...after.users.values()].filter((who) => owns(who, after) && who.bannedAt === null);
  expect(owners.map(({ username }) => username)).toEqual(["olga"]);

  // What the actor could pass on: own permissions, and those of roles that stand below and are his to give.
  const own = holds(actor, before);
  const within = new Set(own);
  for (const role of before.roles.values()) {
    if (isBelow(role, actor, before) || role.selfAssignable)
      for (const id of role.permissions) within.add(id);
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
    // What stood above him stands there still, in that order. A role that anybody may take lifts him to its place.
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
    if (!isDeepStrictEqual(found, hidden)) throw new Error(`#${hidden.name} changed by who doesn't see it`);
  }
}

/** The people and roles as they are at the beginning of each run. */
async function begin(town: Town, olga: Member): Promise<void> {
  const perhaps = (request: Promise<unknown>) =>
    request.catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
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
  const order = ["owner", "admin", "staff", "mods", "moderator", "user", "x", "y"];
  await olga.request("role_reorder", { roles: order });
  for (const [name, given] of [
    ["ada", ["staff", "user"]],
    ["bob", ["mods", "user"]],
    ["cid", ["moderator", "user"]],
    ["dan", ["user"]],
  ] as const)
    await olga.request("user_roles_set", { user: name, roles: [...given] });
  const channels = { general: ["user"], vault: ["staff"], tea: ["mods"] };
  for (const [name, view] of Object.entries(channels)) {
    await olga.request("channel_create", { name, type: "text", permissions: { view, send: view } });
  }
}

test(
  "nobody climbs, and the owner stays",
  async () => {
    const town = await openTown();
    const [olga] = await town.people("olga");
    const done = new Set<string>();
    let carriedOut = 0;

    async function run(attempts: readonly Attempt[]): Promise<void> {
      await begin(town, olga);
      const here = new Map<Person, Member>();
      for (const { by, cmd, fields } of attempts) {
        const before = world(town);
        const actor = town.server.state.userByName(by);
        if (!actor || actor.bannedAt !== null) continue;
        const known = here.get(by);
        const member = known && town.server.state.connections(actor.id) > 0 ? known : await town.join(by);
        here.set(by, member);
        try {
          await member.request(cmd as "ping", fields);
          carriedOut++;
          done.add(cmd);
        } catch (error) {
          if (!(error instanceof CommandError) || /^(internal_error|storage_unavailable)$/.test(error.code))
            throw error;
        }
        judge(actor, before, world(town));
      }
      for (const member of here.values()) member.close();
    }

    try {
      await fc.assert(fc.asyncProperty(fc.array(attempt, { minLength: 20, maxLength: 40 }), run), {
        numRuns: 1_000_000,
        interruptAfterTimeLimit: seconds * 1000,
      });
      // Otherwise this would have tested the refusals only.
      expect(carriedOut).toBeGreaterThan(100);
      expect([...done]).toEqual(
        expect.arrayContaining(["role_set", "role_reorder", "user_roles_add", "user_ban"]),
      );
    } finally {
      await town.close();
    }
  },
  (seconds + 60) * 1000,
);
