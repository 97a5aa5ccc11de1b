/**
 * A state fetched earlier, with the events since applied, equals a state fetched now: for every command and every
 * kind of viewer. Each command has a row of actions, also refused ones; after each action every viewer's kept
 * state is compared with what he would fetch. A new command is a type error here until it has a row.
 *
 * What the wire can't give, and no row asks for: a channel that comes back into sight comes with its list alone, so
 * the model closes its history instead of showing one with a gap (03 §3); and messages carry names (03 §1.1), so a
 * rename also takes along the words of somebody who left and had that name before. Each fetch also reads what it
 * fetches, so counts of unread messages are compared before, with the answer of `unreads_get`.
 */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { once } from "node:events";
import { readFileSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type Client,
  connect,
  differences,
  type Followed,
  fetch,
  follow,
  type Model,
  type Reply,
} from "../client/index.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { openLine } from "./support/line.ts";
import { connectRaw } from "./support/raw-socket.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

/** What happens, and what it is called. */
type Actions = Readonly<Record<string, (cast: Cast) => Promise<unknown>>>;

// Thirty servers, on a machine that may be busy.
setDefaultTimeout(30_000);

let town: Town;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Moves only by `rest`. */
let now = Date.now();
/** Pushed lists are at most one a second: after this the next one comes at once. */
const rest = () => {
  now += 1001;
};

const everybody = { view: ["user"], send: ["user"] };
const onlyStaff = { view: ["staff"], send: ["staff"] };
const month = 28 * 24 * 60 * 60;

/**
 * Olga the owner, mira with the role `staff` who may do much, nora without it, paul who is muted, and mira from a
 * second place. Staff alone sees #vault.
 */
async function openCast() {
  town = await openTown({ now: () => now });
  endings.push(town.close);
  const [olga, mira, nora, paul] = await town.people("olga", "mira", "nora", "paul");
  const permissions = ["manage_channels", "manage_roles", "manage_users"];
  const staff = await olga.request("role_create", { name: "staff", color: "#00ff00", permissions });
  const cook = await olga.request("role_create", { name: "cook", color: "#123456" });
  await olga.request("user_roles_set", { user: "mira", roles: ["staff", "user"] });
  const channel = async (name: string, permissions: object, type: "text" | "voice" | "forum" = "text") => {
    rest();
    await olga.request("channel_create", { name, type, permissions: { ...permissions } });
  };
  await channel("vault", onlyStaff);
  await channel("tea", everybody);
  await channel("talk", everybody, "voice");
  await channel("help", { ...everybody, create_thread: ["user"] }, "forum");
  await channel("den", { ...onlyStaff, create_thread: ["staff"] }, "forum");
  const start = async (author: Member, name: string, title: string, content: string) =>
    (await author.request("thread_create", { channel: name, name: title, content })).thread.id;
  const post = async (author: Member, name: string, content: string, reply_to?: string) => {
    const request = { channel: name, content, ...(reply_to && { reply_to }) };
    return (await author.request("message_new", request)).message.id;
  };
  const opening = await post(paul, "general", "hello @nora and @&staff");
  const answer = await post(nora, "general", "hello, @&cook", opening);
  const secret = await post(mira, "vault", "gold");
  const inventory = await post(olga, "vault", "ten bars, @mira", secret);
  const newest = await post(mira, "general", "good morning @olga", answer);
  const crash = await start(nora, "help", "It crashes", "since @paul was here");
  const { messages: inCrash } = await mira.request("messages_get", { thread_id: crash });
  await mira.request("message_new", { thread_id: crash, content: "when?" });
  await paul.request("thread_join", { thread_id: crash });
  const rules = await start(olga, "help", "Rules", "be kind");
  await olga.request("thread_update", { thread_id: rules, locked: true, archived: true });
  const heist = await start(mira, "den", "Heist", "at night");
  await olga.request("user_timeout", { user: "paul", timeout: month });
  const again = await town.join("mira");
  const stranger = await comeAsStranger();
  return {
    ...{ olga, mira, nora, paul, again, stranger, staff, cook },
    /** In #general, the oldest first: paul's, nora's, mira's. */
    messages: { opening, answer, newest },
    /** In #vault: mira's, olga's. */
    vault: { secret, inventory },
    /** In #help nora's, which paul joined, and olga's, which is locked and archived; in #den mira's. */
    threads: { crash, rules, heist },
    /** Nora's first in `crash`. */
    inCrash: inCrash[0]?.id ?? "",
  };
}
type Cast = Awaited<ReturnType<typeof openCast>>;

/** A connection that never logs in. */
async function comeAsStranger() {
  const peer = await connectRaw(town.server.url);
  endings.push(() => peer.destroy());
  const heard: string[] = [];
  const hear = async (until: string) => {
    for (const { cmd } of await peer.until(until)) heard.push(cmd);
  };
  await hear("handshake");
  return {
    heard,
    /** Sends it and waits for the answer. */
    async ask(packet: object, answer: "pong" | "auth_error") {
      peer.send(packet);
      await hear(answer);
    },
  };
}

/** Who looks on, with a kept state. */
const viewers = (cast: Cast): Readonly<Record<string, Member>> => ({
  owner: cast.olga,
  "member with the role": cast.mira,
  "his second connection": cast.again,
  "member without it": cast.nora,
  muted: cast.paul,
});

/** What anybody may be sent who is not logged in. */
const beforeLogin = new Set(["handshake", "pong", "ping", "auth_error"]);

/** Does the actions in turn. After each one, every state that is kept must be what its holder would fetch. */
async function holds(cast: Cast, actions: Actions, changes: "something" | "nothing" = "something") {
  const clients = Object.entries(viewers(cast));
  const following = await Promise.all(
    clients.map(async ([name, client]) => [name, client, await follow(client)] as const),
  );
  for (const [does, act] of Object.entries(actions)) {
    const before = following.map(([, , { model }]) => model);
    const losses = following.map(([, , followed]) => watchLosses(followed));
    rest();
    await act(cast);
    // Whatever was sent to them stands in front of this answer.
    await Promise.all(clients.map(([, client]) => client.request("ping")));
    const kept = following.map(([, , { model }]) => model);
    // All before the first fetch: two of them are the same user.
    const counts = await Promise.all(clients.map(([, client]) => client.request("unreads_get")));
    const found = await Promise.all(
      following.map(async ([name, client, followed], index) => {
        const [was, is] = [before[index], kept[index]];
        if (!was || !is) return [name, ["no state"]] as const;
        const untouched = changes === "nothing" && was !== is ? ["changed, though nothing happened"] : [];
        const lost = losses[index]?.() ?? new Set();
        const closed = closedWithoutNeed(was, is, lost);
        const unread = miscounted(was, is, lost, counts[index]);
        const fresh = await fetch(client);
        await openAll(followed);
        return [name, [...differences(is, fresh), ...unread, ...closed, ...untouched]] as const;
      }),
    );
    const none = clients.map(([name]) => [name, []] as const);
    expect({ does, ...Object.fromEntries(found) }).toEqual({ does, ...Object.fromEntries(none) });
  }
  for (const [, , followed] of following) followed.stop();
  await cast.stranger.ask({ cmd: "ping" }, "pong");
  expect(cast.stranger.heard.filter((cmd) => !beforeLogin.has(cmd))).toEqual([]);
}

/** Gives the names of channels that were out of sight for a moment since. */
function watchLosses(followed: Followed): () => ReadonlySet<string> {
  const lost = new Set<string>();
  const names = followed.model.channels.map(({ name }) => name);
  const stop = followed.changed(({ channels }) => {
    const seen = new Set(channels.map(({ name }) => name));
    for (const name of names) if (!seen.has(name)) lost.add(name);
  });
  return () => {
    stop();
    return lost;
  };
}

/**
 * Of what was said while a channel was out of sight no event tells. Whom a role calls the server decides by the roles
 * of now, the client by those of then.
 */
function miscounted(
  before: Model,
  after: Model,
  lost: ReadonlySet<string>,
  reply: Reply<"unreads_get"> | undefined,
): string[] {
  const known = new Set(before.channels.map(({ name }) => name));
  const rolesIn = (model: Model) => model.members.get(model.me)?.roles.join();
  const sameRoles = rolesIn(before) === rolesIn(after) && before.roles.size === after.roles.size;
  return Object.entries(reply?.unreads ?? {}).flatMap(
    ([place, { unread_count, ping_count, parent_channel }]) => {
      const channel = parent_channel ?? place;
      if (lost.has(channel) || !known.has(channel)) return [];
      const { messages, pings } = after.unread.get(place) ?? { messages: 0, pings: 0 };
      const same = messages === unread_count && (pings === ping_count || !sameRoles);
      return same
        ? []
        : [`unread in ${place}: kept ${messages} ${pings}, fresh ${unread_count} ${ping_count}`];
    },
  );
}

/** `differences` compares open histories only, so one whose channel never was out of sight must stay open. */
function closedWithoutNeed(before: Model, after: Model, lost: ReadonlySet<string>): string[] {
  const ends = new Set([...before.histories.values()].map(({ messages }) => messages.at(-1)?.id));
  return after.channels.flatMap(({ name, type, last_message_id }) => {
    if (type !== "text" || after.histories.has(name) || lost.has(name)) return [];
    const known = before.histories.has(name) || ends.has(last_message_id ?? "");
    return known ? [`history of ${name}: closed`] : [];
  });
}

/** Opens what came into sight, as its viewer would, so that the next action meets it open. */
async function openAll(followed: Followed): Promise<void> {
  for (const { name, type } of followed.model.channels) {
    if (type === "text" && !followed.model.histories.has(name)) await followed.load(name);
  }
}

const refused = async (request: Promise<unknown>, code: Awaited<ReturnType<typeof refusal>>) =>
  expect(await refusal(request)).toBe(code);

const update = (by: Member, current_name: string, updates: object) =>
  by.request("channel_update", { current_name, updates: { ...updates } });
const react = (by: Member, id: string, emoji: string) =>
  by.request("message_react_add", { channel: "general", id, emoji });
const unreact = (by: Member, id: string, emoji: string) =>
  by.request("message_react_remove", { channel: "general", id, emoji });
const pin = (by: Member, id: string) => by.request("message_pin", { channel: "general", id });
const give = (by: Member, user: string, ...roles: string[]) => by.request("user_roles_set", { user, roles });

/** A poll about lunch. */
async function ask(by: Member, at: object, allow_multiselect = false) {
  const options = ["Soup", { text: "Salad", emoji: "🥗" }];
  const reply = await by.request("poll_create", { question: "Lunch?", options, allow_multiselect, ...at });
  const { poll_id, message_id } = reply;
  const vote = (voter: Member, ...option_ids: string[]) =>
    voter.request("poll_vote", { poll_id, option_ids });
  return { poll_id, message_id, vote };
}

/** Somebody's connection ends. */
async function leaves(client: Client, name: string, { olga }: Cast): Promise<void> {
  const gone = olga.next("user_disconnect", ({ username }) => username === name);
  client.close();
  await gone;
}

/** Takes all roles but `user` from the only owner, in memory, as no command does. Nobody hears of it. */
function leaveOwnerless({ olga }: Cast): void {
  const { roles, users } = town.server.state;
  const [user, role] = [users.get(olga.user.id), roles.byName.get("user")];
  if (!user || !role) throw new Error("no owner");
  const after = { ...user, roles: [role.id] };
  rest();
  town.server.gateway.dispatch.publish({ changes: [{ type: "users", users: [after] }] });
}

const local = async (login: Parameters<typeof connect>[1]["login"]) => {
  const client = await connect(town.server.ws, { login, reconnect: [] });
  endings.push(() => client.close());
  return client;
};
const tilda = { username: "tilda", password: "tea and cake" };

/** What changes something. */
const changing = {
  auth: {
    "a stranger is refused": ({ stranger }) =>
      stranger.ask({ cmd: "auth", validator: "nobody,nothing" }, "auth_error"),
    "a newcomer": () => town.join("quinn"),
    "somebody from one more place": async () => {
      const third = await town.join("nora");
      await third.request("status_set", { status: "dnd", text: "twice here" });
    },
    "one who hides, and speaks": async (cast) => {
      const zoe = await town.join("zoe");
      await zoe.request("status_set", { status: "idle" });
      await leaves(zoe, "zoe", cast);
      const hidden = await town.join("zoe");
      await hidden.request("status_set", { status: "invisible", text: "not here" });
      await town.join("zoe");
      await hidden.request("message_new", { channel: "general", content: "from the dark" });
    },
    "a member with another name": async (cast) => {
      await cast.nora.request("message_new", { channel: "general", content: "call me elinor" });
      town.rotur.account("elinor", cast.nora.user.id);
      await town.join("nora");
    },
    "one who takes the name of another, who gets his back later": async (cast) => {
      town.rotur.account("mira", cast.paul.user.id);
      await town.join("paul");
      town.rotur.account("miranda", cast.mira.user.id);
      await town.join("mira");
    },
  },
  login: {
    "a stranger is refused": ({ stranger }) =>
      stranger.ask({ cmd: "login", username: "olga", password: "guess" }, "auth_error"),
    "somebody who was away, twice": async (cast) => {
      const first = await local({ register: tilda });
      await first.request("status_set", { status: "dnd", text: "back on Monday" });
      await leaves(first, "USR:local_tilda", cast);
      await local({ login: tilda });
      await local({ login: tilda });
    },
  },
  register: {
    "a stranger is refused": ({ stranger }) =>
      stranger.ask({ cmd: "register", username: "x", password: "y" }, "auth_error"),
    "a newcomer, who speaks": async () => {
      const client = await local({ register: tilda });
      await client.request("message_new", { channel: "general", content: "hello, I'm tilda" });
    },
  },
  owner_claim: {
    "refused: a guess": ({ mira }) => refused(mira.request("owner_claim", { code: "ABCD" }), "claim_invalid"),
    "with the printed code": ({ olga }) => olga.request("owner_claim", { code: town.server.claimCode ?? "" }),
    "refused: there is an owner": ({ mira }) =>
      refused(mira.request("owner_claim", { code: town.server.claimCode ?? "" }), "claim_invalid"),
  },
  resume: {
    "a stranger is refused": ({ stranger }) =>
      stranger.ask({ cmd: "resume", epoch: "x", seq: 0 }, "auth_error"),
    "with nothing missed": ({ mira }) => mira.request("resume", mira.position),
    "of another life of the server": ({ nora }) => nora.request("resume", { epoch: "x", seq: 0 }),
    "after a loss, of what happened meanwhile": async ({ olga, nora, messages, vault }) => {
      const resets = await throughLoss(() => [
        nora.request("message_new", { channel: "general", content: "where is mira?" }),
        nora.request("message_edit", { channel: "general", id: messages.answer, content: "@mira!" }),
        olga.request("message_delete", { channel: "vault", id: vault.inventory }),
        nora.request("status_set", { status: "idle", text: "waiting" }),
        react(nora, messages.newest, "👋"),
        pin(olga, messages.newest),
      ]);
      expect(resets).toBe(0);
    },
    "after a loss in which roles changed, and so perhaps what she may view": async ({ olga }) => {
      const resets = await throughLoss(() => [
        give(olga, "nora", "cook", "user"),
        olga.request("role_update", { name: "cook", color: "#abcdef" }),
      ]);
      expect(resets).toBe(1);
    },
  },

  channel_create: {
    "for everybody": ({ olga }) =>
      olga.request("channel_create", { name: "garden", type: "text", permissions: everybody }),
    "for owners alone, by one who won't see it": ({ mira }) =>
      mira.request("channel_create", { name: "office", type: "text" }),
    "for staff, and filled at once": async ({ mira, olga }) => {
      await olga.request("channel_create", {
        ...{ name: "Back Room", type: "text", display_name: "Back", description: "Quiet" },
        permissions: onlyStaff,
      });
      await mira.request("message_new", { channel: "Back-Room", content: "anybody @olga?" });
    },
    "a line": ({ olga }) =>
      olga.request("channel_create", { name: "line", type: "separator", size: 20, permissions: everybody }),
    "refused: taken": ({ olga }) =>
      refused(olga.request("channel_create", { name: "TEA", type: "text" }), "channel_exists"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("channel_create", { name: "mine", type: "text" }), "permission_required"),
  },
  channel_update: {
    "a forum's name, with its threads": async ({ olga, nora, threads }) => {
      await olga.request("channel_update", { current_name: "help", updates: { name: "support" } });
      await nora.request("message_new", { thread_id: threads.crash, content: "still here" });
    },
    "a forum's list, so that it comes into sight": ({ olga }) =>
      olga.request("channel_update", {
        current_name: "den",
        updates: { permissions: { view: ["user"], send: ["staff"] } },
      }),
    "described, with a name to show": ({ mira }) =>
      update(mira, "general", { description: "Talk", display_name: "General", icon: "https://x.example/i" }),
    "slowed down, and no more": async ({ olga }) => {
      await update(olga, "general", { slow_mode: 30 });
      await update(olga, "tea", { slow_mode: 60 });
      await update(olga, "general", { slow_mode: null });
    },
    "and that taken away": ({ olga }) => update(olga, "general", { description: null, display_name: "" }),
    renamed: ({ olga }) => update(olga, "general", { name: "lobby" }),
    "the private one renamed": ({ mira }) => update(mira, "vault", { name: "cellar" }),
    "written in under the new name": ({ mira }) =>
      mira.request("message_new", { channel: "lobby", content: "a new name" }),
    "names swapped": async ({ olga }) => {
      await update(olga, "lobby", { name: "spare" });
      await update(olga, "tea", { name: "lobby" });
      await update(olga, "spare", { name: "tea" });
    },
    "who may send changed": ({ olga }) =>
      update(olga, "lobby", { permissions: { ...everybody, send: ["staff"] } }),
    "opened to all": ({ olga }) => update(olga, "cellar", { permissions: everybody }),
    "closed to some, who speak of it no more": async ({ olga, mira }) => {
      await update(olga, "cellar", { permissions: onlyStaff });
      await mira.request("message_new", { channel: "cellar", content: "they can't hear us" });
    },
    "closed to who closes it": ({ mira }) =>
      update(mira, "cellar", { name: "pit", permissions: { view: ["owner"], send: ["owner"] } }),
    "opened again with what was said": ({ olga }) => update(olga, "pit", { permissions: onlyStaff }),
    "closed and opened within the second, with an older message gone between": async (cast) => {
      const { olga, nora, paul, messages } = cast;
      await olga.request("channel_move", { name: "tea", position: 9 });
      await withoutRest([nora, paul], async () => {
        await update(olga, "tea", { permissions: onlyStaff });
        await olga.request("message_delete", { channel: "tea", id: messages.answer });
        await update(olga, "tea", { permissions: everybody });
      });
    },
    "another type, of an empty one": ({ olga }) => update(olga, "talk", { type: "text" }),
    "and that undone": ({ olga }) => update(olga, "talk", { type: "voice" }),
    "refused: a type of one with messages": ({ olga }) =>
      refused(update(olga, "pit", { type: "voice" }), "channel_type_fixed"),
    "refused: out of sight": ({ nora }) =>
      refused(update(nora, "pit", { name: "mine" }), "permission_required"),
  },
  channel_move: {
    "to the top": ({ olga }) => olga.request("channel_move", { name: "tea", position: 0 }),
    "to the end, by one who doesn't see all": async ({ olga, mira }) => {
      await olga.request("channel_create", { name: "office", type: "text" });
      rest();
      await mira.request("channel_move", { name: "general", position: 99 });
    },
    "to where it is": ({ olga }) => olga.request("channel_move", { name: "tea", position: 0 }),
    "the private one": ({ olga }) => olga.request("channel_move", { name: "vault", position: 0 }),
    "refused: not there": ({ mira }) =>
      refused(mira.request("channel_move", { name: "office", position: 0 }), "channel_not_found"),
  },
  channel_delete: {
    "with messages": ({ olga }) => olga.request("channel_delete", { name: "general" }),
    "an empty one, just after somebody wrote": async ({ nora, mira }) => {
      await nora.request("message_new", { channel: "tea", content: "the first and the last" });
      await mira.request("channel_delete", { name: "tea" });
    },
    "the private one, and at once another of the name": async ({ olga, mira }) => {
      await mira.request("channel_delete", { name: "vault" });
      await withoutRest([olga, mira], () =>
        olga.request("channel_create", { name: "vault", type: "text", permissions: onlyStaff }),
      );
      await mira.request("message_new", { channel: "vault", content: "silver" });
    },
    "and that again, before any list comes": async ({ olga, mira, again }) => {
      await olga.request("channel_create", { name: "line", type: "separator", permissions: everybody });
      await withoutRest([olga, mira, again], async () => {
        await mira.request("channel_delete", { name: "vault" });
        await olga.request("channel_create", { name: "vault", type: "text", permissions: onlyStaff });
        await mira.request("message_new", { channel: "vault", content: "copper" });
      });
    },
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("channel_delete", { name: "vault" }), "permission_required"),
  },

  thread_create: {
    "without a message": ({ nora }) => nora.request("thread_create", { channel: "help", name: "Quiet" }),
    "with one": ({ mira }) =>
      mira.request("thread_create", { channel: "den", name: "Plan B", content: "for @olga" }),
    "which is then written in": async ({ nora, mira }) => {
      const { thread } = await nora.request("thread_create", { channel: "help", name: "Busy" });
      await mira.request("message_new", { thread_id: thread.id, content: "hello" });
    },
    "by somebody who hears of it as thread_new": async ({ nora }) => {
      await nora.request("threads_get", { channel: "help" });
      await nora.request("thread_create", { channel: "help", name: "Again" });
    },
    refused: ({ nora, paul }) =>
      Promise.all([
        refused(nora.request("thread_create", { channel: "den", name: "x" }), "channel_not_found"),
        refused(nora.request("thread_create", { channel: "tea", name: "x" }), "not_a_forum"),
        refused(nora.request("thread_create", { channel: "help", name: " " }), "thread_name_invalid"),
        refused(paul.request("thread_create", { channel: "help", name: "x" }), "timed_out"),
      ]),
  },
  thread_new: {
    "with a message": ({ olga }) =>
      olga.request("thread_new", { channel: "help", name: "News", content: "hear, @&staff" }),
  },
  thread_update: {
    renamed: ({ nora, threads }) =>
      nora.request("thread_update", { thread_id: threads.crash, name: "It crashed" }),
    archived: ({ nora, threads }) =>
      nora.request("thread_update", { thread_id: threads.crash, archived: true }),
    "brought back by a message": ({ mira, threads }) =>
      mira.request("message_new", { thread_id: threads.crash, content: "still?" }),
    locked: ({ olga, threads }) => olga.request("thread_update", { thread_id: threads.crash, locked: true }),
    "a private one": ({ mira, threads }) =>
      mira.request("thread_update", { thread_id: threads.heist, name: "Party" }),
    refused: ({ nora, mira, threads }) =>
      Promise.all([
        refused(nora.request("thread_update", { thread_id: threads.heist, name: "x" }), "thread_not_found"),
        refused(mira.request("thread_update", { thread_id: threads.crash, name: "x" }), "thread_denied"),
        refused(nora.request("thread_update", { thread_id: threads.crash, locked: false }), "thread_denied"),
      ]),
  },
  thread_pin: {
    pinned: ({ olga, threads }) => olga.request("thread_pin", { thread_id: threads.crash }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_pin", { thread_id: threads.crash }), "permission_required"),
  },
  thread_unpin: {
    "pinned and unpinned": async ({ olga, threads }) => {
      await olga.request("thread_pin", { thread_id: threads.heist });
      await olga.request("thread_unpin", { thread_id: threads.heist });
    },
  },
  thread_join: {
    joined: ({ mira, threads }) => mira.request("thread_join", { thread_id: threads.crash }),
    again: ({ mira, threads }) => mira.request("thread_join", { thread_id: threads.crash }),
    refused: ({ nora, threads }) =>
      Promise.all([
        refused(nora.request("thread_join", { thread_id: threads.heist }), "thread_not_found"),
        refused(nora.request("thread_join", { thread_id: threads.rules }), "thread_locked"),
      ]),
  },
  thread_leave: {
    left: ({ paul, threads }) => paul.request("thread_leave", { thread_id: threads.crash }),
    "by one who has lost sight of it": async ({ olga, mira, threads }) => {
      await give(olga, "mira", "user");
      await mira.request("thread_leave", { thread_id: threads.heist });
    },
    "by its creator": ({ nora, threads }) => nora.request("thread_leave", { thread_id: threads.crash }),
    "by one of several": async ({ mira, paul, threads }) => {
      await mira.request("thread_join", { thread_id: threads.crash });
      await paul.request("thread_join", { thread_id: threads.crash });
      await paul.request("thread_leave", { thread_id: threads.crash });
    },
  },
  thread_delete: {
    "an own one": ({ nora, threads }) => nora.request("thread_delete", { thread_id: threads.crash }),
    refused: ({ nora, mira, threads }) =>
      Promise.all([
        refused(nora.request("thread_delete", { thread_id: threads.heist }), "thread_not_found"),
        refused(mira.request("thread_delete", { thread_id: threads.rules }), "thread_denied"),
      ]),
    "the private one": ({ olga, threads }) => olga.request("thread_delete", { thread_id: threads.heist }),
    "all that are left, with their forum": ({ olga }) => olga.request("channel_delete", { name: "help" }),
  },
  poll_create: {
    "by each who may": async ({ olga, mira, nora }) => {
      for (const author of [olga, mira, nora]) await ask(author, { channel: "general" });
    },
    "the first of a channel": ({ nora }) => ask(nora, { channel: "tea" }),
    "in threads, an archived one among them": async ({ olga, mira, threads }) => {
      for (const thread_id of [threads.rules, threads.heist]) await ask(olga, { thread_id });
      await mira.request("message_new", { thread_id: threads.heist, content: "soup" });
    },
    "then edited, and deleted": async ({ mira }) => {
      const { message_id: id } = await ask(mira, { channel: "tea" });
      await mira.request("message_edit", { channel: "tea", id, content: "say!", embeds: [{ title: "Tea" }] });
      await (await ask(mira, { channel: "tea" })).vote(mira, "0");
      await mira.request("message_delete", { channel: "tea", id });
    },
    refused: ({ nora, paul, threads }) =>
      Promise.all([
        refused(ask(nora, { channel: "vault" }), "channel_not_found"),
        refused(ask(nora, { channel: "help" }), "channel_wrong_type"),
        refused(ask(nora, { thread_id: threads.rules }), "thread_locked"),
        refused(ask(paul, { channel: "general" }), "timed_out"),
      ]),
  },
  poll_vote: {
    "by several, one from two places": async ({ olga, mira, again, nora }) => {
      const { vote } = await ask(nora, { channel: "general" });
      for (const voter of [olga, mira, nora]) await vote(voter, "0");
      await vote(again, "1");
      await vote(olga);
    },
    "several options, in a thread, edited between": async ({ mira, nora, threads }) => {
      const { vote, message_id: id } = await ask(nora, { thread_id: threads.crash }, true);
      await vote(nora, "0", "1");
      await vote(mira, "1");
      await nora.request("message_edit", { channel: "help", id, content: "now" });
      await vote(nora, "1");
    },
    refused: async ({ nora, olga }) => {
      const { vote } = await ask(nora, { channel: "general" });
      await refused(vote(olga, "0", "1"), "poll_single_choice");
      await refused(vote(olga, "2"), "poll_option_invalid");
    },
  },
  poll_end: {
    "with votes, of one who is then renamed": async ({ olga, nora, mira }) => {
      const { vote, poll_id } = await ask(nora, { channel: "general" });
      for (const voter of [olga, mira, nora]) await vote(voter, "1");
      await nora.request("poll_end", { poll_id });
      town.rotur.account("elinor", nora.user.id);
      await town.join("nora");
    },
    "by a moderator": async ({ olga, nora }) =>
      olga.request("poll_end", { message_id: (await ask(nora, { channel: "general" })).message_id }),
    "by itself": async ({ nora, mira }) => {
      const expires_at = now / 1000 + 1;
      const { vote, poll_id } = await ask(nora, { channel: "general", expires_at });
      await vote(mira, "1");
      const over = Promise.all([nora, mira].map((each) => each.next("poll_end")));
      rest();
      expect((await over)[0]).toMatchObject({ poll_id, results: { ended_at: expires_at } });
    },
    refused: async ({ olga, nora, mira }) => {
      const { poll_id, vote } = await ask(olga, { channel: "general" });
      await refused(nora.request("poll_end", { poll_id }), "permission_required");
      await olga.request("poll_end", { poll_id });
      await refused(olga.request("poll_end", { poll_id }), "poll_already_ended");
      await refused(vote(mira, "0"), "poll_ended");
    },
  },
  unreads_ack: {
    "back to an older one": ({ nora, messages }) =>
      nora.request("unreads_ack", { channel: "general", message_id: messages.opening, force: true }),
    "nothing, forward only": ({ mira, messages }) =>
      mira.request("unreads_ack", { channel: "general", message_id: messages.opening }),
    "with news, half of which is read, and one of the rest deleted": async ({ olga, nora, paul }) => {
      const ids: string[] = [];
      for (const content of ["one", "two @&staff", "three", "four @paul"]) {
        ids.push((await nora.request("message_new", { channel: "general", content })).message.id);
      }
      for (const reader of [olga, paul]) {
        await reader.request("unreads_ack", { channel: "general", message_id: ids[1] ?? "" });
      }
      await nora.request("message_edit", { channel: "general", id: ids[2] ?? "", content: "@olga" });
      await nora.request("message_delete", { channel: "general", id: ids[3] ?? "" });
    },
    "in a thread, of two who joined": async ({ mira, nora, paul, threads }) => {
      for (const author of [mira, mira, nora]) {
        await author.request("message_new", { thread_id: threads.crash, content: "hello" });
      }
      await paul.request("unreads_ack", { thread_id: threads.crash });
    },
    "of the newest, which is then deleted": async ({ olga, again }) => {
      const { message } = await olga.request("message_new", { channel: "vault", content: "@mira" });
      await again.request("unreads_ack", { channel: "vault" });
      await olga.request("message_delete", { channel: "vault", id: message.id });
    },
    refused: ({ nora, inCrash }) =>
      Promise.all([
        refused(nora.request("unreads_ack", { channel: "vault" }), "channel_not_found"),
        refused(
          nora.request("unreads_ack", { channel: "general", message_id: inCrash }),
          "message_not_found",
        ),
      ]),
  },
  message_new: {
    "in threads": async ({ nora, mira, threads, inCrash }) => {
      await mira.request("message_new", { thread_id: threads.heist, content: "@olga?" });
      await nora.request("message_new", { thread_id: threads.crash, content: "now", reply_to: inCrash });
    },
    "into an archived and locked thread, which awakes": ({ olga, threads }) =>
      olga.request("message_new", { thread_id: threads.rules, content: "and honest" }),
    "refused in threads": ({ nora, paul, threads }) =>
      Promise.all([
        refused(nora.request("message_new", { thread_id: threads.heist, content: "x" }), "thread_not_found"),
        refused(nora.request("message_new", { thread_id: threads.rules, content: "x" }), "thread_locked"),
        refused(nora.request("message_new", { channel: "help", content: "x" }), "channel_wrong_type"),
        refused(paul.request("message_new", { thread_id: threads.crash, content: "x" }), "timed_out"),
      ]),
    "by each who may": async ({ olga, mira, nora }) => {
      for (const author of [olga, mira, nora]) {
        await author.request("message_new", { channel: "general", content: `I'm ${author.name}` });
      }
    },
    "a reply with mentions": ({ again, messages }) =>
      again.request("message_new", {
        ...{ channel: "general", reply_to: messages.opening },
        content: "@nora @paul @&cook @&staff",
      }),
    "a reply that calls nobody": ({ nora, messages }) =>
      nora.request("message_new", {
        ...{ channel: "general", content: "psst", reply_to: messages.newest, ping: false },
      }),
    "the first of a channel": ({ nora }) =>
      nora.request("message_new", { channel: "tea", content: "tea is ready" }),
    "where few look": ({ olga }) => olga.request("message_new", { channel: "vault", content: "@nora owes" }),
    "with an embed": ({ mira }) =>
      mira.request("message_new", { channel: "tea", content: "look", embeds: [{ title: "Tea" }] }),
    "repeated by its nonce": async ({ nora }) => {
      const message = { channel: "tea", content: "once", nonce: "n1" };
      for (let time = 0; time < 2; time++) await nora.request("message_new", message);
    },
    "many at once": async ({ olga, mira, nora, again }) => {
      const posts = [olga, mira, nora, again].flatMap((author) =>
        [1, 2, 3].map((number) =>
          author.request("message_new", { channel: "general", content: `at once ${number}` }),
        ),
      );
      await Promise.all(posts);
    },
    "refused: muted": ({ paul }) =>
      refused(paul.request("message_new", { channel: "general", content: "let me" }), "timed_out"),
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("message_new", { channel: "vault", content: "x" }), "channel_not_found"),
    "refused: empty": ({ mira }) =>
      refused(mira.request("message_new", { channel: "general", content: " " }), "message_empty"),
    "refused: not logged in": ({ stranger }) =>
      stranger.ask({ cmd: "message_new", channel: "general", content: "x" }, "auth_error"),
  },
  message_edit: {
    "in a thread, by its forum's name": ({ nora, inCrash }) =>
      nora.request("message_edit", { channel: "help", id: inCrash, content: "since today" }),
    "the newest": ({ mira, messages }) =>
      mira.request("message_edit", { channel: "general", id: messages.newest, content: "hello @nora" }),
    "an older reply, with other mentions": ({ nora, messages }) =>
      nora.request("message_edit", { channel: "general", id: messages.answer, content: "@olga @&staff" }),
    "from a second place": ({ again, messages }) =>
      again.request("message_edit", { channel: "general", id: messages.newest, content: "again" }),
    "embeds alone": ({ mira, messages }) =>
      mira.request("message_edit", { channel: "general", id: messages.newest, embeds: [{ title: "Tea" }] }),
    "where few look": ({ olga, vault }) =>
      olga.request("message_edit", { channel: "vault", id: vault.inventory, content: "nine bars" }),
    "refused: another's": ({ olga, messages }) =>
      refused(
        olga.request("message_edit", { channel: "general", id: messages.newest, content: "x" }),
        "not_author",
      ),
    "refused: muted": ({ paul, messages }) =>
      refused(
        paul.request("message_edit", { channel: "general", id: messages.opening, content: "x" }),
        "timed_out",
      ),
  },
  message_delete: {
    "in a thread, by its forum's name": ({ nora, inCrash }) =>
      nora.request("message_delete", { channel: "help", id: inCrash }),
    "the newest of a thread": async ({ mira, threads }) => {
      const { message } = await mira.request("message_new", { thread_id: threads.heist, content: "oops" });
      await mira.request("message_delete", { thread_id: threads.heist, id: message.id });
    },
    "an older one, which was answered": ({ olga, messages }) =>
      olga.request("message_delete", { channel: "general", id: messages.opening }),
    "the newest": ({ mira, messages }) =>
      mira.request("message_delete", { channel: "general", id: messages.newest }),
    "the last one of all": ({ nora, messages }) =>
      nora.request("message_delete", { channel: "general", id: messages.answer }),
    "a new one, there": async ({ again }) => {
      const { message } = await again.request("message_new", { channel: "general", content: "oops" });
      await again.request("message_delete", { channel: "general", id: message.id });
    },
    "the newest where few look, and the rest": async ({ olga, vault }) => {
      await olga.request("message_delete", { channel: "vault", id: vault.inventory });
      await olga.request("message_delete", { channel: "vault", id: vault.secret });
    },
    "refused: gone already": ({ mira, messages }) =>
      refused(
        mira.request("message_delete", { channel: "general", id: messages.newest }),
        "message_not_found",
      ),
    "refused: another's": async ({ olga, nora }) => {
      const { message } = await olga.request("message_new", { channel: "general", content: "mine" });
      await refused(nora.request("message_delete", { channel: "general", id: message.id }), "delete_denied");
    },
  },

  message_react_add: {
    "by each who may, in their order": async ({ olga, mira, nora, messages }) => {
      for (const user of [nora, olga, mira]) await react(user, messages.opening, "👍");
      await react(mira, messages.opening, "❤️");
      await react(nora, messages.newest, "🏳️‍🌈");
    },
    "the same again, from another place": ({ again, messages }) => react(again, messages.opening, "👍"),
    "an emoji of a server": ({ nora, messages }) =>
      react(nora, messages.opening, "originChats://chat.example/emojis/wave"),
    "where few look": ({ mira, vault }) =>
      mira.request("message_react_add", { channel: "vault", id: vault.secret, emoji: "🪙" }),
    "in a thread, by its forum's name": ({ mira, inCrash }) =>
      mira.request("message_react_add", { channel: "help", id: inCrash, emoji: "🔥" }),
    "in an archived and locked thread, which awakes": async ({ olga, threads }) => {
      const { messages } = await olga.request("messages_get", { thread_id: threads.rules });
      const id = messages[0]?.id ?? "";
      await olga.request("message_react_add", { thread_id: threads.rules, id, emoji: "👍" });
    },
    "on an edited message, which is edited again": async ({ nora, messages }) => {
      await nora.request("message_edit", { channel: "general", id: messages.answer, content: "once" });
      await react(nora, messages.answer, "👍");
      await nora.request("message_edit", { channel: "general", id: messages.answer, content: "twice" });
    },
    "by somebody who then leaves": async ({ messages }) => {
      const guest = await town.join("quinn");
      await react(guest, messages.opening, "👋");
      await guest.request("user_leave");
    },
    "by somebody who then has another name": async ({ nora, messages }) => {
      await react(nora, messages.newest, "👍");
      town.rotur.account("elinor", nora.user.id);
      await town.join("nora");
    },
    refused: ({ nora, paul, messages, vault, threads }) =>
      Promise.all([
        refused(react(nora, messages.opening, "text"), "emoji_invalid"),
        refused(react(nora, "nothing", "👍"), "message_not_found"),
        refused(react(nora, vault.secret, "👍"), "message_not_found"),
        refused(react(paul, messages.opening, "👍"), "timed_out"),
        refused(
          nora.request("message_react_add", { channel: "vault", id: vault.secret, emoji: "👍" }),
          "channel_not_found",
        ),
        refused(
          nora.request("message_react_add", { thread_id: threads.rules, id: "x", emoji: "👍" }),
          "thread_locked",
        ),
      ]),
  },
  message_react_remove: {
    "one of several": async ({ mira, nora, messages }) => {
      for (const user of [mira, nora]) await react(user, messages.opening, "👍");
      await unreact(mira, messages.opening, "👍");
    },
    "the last of an emoji, and of a message": ({ nora, messages }) => unreact(nora, messages.opening, "👍"),
    "what was not given": ({ nora, messages }) => unreact(nora, messages.opening, "👍"),
    "in a thread": async ({ mira, threads, inCrash }) => {
      const reaction = { thread_id: threads.crash, id: inCrash, emoji: "🔥" };
      await mira.request("message_react_add", reaction);
      await mira.request("message_react_remove", reaction);
    },
    "and the message after it": async ({ mira, messages }) => {
      await react(mira, messages.newest, "👍");
      await mira.request("message_delete", { channel: "general", id: messages.newest });
    },
  },
  reaction_add: {
    "by its newer name": ({ nora, messages }) =>
      nora.request("reaction_add", { channel: "general", id: messages.opening, emoji: "👍" }),
    "heard by somebody who uses that": ({ mira, messages }) => react(mira, messages.opening, "👍"),
    "in a thread": ({ nora, inCrash }) =>
      nora.request("reaction_add", { channel: "help", id: inCrash, emoji: "🔥" }),
  },
  reaction_remove: {
    "by its newer name": async ({ nora, messages }) => {
      const reaction = { channel: "general", id: messages.opening, emoji: "👍" };
      await nora.request("reaction_add", reaction);
      await nora.request("reaction_remove", reaction);
    },
    "heard by somebody who uses that": async ({ mira, messages }) => {
      await react(mira, messages.opening, "👍");
      await unreact(mira, messages.opening, "👍");
    },
  },
  message_pin: {
    pinned: ({ olga, messages }) => pin(olga, messages.opening),
    again: ({ olga, messages }) => pin(olga, messages.opening),
    "unpinned as the official client does it": ({ olga, messages }) =>
      olga.request("message_pin", { channel: "general", id: messages.opening, pinned: false }),
    "where few look": ({ olga, vault }) =>
      olga.request("message_pin", { channel: "vault", id: vault.secret }),
    "in a thread, by its forum's name": ({ olga, inCrash }) =>
      olga.request("message_pin", { channel: "help", id: inCrash }),
    refused: ({ nora, olga, messages, vault }) =>
      Promise.all([
        refused(pin(nora, messages.opening), "pin_denied"),
        refused(pin(olga, "nothing"), "message_not_found"),
        refused(nora.request("message_pin", { channel: "vault", id: vault.secret }), "channel_not_found"),
      ]),
  },
  message_unpin: {
    "pinned and unpinned": async ({ olga, messages }) => {
      await pin(olga, messages.newest);
      await olga.request("message_unpin", { channel: "general", id: messages.newest });
    },
    "one that is not pinned": ({ olga, messages }) =>
      olga.request("message_unpin", { channel: "general", id: messages.newest }),
    "in a thread": async ({ olga, threads, inCrash }) => {
      await olga.request("message_pin", { thread_id: threads.crash, id: inCrash });
      await olga.request("message_unpin", { thread_id: threads.crash, id: inCrash });
    },
  },

  role_create: {
    "with a colour": ({ olga }) => olga.request("role_create", { name: "fox", color: "#fa0" }),
    "by one who is no owner": ({ mira }) =>
      mira.request("role_create", { name: "bear", hoisted: true, category: "animals" }),
    "refused: taken": ({ olga }) => refused(olga.request("role_create", { name: "COOK" }), "role_exists"),
    "refused: grants more than he has": ({ mira }) =>
      refused(mira.request("role_create", { name: "x", permissions: ["administrator"] }), "cannot_grant"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("role_create", { name: "x" }), "permission_required"),
  },
  role_update: {
    "the colour, of who wears it": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, color: "#ff0000" }),
    "no colour": ({ olga, staff }) => olga.request("role_update", { id: staff.id, color: null }),
    "a gradient": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, gradient: ["#f00", "#00f"] }),
    "the name, which members, channels and messages show": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, name: "crew" }),
    "the name of one that only messages show": ({ olga, cook }) =>
      olga.request("role_update", { id: cook.id, name: "chef", description: "cooks" }),
    "names swapped": async ({ olga, staff, cook }) => {
      await olga.request("role_update", { id: cook.id, name: "spare" });
      await olga.request("role_update", { id: staff.id, name: "chef" });
      await olga.request("role_update", { id: cook.id, name: "crew" });
    },
    "what it may": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, permissions: ["manage_messages"] }),
    "refused: above": ({ olga, mira, staff }) =>
      olga
        .request("role_update", { id: staff.id, permissions: ["manage_roles"] })
        .then(() => refused(mira.request("role_update", { name: "admin", color: "#000000" }), "hierarchy")),
  },
  role_delete: {
    "one that members wear and messages mention": async ({ olga, cook }) => {
      await give(olga, "nora", "cook", "user");
      await give(olga, "mira", "cook", "staff", "user");
      await olga.request("message_new", { channel: "general", content: "@&cook, tea!" });
      await olga.request("role_delete", { id: cook.id });
    },
    "one that nobody wears": async ({ mira }) => {
      const { id } = await mira.request("role_create", { name: "bear" });
      await mira.request("role_delete", { id });
    },
    "refused: a channel needs it": ({ olga, staff }) =>
      refused(olga.request("role_delete", { id: staff.id }), "role_in_use"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("role_delete", { name: "staff" }), "permission_required"),
  },

  role_set: {
    "the colour and the name, which members, channels and messages show": ({ olga, staff }) =>
      olga.request("role_set", { id: staff.id, data: { name: "crew", color: "#ff0000" } }),
    "no colour": ({ olga }) => olga.request("role_set", { name: "crew", data: { color: null } }),
    "refused: above": ({ mira }) =>
      refused(mira.request("role_set", { name: "admin", data: { color: "#000000" } }), "hierarchy"),
  },
  role_permissions_set: {
    "what it may": ({ olga, staff }) =>
      olga.request("role_permissions_set", { id: staff.id, permissions: ["manage_messages"] }),
    "refused: not permitted": ({ mira }) =>
      refused(mira.request("role_permissions_set", { name: "user", permissions: [] }), "permission_required"),
  },
  role_reorder: {
    "two of them": ({ olga }) => olga.request("role_reorder", { roles: ["cook", "staff"] }),
    "by one who may move few": ({ mira }) =>
      mira.request("role_reorder", { roles: ["owner", "cook", "staff", "admin", "user", "moderator"] }),
    "refused: to the top": ({ mira }) =>
      refused(mira.request("role_reorder", { roles: ["moderator"] }), "hierarchy"),
  },
  self_role_add: {
    "one without a colour": async ({ olga, nora }) => {
      await olga.request("role_create", { name: "reader", self_assignable: true });
      await nora.request("self_role_add", { role: "reader" });
    },
    "one that opens a channel, from a second place": async ({ olga, again }) => {
      await olga.request("role_create", { name: "guest", self_assignable: true, color: "#00f" });
      await update(olga, "tea", { permissions: { view: ["guest"], send: ["guest"] } });
      rest();
      await again.request("self_role_add", { role: "Guest" });
      await again.request("message_new", { channel: "tea", content: "who else is here?" });
    },
    "the muted may": ({ paul }) => paul.request("self_role_add", { role: "guest" }),
    "refused: held": ({ paul }) => refused(paul.request("self_role_add", { role: "guest" }), "role_held"),
    "refused: not for taking": ({ nora }) =>
      refused(nora.request("self_role_add", { role: "staff" }), "role_not_yours_to_take"),
  },
  self_role_remove: {
    "one that opened a channel": async ({ olga, nora }) => {
      await olga.request("role_create", { name: "guest", self_assignable: true, color: "#00f" });
      await nora.request("self_role_add", { role: "guest" });
      await update(olga, "tea", { permissions: { view: ["guest"], send: ["guest"] } });
      await nora.request("message_new", { channel: "tea", content: "bye" });
      rest();
      await nora.request("self_role_remove", { role: "guest" });
      await olga.request("message_new", { channel: "tea", content: "she can't hear us" });
    },
    "refused: not held": ({ nora }) =>
      refused(nora.request("self_role_remove", { role: "guest" }), "role_not_held"),
    "refused: given by others": ({ mira }) =>
      refused(mira.request("self_role_remove", { role: "staff" }), "role_not_yours_to_take"),
  },
  self_roles_reorder: {
    "another colour first": async ({ olga, mira }) => {
      await give(olga, "mira", "staff", "cook", "user");
      await mira.request("self_roles_reorder", { roles: ["cook", "user", "staff"] });
    },
    "refused: not all": ({ mira }) =>
      refused(mira.request("self_roles_reorder", { roles: ["cook"] }), "invalid_field"),
  },

  user_roles_add: {
    "a role, and a channel with it": ({ olga }) =>
      olga.request("user_roles_add", { user: "nora", roles: ["cook", "staff"] }),
    "one that she has": ({ olga }) => olga.request("user_roles_add", { user: "nora", roles: ["cook"] }),
    "refused: not permitted": ({ paul }) =>
      refused(paul.request("user_roles_add", { user: "paul", roles: ["staff"] }), "permission_required"),
  },
  user_roles_remove: {
    "a role, and a channel with it, from who is twice here": ({ olga }) =>
      olga.request("user_roles_remove", { user: "mira", roles: ["staff"] }),
    "what is said then, she doesn't hear": ({ olga }) =>
      olga.request("message_new", { channel: "vault", content: "she can't hear us" }),
    "refused: the last owner": ({ olga }) =>
      refused(olga.request("user_roles_remove", { user: "olga", roles: ["owner"] }), "last_owner"),
  },
  user_roles_set: {
    "another colour": ({ olga }) => give(olga, "paul", "cook", "user"),
    "the role gained, and a channel with it": ({ olga }) => give(olga, "nora", "staff", "user"),
    "used at once": ({ nora }) =>
      nora.request("message_new", { channel: "vault", content: "so this is where it is" }),
    "the role lost, by who holds it twice connected": ({ olga }) => give(olga, "mira", "user"),
    "what is said then, she doesn't hear": ({ olga }) =>
      olga.request("message_new", { channel: "vault", content: "she can't hear us" }),
    "the role back": ({ olga }) => give(olga, "mira", "user", "staff"),
    "lost and back within the second, with an older message gone between": async ({
      olga,
      mira,
      again,
      vault,
    }) => {
      await olga.request("channel_move", { name: "vault", position: 0 });
      await withoutRest([mira, again], async () => {
        await give(olga, "mira", "user");
        await olga.request("message_delete", { channel: "vault", id: vault.secret });
        await give(olga, "mira", "staff", "user");
      });
    },
    "put down by herself": ({ mira }) => give(mira, "mira", "user"),
    "and up again": ({ olga }) => give(olga, "mira", "staff", "user"),
    "nothing new": ({ olga }) => give(olga, "mira", "staff", "user"),
    "an owner more, and one less": async ({ olga }) => {
      await give(olga, "nora", "owner", "user");
      rest();
      await give(olga, "nora", "user");
    },
    "refused: not permitted": ({ paul }) => refused(give(paul, "paul", "staff"), "permission_required"),
  },
  user_timeout: {
    "a member is muted, and refused": async ({ olga, nora }) => {
      await olga.request("user_timeout", { user: "nora", timeout: month });
      await refused(nora.request("message_new", { channel: "general", content: "x" }), "timed_out");
    },
    "and may speak again": async ({ olga, paul }) => {
      await olga.request("user_timeout", { user: "paul", timeout: 0 });
      await paul.request("message_new", { channel: "general", content: "at last" });
    },
    "refused: oneself": ({ olga }) =>
      refused(olga.request("user_timeout", { user: "olga", timeout: 5 }), "cannot_act_on_self"),
  },
  rate_limit_reset: {
    "one who was muted, and speaks": async ({ olga, paul }) => {
      await olga.request("rate_limit_reset", { user: "paul" });
      await paul.request("message_new", { channel: "general", content: "at last" });
    },
    "refused: not permitted": ({ mira }) =>
      refused(mira.request("rate_limit_reset", { user: "paul" }), "permission_required"),
  },
  user_ban: {
    "a guest, who spoke and was spoken to": async ({ olga, mira }) => {
      const guest = await town.join("quinn");
      const { message } = await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await mira.request("message_new", { channel: "general", content: "@quinn!", reply_to: message.id });
      await olga.request("user_ban", { user: "quinn", reason: "spam" });
    },
    "one who is twice here, hides, and has a role": async ({ olga }) => {
      const guest = await town.join("rosa");
      await town.join("rosa");
      await give(olga, "rosa", "staff", "user");
      await guest.request("status_set", { status: "invisible" });
      await olga.request("user_ban", { user: "rosa" });
    },
    "one who isn't here": async (cast) => {
      await leaves(await town.join("zoe"), "zoe", cast);
      await cast.olga.request("user_ban", { user: "zoe" });
    },
    "what banned people's roles and names become": async ({ olga, staff }) => {
      await olga.request("role_update", { id: staff.id, name: "crew", color: "#0ff" });
      await give(olga, "rosa", "cook", "user");
    },
    "refused at the door": () => refused(town.join("quinn"), "banned"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("user_ban", { user: "paul" }), "permission_required"),
    "refused: oneself": ({ olga }) =>
      refused(olga.request("user_ban", { user: "olga" }), "cannot_act_on_self"),
  },
  user_unban: {
    "one who comes again": async ({ olga }) => {
      const guest = await town.join("quinn");
      await guest.request("status_set", { status: "dnd", text: "hm" });
      await olga.request("user_ban", { user: "quinn" });
      await olga.request("user_unban", { user: "quinn" });
    },
    "he comes": () => town.join("quinn"),
    "a local account that was renamed meanwhile": async ({ olga }) => {
      const guest = await local({ register: tilda });
      await guest.request("message_new", { channel: "general", content: "hello, I'm tilda" });
      await olga.request("user_ban", { user: "USR:local_tilda" });
      await olga.request("user_update", { user: "USR:local_tilda", updates: { username: "matilda" } });
      await olga.request("user_unban", { user: "USR:local_matilda" });
    },
    nobody: ({ olga }) => olga.request("user_unban", { user: "quinn" }),
  },
  user_kick: {
    "a guest, whose words stay": async ({ olga, mira }) => {
      const guest = await town.join("quinn");
      await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await olga.request("role_reorder", { roles: ["staff"] });
      await mira.request("user_roles_add", { user: "quinn", roles: ["cook"] });
      await mira.request("user_kick", { user: "quinn", reason: "enough" });
    },
    "he comes again, to be told anew": () => town.join("quinn"),
    "refused: an owner": ({ mira }) => refused(mira.request("user_kick", { user: "olga" }), "hierarchy"),
  },
  user_delete: {
    "a guest, from two places": async ({ olga }) => {
      const guest = await town.join("quinn");
      await town.join("quinn");
      await guest.request("message_new", { channel: "general", content: "bye" });
      await olga.request("user_delete", { user: "quinn" });
    },
    "refused: not the owner": ({ mira }) =>
      refused(mira.request("user_delete", { user: "paul" }), "role_required"),
    "refused: the last owner": ({ olga }) =>
      refused(olga.request("user_delete", { user: "olga" }), "last_owner"),
  },
  user_update: {
    "a nickname": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: "Mimi" } }),
    "another one": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: " Mi " } }),
    none: ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: null } }),
    "the same again": ({ olga }) => olga.request("user_update", { user: "mira", updates: { nickname: "" } }),
    "name and nickname of a local account, who spoke and was called": async ({ olga }) => {
      const guest = await local({ register: tilda });
      const { message } = await guest.request("message_new", { channel: "general", content: "I'm tilda" });
      const reply = { channel: "general", content: "@USR:local_tilda!", reply_to: message.id };
      await olga.request("message_new", reply);
      const updates = { username: "matilda", nickname: "Mathilda" };
      await olga.request("user_update", { user: "USR:local_tilda", updates });
      await guest.request("message_new", { channel: "general", content: "I'm matilda" });
    },
    "refused: above": ({ mira }) =>
      refused(mira.request("user_update", { user: "olga", updates: { nickname: "x" } }), "hierarchy"),
    "refused: a name that isn't ours to give": ({ olga }) =>
      refused(olga.request("user_update", { user: "mira", updates: { username: "x" } }), "username_fixed"),
  },
  nickname_update: {
    "the own one, from a second place": ({ again }) =>
      again.request("nickname_update", { nickname: "  Mimi\u202e " }),
    "by the muted, who hides": async ({ paul }) => {
      await paul.request("status_set", { status: "invisible" });
      await paul.request("nickname_update", { nickname: "Paulchen" });
    },
    "refused: too long": ({ nora }) =>
      refused(nora.request("nickname_update", { nickname: "x".repeat(21) }), "invalid_field"),
  },
  nickname_remove: {
    "one that was there": async ({ nora }) => {
      await nora.request("nickname_update", { nickname: "No" });
      await nora.request("nickname_remove");
    },
    none: ({ olga }) => olga.request("nickname_remove"),
  },
  pfp_set: {
    "a picture, while visible": async () => {
      const guest = await local({ register: tilda });
      await guest.request("status_set", { status: "dnd", text: "smile" });
      await guest.request("pfp_set", { url: "https://example.org/t.png" });
    },
    "one for the server to keep, while hidden": async () => {
      const guest = await local({ login: tilda });
      await guest.request("status_set", { status: "invisible" });
      const gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
      await guest.request("pfp_set", { url: `data:image/gif;base64,${gif}` });
    },
    none: async () => {
      const guest = await local({ login: tilda });
      await guest.request("pfp_set", { url: null });
    },
    "refused: Rotur's": ({ mira }) => refused(mira.request("pfp_set", { url: null }), "pfp_managed"),
  },
  user_leave: {
    "a guest, whose words stay": async ({ threads }) => {
      const guest = await town.join("quinn");
      const { message } = await guest.request("message_new", { channel: "general", content: "hi @mira" });
      await guest.request("message_new", { channel: "general", content: "bye", reply_to: message.id });
      await guest.request("thread_join", { thread_id: threads.crash });
      await guest.request("user_leave");
    },
    "he comes again": () => town.join("quinn"),
    "one with a role, from two places, of whom others spoke": async ({ olga }) => {
      const guest = await town.join("rosa");
      const second = await town.join("rosa");
      await give(olga, "rosa", "staff", "user");
      await olga.request("message_new", { channel: "vault", content: "welcome @rosa" });
      const closed = second.next("closed");
      await guest.request("user_leave");
      await closed;
    },
    "refused: the last owner": ({ olga }) => refused(olga.request("user_leave"), "last_owner"),
  },
  status_set: {
    "visible, with a text": ({ mira }) => mira.request("status_set", { status: "dnd", text: "reading" }),
    "hidden from others, not from himself": ({ again }) =>
      again.request("status_set", { status: "invisible", text: "gone" }),
    "another text while hidden": ({ mira }) => mira.request("status_set", { status: "offline", text: "?" }),
    "speaking while hidden": ({ mira }) =>
      mira.request("message_new", { channel: "general", content: "boo" }),
    "back again": ({ mira }) => mira.request("status_set", { status: "idle", text: "back" }),
    "the same once more": ({ again }) => again.request("status_set", { status: "idle", text: "back" }),
    "the muted may": ({ paul }) => paul.request("status_set", { status: "dnd", text: "sulking" }),
    "by each who looks": async ({ olga, nora, paul }) => {
      await olga.request("status_set", { status: "invisible" });
      await nora.request("status_set", { status: "idle" });
      await paul.request("status_set", { status: "online" });
      await olga.request("status_set", { status: "online", text: "here" });
    },
    "refused: too long": ({ nora }) =>
      refused(nora.request("status_set", { status: "idle", text: "x".repeat(101) }), "invalid_field"),
  },
} satisfies Partial<Record<keyof typeof commands, Actions>>;

/** What leaves every state the very same value. */
const reading = {
  channels_get: { asked: ({ nora }) => nora.request("channels_get") },
  thread_get: {
    asked: ({ nora, threads }) => nora.request("thread_get", { thread_id: threads.rules }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_get", { thread_id: threads.heist }), "thread_not_found"),
  },
  threads_get: {
    asked: ({ nora }) => nora.request("threads_get", { channel: "help" }),
    refused: ({ nora }) => refused(nora.request("threads_get", { channel: "den" }), "channel_not_found"),
  },
  thread_messages: {
    asked: ({ nora, threads }) => nora.request("thread_messages", { thread_id: threads.rules }),
    refused: ({ nora, threads }) =>
      refused(nora.request("thread_messages", { thread_id: threads.heist }), "thread_not_found"),
  },
  message_get: {
    asked: ({ mira, vault }) => mira.request("message_get", { channel: "vault", id: vault.secret }),
    refused: ({ nora, vault }) =>
      refused(nora.request("message_get", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  message_replies: {
    asked: ({ paul, messages }) =>
      paul.request("message_replies", { channel: "general", id: messages.opening }),
  },
  message_history: {
    asked: ({ paul, messages }) =>
      paul.request("message_history", { channel: "general", id: messages.opening }),
    refused: ({ nora, vault }) =>
      refused(nora.request("message_history", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  embeds_list: {
    "in a thread": ({ paul, inCrash }) => paul.request("embeds_list", { channel: "help", id: inCrash }),
    refused: ({ nora, vault }) =>
      refused(nora.request("embeds_list", { channel: "vault", id: vault.secret }), "channel_not_found"),
  },
  messages_pinned: {
    asked: ({ nora }) => nora.request("messages_pinned", { channel: "general" }),
    "of a forum": ({ nora }) => nora.request("messages_pinned", { channel: "help" }),
    refused: ({ nora }) =>
      refused(nora.request("messages_pinned", { channel: "vault" }), "channel_not_found"),
  },
  pings_get: { asked: ({ paul }) => paul.request("pings_get", { limit: 2 }) },
  messages_around: {
    asked: ({ nora, messages }) =>
      nora.request("messages_around", { channel: "general", around: messages.answer }),
    refused: ({ nora }) =>
      refused(
        nora.request("messages_around", { channel: "general", around: "nothing" }),
        "message_not_found",
      ),
  },
  messages_get: {
    asked: ({ paul }) => paul.request("messages_get", { channel: "general", limit: 1 }),
    "of an empty channel": ({ olga }) => olga.request("messages_get", { channel: "tea" }),
  },
  messages_search: {
    asked: ({ paul }) => paul.request("messages_search", { channel: "general", query: "hello" }),
    "of another channel": ({ mira }) =>
      mira.request("messages_search", { channel: "general", query: "in:vault -from:olga" }),
    "refused: out of sight": ({ nora }) =>
      refused(nora.request("messages_search", { channel: "vault", query: "gold" }), "channel_not_found"),
  },
  typing: {
    "by each who may": async ({ olga, mira, nora }) => {
      for (const user of [olga, mira, nora]) await user.request("typing", { channel: "general" });
      await mira.request("typing", { channel: "vault", duration: 0 });
    },
    "refused: muted": ({ paul }) => refused(paul.request("typing", { channel: "general" }), "timed_out"),
  },
  modlog_get: { asked: ({ olga }) => olga.request("modlog_get", { actor: "olga" }) },
  modlog_summary: { asked: ({ mira }) => mira.request("modlog_summary") },
  rate_limit_status: {
    "refused: no limits here": ({ nora }) => refused(nora.request("rate_limit_status"), "limits_off"),
  },
  pfp_get: { asked: ({ nora }) => nora.request("pfp_get", { username: "mira" }) },
  poll_get: {
    refused: ({ paul }) => refused(paul.request("poll_get", { poll_id: "nothing" }), "poll_not_found"),
  },
  poll_results: {
    refused: ({ paul }) => refused(paul.request("poll_results", { message_id: "x" }), "poll_not_found"),
  },
  unreads_get: { asked: ({ paul }) => paul.request("unreads_get") },
  unreads_count: {
    asked: ({ nora, threads }) => nora.request("unreads_count", { thread_id: threads.rules }),
    refused: ({ nora }) => refused(nora.request("unreads_count", { channel: "vault" }), "channel_not_found"),
  },
  roles_list: { asked: ({ nora }) => nora.request("roles_list") },
  role_permissions_get: { asked: ({ nora }) => nora.request("role_permissions_get", { name: "staff" }) },
  self_roles_list: { asked: ({ nora }) => nora.request("self_roles_list") },
  ping: {
    asked: ({ paul }) => paul.request("ping", { sent_at: 5 }),
    "by a stranger": ({ stranger }) => stranger.ask({ cmd: "ping" }, "pong"),
  },
  status_get: {
    asked: ({ mira }) => mira.request("status_get", { user: "paul" }),
    "the own one": ({ paul }) => paul.request("status_get", { user: "paul" }),
  },
  user_roles_get: { asked: ({ nora }) => nora.request("user_roles_get", { user: "mira" }) },
  users_banned: { asked: ({ mira }) => mira.request("users_banned") },
  users_banned_list: {
    asked: ({ olga }) => olga.request("users_banned_list"),
    refused: ({ nora }) => refused(nora.request("users_banned_list"), "permission_required"),
  },
  users_list: { asked: ({ again }) => again.request("users_list") },
  users_online: { asked: ({ mira }) => mira.request("users_online") },
} satisfies Partial<Record<keyof typeof commands, Actions>>;

/** Fails to compile while a command has no row. */
const rows: Readonly<Record<keyof typeof commands, Actions>> = { ...changing, ...reading };

/** What no command does. */
const otherwise = {
  "connections that end": {
    "one of two": async ({ nora }) => {
      const second = await town.join("nora");
      second.close();
      // Nobody is told, so this is only likely to come after it.
      await nora.request("status_set", { status: "idle" });
    },
    "the only one, of somebody with a text": async (cast) => {
      const zoe = await town.join("zoe");
      await zoe.request("status_set", { status: "dnd", text: "back on Monday" });
      await leaves(zoe, "zoe", cast);
    },
  },
  "a hand edit of db/users.json": {
    "a nickname": async (cast) => {
      const { id } = cast.mira.user;
      await edited(cast, "nickname_update", id, { nickname: "Mimi" });
    },
    "a role less, and with it a channel": async (cast) => {
      const lost = cast.mira.next("unreads_update");
      await edited(cast, "user_roles_get", `"Mimi"`, { roles: ["user"] });
      expect((await lost).channel).toBe("vault");
    },
  },
} satisfies Readonly<Record<string, Actions>>;

/** Changes mira by hand, once the file shows what came before; everybody has heard of it then. */
async function edited(
  cast: Cast,
  event: "nickname_update" | "user_roles_get",
  after: string,
  fields: object,
): Promise<void> {
  const path = join(town.server.folder, "db", "users.json");
  // The server writes it a little later.
  const folder = watch(dirname(path));
  while (!readFileSync(path, "utf8").includes(after)) await once(folder, "change");
  folder.close();
  const heard = Promise.all(Object.values(viewers(cast)).map((client) => client.next(event)));
  const members: Record<string, object> = JSON.parse(readFileSync(path, "utf8"));
  const { id } = cast.mira.user;
  writeFileSync(path, JSON.stringify({ ...members, [id]: { ...members[id], ...fields } }));
  await heard;
}

/**
 * Runs the act, which changes these clients' lists within a second of the last change. They come when that second
 * is over, as it is then.
 */
async function withoutRest(clients: readonly Client[], act: () => Promise<unknown>): Promise<void> {
  // Lists that were pushed before are not meant.
  await Promise.all(clients.map((client) => client.request("ping")));
  const pushed = clients.map((client) => client.next("channels_get"));
  await act();
  rest();
  await Promise.all(pushed);
}

/** A third connection of mira's breaks, and comes back to what happened meanwhile. Gives how often it had to fetch anew. */
async function throughLoss(meanwhile: () => readonly Promise<unknown>[]): Promise<number> {
  const line = await openLine(town.server.url);
  endings.push(line.close);
  const client = await town.join("mira", { address: line.address, reconnect: [10] });
  const followed = await follow(client);
  let resets = 0;
  client.on("reset", () => resets++);
  const lost = client.next("lost");
  // Nobody listens there, so she can't be back too early.
  line.leadTo("ws://127.0.0.1:1");
  line.cut();
  await lost;
  await Promise.all(meanwhile());
  line.leadTo(town.server.url);
  await client.next("ready");
  await client.request("ping");
  if (resets > 0) await refetched(followed);
  expect(differences(followed.model, await fetch(client))).toEqual([]);
  followed.stop();
  client.close();
  return resets;
}

/** The state that `follow` fetches by itself after a `reset` is there: nothing else changes it now. */
const refetched = (followed: Followed) =>
  new Promise<void>((resolve) => {
    const stop = followed.changed(() => {
      stop();
      resolve();
    });
  });

test("every command has a row", () => {
  expect(Object.keys(rows).toSorted()).toEqual(Object.keys(commands).toSorted());
});

describe("kept state and fetched state agree, for every viewer, through", () => {
  test.each(Object.entries({ ...changing, ...otherwise }))("%s", async (name, actions: Actions) => {
    const cast = await openCast();
    if (name === "owner_claim") leaveOwnerless(cast);
    await holds(cast, actions);
  });
});

test("nothing changes for anybody by reading, asking and typing", async () => {
  const actions = Object.entries<Actions>(reading).flatMap(([name, row]) =>
    Object.entries(row).map(([does, act]) => [`${name}, ${does}`, act] as const),
  );
  await holds(await openCast(), Object.fromEntries(actions), "nothing");
});
