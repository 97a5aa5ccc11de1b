/** Connections by what their users may view. */
import { expect, test } from "bun:test";
import { fakeConnection } from "../../tests/support/fake-connection.ts";
import { blankRole } from "../chat/blank-role.ts";
import { firstChannel } from "../chat/first-content.ts";
import type { Channel, User } from "../chat/model.ts";
import { createState } from "../chat/state.ts";
import { createCohorts } from "./cohorts.ts";

const roles = ["cook", "guest", "user"].map((name, position) => blankRole(name, name, position));
const everybody = firstChannel(
  createState({ users: [], former: [], roles, channels: [], threads: [] }).roles,
);

/** A channel for all, or for holders of one role. */
function channel(id: number, role?: string): Channel {
  const { permissions } = everybody;
  const view = roles.filter(({ id }) => id === (role ?? id)).map(({ id }) => ({ role: id, blocks: false }));
  const lists = { ...permissions.lists, view };
  return { ...everybody, id, name: `c${id}`, permissions: { ...permissions, lists } };
}

/** Channel 1 is for all, 2 for cooks. */
function hall() {
  const channels = [channel(1), channel(2, "cook")].map((one) => ({ channel: one, tail: null }));
  const state = createState({ users: [], former: [], roles, channels, threads: [] });
  const cohorts = createCohorts(state);
  return {
    ...cohorts,
    list: (...after: readonly Channel[]) => {
      state.apply({ type: "channels", channels: after });
      return cohorts.refresh().map(({ key }) => key);
    },
    /** The members of each cohort. */
    members: () =>
      Object.fromEntries(
        [...cohorts.all()].map(({ key, connections }) => [key, connections.map(({ id }) => id).join(" ")]),
      ),
  };
}

function holder(...held: readonly string[]): User {
  return {
    id: "u",
    username: "u",
    nickname: null,
    roles: held,
    pfp: null,
    createdAt: 1,
    extra: {},
    status: { status: "online", text: "" },
    bannedAt: null,
    timeoutUntil: null,
  };
}

test("users with the same roles are in one cohort, whatever the order of the roles", () => {
  const { place, members } = hall();
  const [a, b, c] = [fakeConnection("a"), fakeConnection("b"), fakeConnection("c")];
  place(a, holder("user", "cook"));
  place(b, holder("cook", "user", "cook"));
  place(c, holder("user"));
  expect(members()).toEqual({ "cook user": "a b", user: "c" });
  expect([a.cohort?.order, c.cohort?.order]).toEqual([[1, 2], [1]]);
});

test("a change of roles moves a connection, and tells whether it sees other channels than before", () => {
  const { place, members } = hall();
  const a = fakeConnection("a");
  expect(place(a, holder("user"))).toBe(false);
  expect(place(a, holder("user"))).toBe(false);
  expect(members()).toEqual({ user: "a" });
  expect(place(a, holder("user", "guest"))).toBe(false);
  expect(place(a, holder("user", "cook"))).toBe(true);
  expect(place(a, holder("user"))).toBe(true);
  expect(members()).toEqual({ user: "a" });
});

test("the last connection takes the place of one that goes; an empty cohort is removed", () => {
  const { place, remove, members } = hall();
  const [a, b, c] = [fakeConnection("a"), fakeConnection("b"), fakeConnection("c")];
  for (const one of [a, b, c]) place(one, holder("user"));
  remove(a);
  expect(members()).toEqual({ user: "c b" });
  remove(c);
  expect(members()).toEqual({ user: "b" });
  remove(b);
  remove(b);
  expect(members()).toEqual({});
});

test("new lists are for the cohorts that see something else, or in another order; they know what they saw", () => {
  const { place, list, members } = hall();
  const [cook, user] = [fakeConnection("cook"), fakeConnection("user")];
  place(cook, holder("cook", "user"));
  place(user, holder("user"));
  expect(Object.keys(members())).toHaveLength(2);
  expect(list(channel(2, "cook"), channel(1))).toEqual(["cook user"]);
  expect(cook.cohort?.order).toEqual([2, 1]);
  expect(list(channel(2), channel(1))).toEqual(["user"]);
  expect([user.cohort?.views, user.cohort?.viewedBefore]).toEqual([new Set([2, 1]), new Set([1])]);
  expect(cook.cohort?.viewedBefore).toEqual(new Set([2, 1]));
  expect(list(channel(2))).toEqual(["cook user", "user"]);
  expect(user.cohort?.viewedBefore).toEqual(new Set([2, 1]));
  // A connection that comes now views the same as the others.
  const late = fakeConnection("late");
  place(late, holder("guest"));
  expect(late.cohort?.order).toEqual([2]);
});
