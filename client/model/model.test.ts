import { describe, expect, test } from "bun:test";
import type {
  Event,
  EventName,
  Events,
  Reply,
  WireChannel,
  WireMessage,
  WireRole,
  WireUser,
} from "../types.ts";
import { apply } from "./apply.ts";
import { finishLoading, startLoading } from "./loading.ts";
import { memberNamed, withMembers } from "./members.ts";
import { emptyModel, type Model } from "./model.ts";
import { withoutUnread } from "./unreads.ts";

const member = (id: string, given: Partial<WireUser> = {}): WireUser => ({
  id,
  username: id,
  nickname: null,
  roles: ["user"],
  color: null,
  gradient: null,
  status: { status: "online", text: "" },
  cracked: false,
  pfp: null,
  ...given,
});

const role = (name: string, position: number, color: string | null = null): WireRole => ({
  id: `id of ${name}`,
  name,
  description: null,
  color,
  gradient: color === null ? null : [color, "#000000"],
  hoisted: false,
  permissions: [],
  self_assignable: false,
  category: null,
  position,
});

const channel = (name: string, newest: WireMessage | null = null, type = "text"): WireChannel => ({
  name,
  type,
  permissions: { view: ["user"] },
  ...(type === "text" && { last_message: newest?.timestamp ?? null, last_message_id: newest?.id ?? null }),
});

const message = (number: number, given: Partial<WireMessage> = {}): WireMessage => ({
  id: `m${number}`,
  user: "mira",
  content: `message ${number}`,
  timestamp: number,
  type: "message",
  pinned: false,
  interaction: null,
  pings: { users: [], roles: [], replies: [] },
  ...given,
});

const page = (
  messages: WireMessage[],
  ends: { at_start?: boolean; at_end?: boolean } = {},
): Reply<"messages_get"> => ({
  cmd: "messages_get",
  channel: "general",
  thread_id: null,
  messages,
  range: { start: 0, end: messages.length, limit: 100 },
  at_start: false,
  at_end: true,
  ...ends,
});

function applyAll(model: Model, ...events: Event[]): Model {
  return events.reduce(apply, model);
}

const event = <Name extends EventName>(cmd: Name, fields: Omit<Events[Name], "cmd">) =>
  ({ cmd, ...fields }) as unknown as Event;
const posted = (added: WireMessage, name = "general") =>
  event("message_new", { channel: name, message: added, thread_id: null });
const edited = (changed: WireMessage) =>
  event("message_edit", {
    id: changed.id,
    content: changed.content,
    message: changed,
    channel: "general",
    thread_id: null,
  });
const deleted = (id: string, newest: WireMessage | null = null) =>
  event("message_delete", {
    id,
    channel: "general",
    thread_id: null,
    last_message: newest?.timestamp ?? null,
    last_message_id: newest?.id ?? null,
  });
const list = (...val: WireChannel[]) => event("channels_get", { val });
const rolesAre = (...roles: WireRole[]) => {
  const map = Object.fromEntries(roles.map((each) => [each.name, each]));
  return event("roles_list", { roles: map, val: map });
};

/** Ada has #general open, with messages 3 and 4 loaded. */
function start(): Model {
  let model = withMembers(emptyModel("ada"), { users: [member("ada"), member("mira")] });
  model = applyAll(
    model,
    rolesAre(role("user", 1), role("cook", 0, "#aa0000")),
    list(channel("general", message(4))),
  );
  return finishLoading(startLoading(model, 1, "general"), 1, page([message(3), message(4)]));
}
const ids = (model: Model) => model.histories.get("general")?.messages.map(({ id }) => id);

describe("members", () => {
  test("a rename reaches the messages, their replies and mentions, once whatever order the two events have", () => {
    const said = message(5, {
      reply_to: { id: "m3", user: "mira" },
      pings: { users: ["mira", "ada"], roles: [], replies: ["mira"] },
    });
    const byId = event("user_updated", { user_id: "mira", username: "miranda", nickname: null });
    const byName = event("user_update", { user: "mira", username: "miranda", nickname: null });
    for (const events of [[byId, byName], [byName, byId], [byName], [byId]]) {
      const model = applyAll(start(), posted(said), ...events);
      expect(model.members.get("mira")?.username).toBe("miranda");
      expect(model.histories.get("general")?.messages.at(-1)).toMatchObject({
        user: "miranda",
        reply_to: { user: "miranda" },
        pings: { users: ["miranda", "ada"], replies: ["miranda"] },
      });
    }
  });

  test("a name that goes from one to another takes nobody's messages along", () => {
    const model = applyAll(
      start(),
      posted(message(5, { user: "ada" })),
      event("user_updated", { user_id: "mira", username: "mira#1", nickname: null }),
      event("user_update", { user: "mira", username: "mira#1", nickname: null }),
      event("user_updated", { user_id: "ada", username: "mira", nickname: null }),
      event("user_update", { user: "ada", username: "mira", nickname: null }),
    );
    expect(model.histories.get("general")?.messages.map(({ user }) => user)).toEqual([
      "mira#1",
      "mira#1",
      "mira",
    ]);
    expect([...model.members.values()].map(({ username }) => username)).toEqual(["mira", "mira#1"]);
  });

  test("nicknames come and go by the user's id", () => {
    const named = apply(start(), event("nickname_update", { user: "mira", username: "mira", nickname: "M" }));
    expect(named.members.get("mira")?.nickname).toBe("M");
    const bare = apply(named, event("nickname_remove", { user: "mira", username: "mira" }));
    expect(bare.members.get("mira")?.nickname).toBeNull();
  });

  test("banned users are no members, also when events name them", () => {
    const before = start();
    const events = [
      event("user_roles_get", { user: "bert", roles: ["banned", "user"], color: null }),
      event("status_get", { username: "bert", status: { status: "idle", text: "" } }),
      event("user_updated", { user_id: "bert", username: "bertram", nickname: null }),
      event("user_leave", { username: "bert" }),
    ];
    for (const each of events) expect(apply(before, each)).toBe(before);
  });

  test("a role's new colour and gradient show on members with that role on top, and on nobody else", () => {
    const model = applyAll(
      withMembers(start(), {
        users: [
          member("first", { roles: ["cook", "user"], color: "#aa0000" }),
          member("second", { roles: ["user", "cook"] }),
          member("banned", { roles: ["banned", "cook"] }),
        ],
      }),
      rolesAre(role("user", 1), role("cook", 0, "#00aa00")),
    );
    expect([...model.members.values()].map(({ color, gradient }) => [color, gradient])).toEqual([
      ["#00aa00", ["#00aa00", "#000000"]],
      [null, null],
      [null, null],
    ]);
  });

  test("a role that got another name is held under it, one that is gone by nobody", () => {
    const named = (role: WireRole, name: string) => ({ ...role, name });
    const [cook, guard, user] = [role("cook", 0, "#00aa00"), role("guard", 1), role("user", 2)];
    const model = applyAll(
      withMembers(start(), {
        users: [
          member("first", { roles: ["cook", "guard", "banned"] }),
          member("second", { roles: ["user"] }),
        ],
      }),
      rolesAre(cook, guard, user),
      rolesAre(named(cook, "chef"), user),
    );
    expect([...model.members.values()].map(({ roles, color }) => [roles, color])).toEqual([
      [["chef", "banned"], "#00aa00"],
      [["user"], null],
    ]);
  });

  test("the list of online members makes everybody else offline, but not the own user while hiding", () => {
    const hidden = member("ada", { status: { status: "invisible", text: "" } });
    const users = [hidden, member("mira", { status: { status: "idle", text: "tea" } }), member("toni")];
    const model = apply(
      withMembers(start(), { users }),
      event("users_online", { users: [member("toni", { status: { status: "dnd", text: "" } })] }),
    );
    expect([...model.members.values()].map(({ status }) => status)).toEqual([
      { status: "invisible", text: "" },
      { status: "offline", text: "" },
      { status: "dnd", text: "" },
    ]);
  });

  test("the list of all replaces them, but for what one knows better: one's own status", () => {
    const hidden = member("ada", { status: { status: "invisible", text: "" } });
    const model = apply(
      withMembers(start(), { users: [hidden, member("mira"), member("toni")] }),
      event("users_list", {
        users: [member("ada", { roles: ["chef"] }), member("mira", { roles: ["chef"] })],
      }),
    );
    expect(
      [...model.members.values()].map(({ username, roles, status }) => [username, roles, status.status]),
    ).toEqual([
      ["ada", ["chef"], "invisible"],
      ["mira", ["chef"], "online"],
    ]);
  });

  test("are found by username in any case", () => {
    expect(memberNamed(start(), "MIRA")?.id).toBe("mira");
    expect(memberNamed(start(), "nobody")).toBeUndefined();
  });
});

describe("channels", () => {
  test("a channel that comes into sight isn't open, unless it is empty", () => {
    const model = apply(
      start(),
      list(channel("general", message(4)), channel("old", message(2)), channel("new")),
    );
    expect([...model.histories.keys()]).toEqual(["general", "new"]);
  });

  test("what belongs to a channel goes with it", () => {
    const before = apply(start(), posted(message(5)));
    expect(before.unread.size).toBe(1);
    for (const each of [
      list(channel("other")),
      event("unreads_update", { channel: "general", last_read: null }),
    ]) {
      const model = apply(startLoading(before, 2, "general"), each);
      expect(model.channels.some(({ name }) => name === "general")).toBeFalse();
      expect([model.histories.has("general"), model.unread.size, model.loading.size]).toEqual([false, 0, 0]);
    }
  });

  test("a thread that is gone takes its count along, and nothing else", () => {
    const thread = {
      id: "t",
      name: "T",
      parent_channel: "help",
      created_by: "mira",
      created_at: 1,
      participants: [],
      locked: false,
      archived: false,
      pinned: false,
      last_message: 2,
      last_message_id: "m2",
    };
    const forum = { ...channel("help"), type: "forum" as const, threads: [thread] };
    const before = {
      ...apply(start(), list(channel("general", message(4)), forum)),
      unread: new Map([["thread:t", { messages: 2, pings: 1, news: new Map() }]]),
    };
    const model = apply(
      apply(before, event("unreads_update", { thread_id: "t", last_read: null })),
      event("unreads_update", { channel: "t", last_read: null }),
    );
    expect(model.unread.size).toBe(0);
    expect([model.channels, model.histories]).toEqual([before.channels, before.histories]);
  });

  test("a history that misses the newest message is closed", () => {
    const model = apply(start(), list(channel("general", message(9))));
    expect(model.histories.has("general")).toBeFalse();
  });

  test("a rename keeps history, unread messages and pages under way", () => {
    const before = startLoading(apply(start(), posted(message(5))), 2, "general");
    const renamed = { ...channel("hall"), last_message: 5, last_message_id: "m5" };
    const model = apply(
      before,
      event("channel_update", { channel: renamed, current_name: "general", updated: true }),
    );
    expect(model.histories.get("hall")?.messages).toHaveLength(3);
    expect(model.unread.get("hall")?.messages).toBe(1);
    const loaded = finishLoading(model, 2, page([message(2)]));
    expect(loaded.histories.get("hall")?.messages.map(({ id }) => id)).toEqual(["m2", "m3", "m4", "m5"]);
  });

  test("a change of a channel that is out of sight changes nothing", () => {
    const before = start();
    const update = event("channel_update", {
      channel: channel("attic"),
      current_name: "attic",
      updated: true,
    });
    expect(apply(before, update)).toBe(before);
  });

  test("a role's new name reaches the messages that mention it, and a role that is gone leaves them", () => {
    const call = message(5, {
      pings: { users: [], roles: ["cook", "id of cook", "user", "id of user"], replies: [] },
    });
    const chef = { ...role("chef", 0), id: "id of cook" };
    const model = applyAll(start(), posted(call), rolesAre(role("user", 1), chef), rolesAre(chef));
    expect(model.histories.get("general")?.messages.at(-1)?.pings.roles).toEqual(["chef", "id of cook"]);
  });
});

describe("messages", () => {
  test("a message is added once, and is the channel's newest", () => {
    const once = apply(start(), posted(message(5)));
    expect(apply(once, posted(message(5)))).toBe(once);
    expect(ids(once)).toEqual(["m3", "m4", "m5"]);
    expect(once.channels[0]).toMatchObject({ last_message: 5, last_message_id: "m5" });
  });

  test("a deletion says which message is the channel's newest now", () => {
    const model = apply(start(), deleted("m4", message(3)));
    expect(ids(model)).toEqual(["m3"]);
    expect(model.channels[0]).toMatchObject({ last_message: 3, last_message_id: "m3" });
    expect(apply(model, deleted("m3")).channels[0]).toMatchObject({
      last_message: null,
      last_message_id: null,
    });
  });

  test("somebody else's are unread until they are looked at; own ones say that one has looked", () => {
    const call = message(6, { pings: { users: ["ADA"], roles: [], replies: [] } });
    const model = applyAll(start(), posted(message(5)), posted(call));
    expect(model.unread.get("general")).toMatchObject({ messages: 2, pings: 1 });
    expect(withoutUnread(model, "general").unread.size).toBe(0);
    expect(apply(model, posted(message(7, { user: "ada" }))).unread.size).toBe(0);
  });

  test("a call reaches one by name, by role and by reply", () => {
    const pings = [
      { users: ["ada"], roles: [], replies: [] },
      { users: [], roles: ["user", "id of user"], replies: [] },
      { users: [], roles: [], replies: ["ada"] },
      { users: ["mira"], roles: ["cook", "id of cook"], replies: ["mira"] },
    ];
    const model = applyAll(
      start(),
      ...pings.map((each, index) => posted(message(5 + index, { pings: each }))),
    );
    expect(model.unread.get("general")).toMatchObject({ messages: 4, pings: 3 });
  });
});

describe("pages", () => {
  const asked = () => startLoading(start(), 2, "general");

  test("one that is older than the events before it doesn't undo them", () => {
    const change = message(2, { content: "changed" });
    const model = applyAll(asked(), deleted("m1"), edited(change), posted(message(5)));
    const loaded = finishLoading(model, 2, page([message(1), message(2)], { at_start: true }));
    expect(ids(loaded)).toEqual(["m2", "m3", "m4", "m5"]);
    expect(loaded.histories.get("general")?.messages[0]?.content).toBe("changed");
  });

  test("one that already holds what events said later doesn't double it", () => {
    const model = apply(finishLoading(asked(), 2, page([message(4), message(5)])), posted(message(5)));
    expect(ids(model)).toEqual(["m4", "m5"]);
  });

  test("an edit of a message before the page doesn't put it there", () => {
    const model = apply(asked(), edited(message(1, { content: "changed" })));
    expect(ids(finishLoading(model, 2, page([message(2)])))).toEqual(["m2", "m3", "m4"]);
  });

  test("a message that was posted and deleted before the page came is not in it", () => {
    const closed = { ...asked(), histories: new Map() };
    const model = applyAll(closed, posted(message(5)), deleted("m5"));
    expect(ids(finishLoading(model, 2, page([message(4), message(5)])))).toEqual(["m4"]);
  });

  const reacted = (from: string, emoji = "👍", id = "m4") =>
    event("message_react_add", { id, emoji, from, user: from, channel: "general", thread_id: null });
  const taken = (from: string, emoji = "👍", id = "m4") =>
    event("message_react_remove", { id, emoji, from, user: from, channel: "general", thread_id: null });
  const first = (model: Model) => model.histories.get("general")?.messages[0];

  test("reactions and pins since hold for a page that is older than they, and for one that knows them", () => {
    const closed = { ...asked(), histories: new Map() };
    const pinned = event("message_pin", { id: "m4", channel: "general", thread_id: null, pinned: true });
    const model = applyAll(closed, reacted("mira"), reacted("ada", "❤️"), taken("ada", "❤️"), pinned);
    const after = message(4, { pinned: true, reactions: { "👍": ["mira"] } });
    expect(first(finishLoading(model, 2, page([message(4)])))).toEqual(after);
    expect(first(finishLoading(model, 2, page([after])))).toEqual(after);
  });

  test("a reaction to what was posted since is in it, by today's name", () => {
    const closed = { ...asked(), histories: new Map() };
    const rename = event("user_updated", { user_id: "mira", username: "miranda", nickname: null });
    const model = applyAll(closed, posted(message(5)), reacted("mira", "👍", "m5"), reacted("mira"), rename);
    const loaded = finishLoading(model, 2, page([message(4)]));
    expect(loaded.histories.get("general")?.messages.map(({ reactions }) => reactions)).toEqual([
      { "👍": ["miranda"] },
      { "👍": ["miranda"] },
    ]);
  });

  test("a reaction that is known already changes nothing, and the last one takes the list with it", () => {
    const once = apply(start(), reacted("mira"));
    expect(apply(once, reacted("mira"))).toBe(once);
    expect(apply(once, taken("ada"))).toBe(once);
    expect(apply(once, taken("mira"))).toEqual(start());
  });

  test("names in what events said are today's when the page comes", () => {
    const closed = { ...asked(), histories: new Map() };
    const rename = event("user_updated", { user_id: "mira", username: "miranda", nickname: null });
    const model = applyAll(closed, posted(message(5)), rename);
    const loaded = finishLoading(model, 2, page([message(4, { user: "miranda" })]));
    expect(loaded.histories.get("general")?.messages.map(({ user }) => user)).toEqual(["miranda", "miranda"]);
  });

  test("nothing to read in a channel with messages opens nothing: one may not read back", () => {
    const closed = { ...asked(), histories: new Map() };
    const model = finishLoading(closed, 2, page([], { at_start: true }));
    expect(model.histories.has("general")).toBeFalse();
  });

  test("no answer leaves no trace", () => {
    const before = start();
    expect(finishLoading(startLoading(before, 2, "general"), 2, null)).toEqual(before);
  });
});

test("an event of a newer server changes nothing", () => {
  const before = start();
  for (const cmd of ["stage_started", "constructor", "__proto__"]) {
    expect(apply(before, { cmd } as unknown as Event)).toBe(before);
  }
});
