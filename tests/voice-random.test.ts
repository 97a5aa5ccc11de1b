/**
 * Calls against a naive evaluator: random joins, ends of connections and changes of roles, channels and members. After
 * each of them the same members must be in the same calls, no connection may have got a peer id from outside of its
 * call, and the state that each client keeps must be what it would fetch.
 */
import { test } from "bun:test";
import fc from "fast-check";
import { differences, type Followed, fetch, follow } from "../client/index.ts";
import { type Member, openTown } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";
import { until } from "./support/until.ts";

const people = ["mira", "nora", "paul"] as const;
/** Mira has two connections. */
const connections = ["mira 1", "mira 2", "nora 1", "paul 1"] as const;
const rooms = ["lounge", "office"] as const;
const roles = ["red", "blue"] as const;

const connection = fc.constantFrom(...connections);
const person = fc.constantFrom(...people);
const room = fc.constantFrom(...rooms);
const some = fc.subarray([...roles]);
const one = <Name extends string>(name: Name) => fc.constant(name);

const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: one("join"), connection, room }) },
  { weight: 2, arbitrary: fc.record({ do: one("leave"), connection }) },
  { weight: 2, arbitrary: fc.record({ do: one("mute"), connection, muted: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: one("reconnect"), connection }) },
  { weight: 3, arbitrary: fc.record({ do: one("give"), person, roles: some }) },
  { weight: 3, arbitrary: fc.record({ do: one("lists"), room, roles: some }) },
  { weight: 1, arbitrary: fc.record({ do: one("rename"), room }) },
  { weight: 1, arbitrary: fc.record({ do: one("time_out"), person }) },
  { weight: 1, arbitrary: fc.record({ do: one("describe"), room }) },
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

interface Naive {
  /** By person: the connection and the room that they are in by it. */
  readonly calls: Map<string, { connection: string; room: string; muted: boolean }>;
  /** Roles by person, and those that view a room. */
  readonly held: Map<string, readonly string[]>;
  readonly views: Map<string, readonly string[]>;
}

const personOf = (name: string) => name.split(" ")[0] ?? "";

function mayView({ held, views }: Naive, who: string, where: string): boolean {
  return (views.get(where) ?? []).some((role) => held.get(who)?.includes(role));
}

/** What the action makes of it. */
function judge(naive: Naive, act: Action): void {
  const { calls, held, views } = naive;
  const who = "connection" in act ? personOf(act.connection) : "person" in act ? act.person : "";
  const own = "connection" in act && calls.get(who)?.connection === act.connection;
  if (act.do === "join" && mayView(naive, who, act.room)) {
    // The newest one comes last.
    calls.delete(who);
    calls.set(who, { connection: act.connection, room: act.room, muted: false });
  }
  if (own && (act.do === "leave" || act.do === "reconnect")) calls.delete(who);
  if (own && act.do === "mute") calls.set(who, { ...calls.get(who), muted: act.muted } as never);
  if (act.do === "time_out") calls.delete(who);
  if (act.do === "give") held.set(who, act.roles);
  if (act.do === "lists") views.set(act.room, act.roles);
  for (const [member, call] of calls) {
    const isRenamed = act.do === "rename" && act.room === call.room;
    if (isRenamed || !mayView(naive, member, call.room)) calls.delete(member);
  }
}

async function play(actions: readonly Action[]): Promise<void> {
  let now = Date.now();
  const town = await openTown({ now: () => now });
  try {
    const [olga] = await town.people("olga", ...people);
    for (const name of roles) await olga.request("role_create", { name });
    const wireName = new Map<string, string>();
    for (const name of rooms) {
      await olga.request("channel_create", { name, type: "voice", permissions: { view: [...roles] } });
      wireName.set(name, name);
    }
    const naive: Naive = {
      calls: new Map(),
      held: new Map(people.map((name) => [name, roles])),
      views: new Map(rooms.map((name) => [name, roles])),
    };
    for (const name of people) await olga.request("user_roles_set", { user: name, roles: [...roles] });
    const clients = new Map<string, { member: Member; frames: string[]; followed: Followed }>();
    const enter = async (name: string) => {
      const member = await town.join(personOf(name));
      const frames: string[] = [];
      member.received((text) => void frames.push(text));
      clients.set(name, { member, frames, followed: await follow(member) });
    };
    for (const name of connections) await enter(name);

    const ask = async (act: Action): Promise<unknown> => {
      if (act.do === "give") {
        // The server gives `user` to a member without any other role.
        return olga.request("user_roles_set", { user: act.person, roles: ["user", ...act.roles] });
      }
      if (act.do === "time_out") {
        await olga.request("user_timeout", { user: act.person, timeout: 60 });
        return olga.request("user_timeout", { user: act.person, timeout: 0 });
      }
      if (act.do === "lists" || act.do === "rename" || act.do === "describe") {
        const current_name = wireName.get(act.room) ?? "";
        const name = `${act.room}-${actions.indexOf(act)}`;
        if (act.do === "rename") wireName.set(act.room, name);
        const updates =
          act.do === "rename"
            ? { name }
            : act.do === "lists"
              ? { permissions: { view: [...act.roles] } }
              : { description: name };
        return olga.request("channel_update", { current_name, updates });
      }
      const { member, followed } = clients.get(act.connection) ?? {};
      if (!member || !followed) throw new Error(`nobody is ${act.connection}`);
      if (act.do === "reconnect") {
        followed.stop();
        const { state } = town.server;
        const left = state.connections(member.user.id) - 1;
        member.close();
        await until(
          "the end of the connection",
          () => state.connections(member.user.id) === left || undefined,
        );
        return enter(act.connection);
      }
      const request =
        act.do === "join"
          ? member.request("voice_join", {
              channel: wireName.get(act.room) ?? "",
              peer_id: `peer-${act.connection.replace(" ", "-")}-`,
            })
          : act.do === "mute"
            ? member.request("voice_mute", { muted: act.muted })
            : member.request("voice_leave");
      return request.catch(() => null);
    };

    for (const act of actions) {
      // Lists are pushed at once.
      now += 2000;
      for (const { frames } of clients.values()) frames.length = 0;
      await ask(act);
      judge(naive, act);
      for (const { member } of clients.values()) await member.request("ping");
      check(act);
      for (const [name, { member, followed }] of clients) {
        const wrong = differences(followed.model, await fetch(member));
        if (wrong.length > 0) throw new Error(`${name} keeps something else: ${wrong.join("; ")}`);
      }
    }

    function check(act: Action): void {
      const { state } = town.server;
      const names = new Map([...clients].map(([name, { member }]) => [member.user.id, personOf(name)]));
      const found = [...state.calls.values()].map(({ user, channel, muted }) => {
        const room = [...wireName].find(([, name]) => name === state.channelById(channel)?.name)?.[0];
        return `${names.get(user)} in ${room}${muted ? ", muted" : ""}`;
      });
      const wanted = [...naive.calls].map(
        ([who, call]) => `${who} in ${call.room}${call.muted ? ", muted" : ""}`,
      );
      if (found.toSorted().join("; ") !== wanted.toSorted().join("; ")) {
        throw new Error(`after ${JSON.stringify(act)}: ${found.join("; ")} instead of ${wanted.join("; ")}`);
      }
      for (const [name, { frames }] of clients) {
        const own = naive.calls.get(personOf(name));
        const inside = [...naive.calls.values()].filter(
          (call) => own?.connection === name && call.room === own.room,
        );
        const allowed = inside.map((call) => `peer-${call.connection.replace(" ", "-")}-`);
        const told = [...frames.join("").matchAll(/"(peer-\w+-\d-)"/g)].map(([, peer]) => peer ?? "");
        const stolen = told.filter((peer) => !allowed.includes(peer));
        if (stolen.length > 0) throw new Error(`${name} got ${stolen.join()} by ${JSON.stringify(act)}`);
      }
    }
    for (const { followed } of clients.values()) followed.stop();
  } finally {
    await town.close();
  }
}

test(
  "whatever happens, calls have the members that may be in them, and peer ids stay in the call",
  () => fc.assert(fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60 }), play), tries(8)),
  timeLimit(60_000, 8),
);
