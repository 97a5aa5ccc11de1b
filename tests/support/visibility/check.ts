/** What each connection received, compared with what the evaluator says it may receive. */
import { expect } from "bun:test";
import type { Asked, Ear, Packet } from "./ear.ts";
import type { Log } from "./log.ts";
import { manages, markersOf, namesFor, sees, type World } from "./world.ts";

/** Is it only for the connections of one user, such as read markers and own votes? */
function isPersonal(packet: Packet): boolean {
  if (packet.cmd === "poll_vote_update") return packet["user"] !== undefined;
  return packet.cmd === "unreads_update" && !tellsOfLoss(packet);
}

/** Answers that confirm what was done, also to members who can no longer view it. */
const confirming = ["poll_create", "channel_delete"];

/** Tells that a channel is gone. Only members who lose it are told, so it is in the log only if it is deleted. */
function isFarewell(packet: Packet): boolean {
  return tellsOfLoss(packet) && String(packet["channel"]).startsWith("zq");
}

/** With a number if the thread was deleted; if it goes with its channel, only members who lose the channel are told. */
function isFarewellOfThread(packet: Packet): boolean {
  return tellsOfLoss(packet) && !isFarewell(packet);
}

/** The answer to `thread_leave` without sight of the forum: nothing in it but the id that was asked for. */
function isShortFarewell(packet: Packet, asked: Asked | undefined): boolean {
  const told = Object.keys(packet).toSorted().join();
  const short = ["cmd", "global", "listener", "thread_id", "user"].join();
  return (
    packet.cmd === "thread_leave" && asked?.packet["thread_id"] === packet["thread_id"] && told === short
  );
}

function tellsOfLoss({ cmd, last_read, unread_count }: Packet): boolean {
  return cmd === "unreads_update" && last_read === null && unread_count === undefined;
}

/** Every connection got exactly the events that it may get. The first one is the owner's, whose frames are the log. */
export function checkAll(ears: readonly Ear[], log: Log): void {
  const [owner] = ears;
  if (!owner) return;
  for (const ear of ears) {
    checkEvents(ear, owner, log);
    checkRest(ear, owner, log);
    checkMentions(ear, owner, log);
  }
  checkPersonal(ears, log);
}

/** Was the connection answered with the same webhook? Then it isn't told of it again. */
function isAnswered(event: Packet, frames: readonly Packet[]): boolean {
  const id = (packet: Packet) => (packet["webhook"] as { id?: string } | undefined)?.id;
  return frames.some(
    (packet) =>
      packet.cmd === event.cmd && typeof packet["listener"] === "string" && id(packet) === id(event),
  );
}

/** Every event with a number reaches exactly those who may view its channel at its place in the log, once. */
function checkEvents(ear: Ear, owner: Ear, log: Log): void {
  const { user, frames } = ear;
  const received: string[] = [];
  const own = new Set<string>();
  const logged = new Set(owner.frames.map(log.keyOf));
  for (const packet of ear.frames) {
    const key = log.keyOf(packet);
    // Answered, although others were told of the typing a moment before, and aren't told again.
    const repeats = packet.cmd === "typing" && typeof packet["listener"] === "string";
    if (key === null || isPersonal(packet)) continue;
    if ((repeats || isFarewell(packet)) && !logged.has(key)) continue;
    if (typeof packet["listener"] === "string") own.add(key);
    received.push(key);
  }
  const due = owner.frames.flatMap((packet, at) => {
    const key = log.keyOf(packet);
    const marker = log.markersIn(packet)[0];
    const before = log.before[at];
    const after = log.after[at];
    if (key === null || isPersonal(packet) || marker === undefined || !before || !after) return [];
    if (/^webhook_/.test(packet.cmd) && (!manages(before, user) || isAnswered(packet, frames))) return [];
    // Answers also come to members who could no longer view the channel when they were sent.
    if (own.has(key)) return [key];
    const seen = sees(before, user, marker);
    return seen && (packet.cmd !== "channel_update" || sees(after, user, marker)) ? [key] : [];
  });
  expect({ user, received }).toEqual({ user, received: due });
}

/** Events for one user alone reach all of their connections, once each, and nobody else. */
function checkPersonal(ears: readonly Ear[], log: Log): void {
  const received = new Map<string, string[]>();
  for (const { user, frames } of ears) {
    for (const packet of frames) {
      const key = isPersonal(packet) ? log.keyOf(packet) : null;
      if (key === null) continue;
      if (packet["user"] !== undefined) expect({ key, user }).toEqual({ key, user: String(packet["user"]) });
      received.set(key, [...(received.get(key) ?? []), user]);
    }
  }
  for (const [key, users] of received) {
    const connections = ears.filter(({ user }) => user === users[0]).map(({ user }) => user);
    expect({ key, users }).toEqual({ key, users: connections });
  }
}

/**
 * A frame without a number in the log, such as an answer or a pushed list, speaks only of what its receiver could
 * view at some place between the numbered ones around it.
 */
function checkRest(ear: Ear, owner: Ear, log: Log): void {
  const { user, frames } = ear;
  const places = placesOf(frames, owner.frames);
  for (const [index, packet] of frames.entries()) {
    // Owners read of everything that ever was; `checkQuiet` compares that.
    if (packet.cmd === "modlog_get" && ear === owner) continue;
    if (log.keyOf(packet) !== null && !isPersonal(packet)) continue;
    const asked = ear.askedFor(packet);
    if (isShortFarewell(packet, asked)) {
      // A participant may leave a thread that they can't view any more. The answer repeats only what they asked for.
      expect(log.hasTakenPart(asked?.packet["thread_id"], user)).toBe(true);
      continue;
    }
    const [from, to] = places[index] ?? [0, 0];
    const worlds = log.after.slice(from, Math.max(from + 1, to));
    const isDone = asked && confirming.includes(packet.cmd);
    // Nobody is told of the loss of a channel that they could never view.
    const since = isDone ? asked.at - 1 : isFarewellOfThread(packet) ? 0 : null;
    const told = since === null ? worlds : log.after.slice(since, to);
    for (const marker of log.markersIn(withoutEcho(packet, asked))) {
      const known = told.some((world) => sees(world, user, marker));
      if (!known) throw new Error(`${user} can't view ${marker} but was sent ${JSON.stringify(packet)}`);
    }
    if (packet.cmd === "channels_get") {
      const lists = worlds.map((world) => namesFor(world, user).join());
      expect(lists).toContain(names(packet).join());
    }
    expect(packet["code"]).not.toBe("internal_error");
    if (asked) checkAnswer(packet, asked, user, log, to);
  }
}

/** A message mentions only members who could view its channel when it was written. */
function checkMentions({ frames, askedFor }: Ear, owner: Ear, log: Log): void {
  const places = placesOf(frames, owner.frames);
  for (const [index, packet] of frames.entries()) {
    const asked = askedFor(packet);
    const written = packet.cmd === "message_new" || packet.cmd === "message_edit";
    if (!asked || !written || typeof packet["seq"] !== "number") continue;
    const { pings } = packet["message"] as { pings: { users: string[] } };
    const [marker = ""] = markersOf(String(packet["channel"]));
    const worlds = log.after.slice(asked.at - 1, places[index]?.[1]);
    for (const name of pings.users) {
      if (worlds.some((world) => sees(world, name, marker))) continue;
      throw new Error(`${name} can't view ${marker} but is mentioned by ${JSON.stringify(packet)}`);
    }
  }
}

/** A member who names what they can't view is told the same as if it did not exist. */
function checkAnswer(packet: Packet, asked: Asked, user: string, log: Log, to: number): void {
  const { thread_id, channel, poll_id, message_id } = asked.packet;
  const named = log.markersIn([thread_id ?? channel ?? poll_id ?? message_id ?? null]);
  const worlds = log.after.slice(asked.at - 1, to);
  for (const marker of named) {
    if (worlds.some((world) => sees(world, user, marker))) continue;
    const code = packet["code"];
    if (typeof code === "string" && code.endsWith("_not_found")) continue;
    // Refused before anybody looks for the channel: the name is the request's own.
    if (code === "permission_required") continue;
    throw new Error(`${user} can't view ${marker} but learns of it from ${JSON.stringify(packet)}`);
  }
}

/** Without the fields in which an answer repeats what was asked for. */
function withoutEcho(packet: Packet, asked: Asked | undefined): object {
  const given = new Set(Object.values(asked?.packet ?? {}));
  const query = asked?.packet["query"];
  // Names of the query that this user can't know, whether they exist or not.
  const unknown = packet["unknown"];
  if (Array.isArray(unknown) && unknown.every((name) => String(query).includes(String(name)))) {
    return withoutEcho({ ...packet, unknown: null }, asked);
  }
  const repeating =
    packet.cmd === "error" ? ["channel", "thread_id"] : ["query", "id", "message_id", "poll_id"];
  return Object.fromEntries(
    Object.entries(packet).filter(([field, value]) => !(repeating.includes(field) && given.has(value))),
  );
}

/**
 * While nothing is under way: lists and counts are those of what one may view, no more and no less.
 *
 * @param asked the listeners of each connection's `quietQuestions`, the owner's first
 */
export function checkQuiet(asked: readonly (readonly string[])[], ears: readonly Ear[], log: Log): void {
  const answers = ears.map(({ frames }, index) =>
    (asked[index] ?? []).flatMap(
      (listener) => frames.findLast((frame) => frame["listener"] === listener) ?? [],
    ),
  );
  const all = entriesIn(answers[0]);
  for (const [index, { user }] of ears.entries()) {
    const [pings, unreads, audit, summary, search] = answers[index] ?? [];
    if (!pings || !unreads || !audit || !summary || !search) throw new Error(`${user} got no answer`);
    checkInbox(user, pings, log);
    checkSearch(user, search, log);
    const counted = Object.keys(unreads["unreads"] as object).filter((key) => key.startsWith("zq"));
    const texts = log.world.rooms.filter(({ type }) => type === "text").map(({ name }) => name);
    const visible = namesFor(log.world, user).filter((name) => texts.includes(name));
    expect({ user, counted: counted.toSorted() }).toEqual({ user, counted: visible.toSorted() });

    if (audit.cmd === "error") continue;
    const owns = log.world.holders.get(user)?.includes("owner");
    const mine = all.filter(
      (entry) => owns || log.markersIn(entry).every((one) => sees(log.world, user, one)),
    );
    expect({ user, entries: entriesIn(answers[index]) }).toEqual({ user, entries: mine });
    expect({ user, total: audit["total"] }).toEqual({ user, total: mine.length });
    expect({ user, total: summary["total"] }).toEqual({ user, total: mine.length });
    const counts: readonly number[] = Object.values(summary["action_counts"] as object);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(mine.length);
  }
}

/** What calls the user, by name, by a role of theirs, or by a reply, where they may view it. */
function checkInbox(user: string, answer: Packet, { world, living }: Log): void {
  const held = world.holders.get(user) ?? [];
  const calling = [...living.values()].filter(({ author, marker, pings }) => {
    const called = [...pings.users, ...pings.replies].includes(user);
    return (
      author !== user &&
      sees(world, user, marker) &&
      (called || pings.roles.some((one) => held.includes(one)))
    );
  });
  const { messages, total } = answer as unknown as { messages: { id: string }[]; total: number };
  expect({ user, pings: total }).toEqual({ user, pings: calling.length });
  if (total <= inboxPage) expect({ user, inbox: idsOf(messages) }).toEqual({ user, inbox: idsOf(calling) });
}

/** All that was said in the place that was searched; of more than a page, nothing else. */
function checkSearch(user: string, answer: Packet, { world, living }: Log): void {
  const [marker] = markersOf(String(answer["channel"]));
  if (answer.cmd === "error" || marker === undefined) return;
  expect({ user, sees: sees(world, user, marker) }).toEqual({ user, sees: true });
  const said = [...living.values()].filter((one) => one.marker === marker && one.content.includes("zq"));
  const { results, more } = answer as unknown as { results: { id: string }[]; more: boolean };
  const found = more ? said.filter(({ id }) => results.some((one) => one.id === id)) : said;
  expect({ user, found: idsOf(results) }).toEqual({ user, found: idsOf(found) });
}

const idsOf = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id).toSorted();

const inboxPage = 100;

/** What each connection asks while nothing is under way; a channel in turn is searched. */
export function quietQuestions(world: World, user: string, turn: number): readonly Packet[] {
  const names = namesFor(world, user);
  return [
    { cmd: "pings_get", limit: inboxPage },
    { cmd: "unreads_get" },
    { cmd: "modlog_get", limit: 200 },
    { cmd: "modlog_summary" },
    { cmd: "messages_search", channel: names[turn % Math.max(1, names.length)] ?? "none", query: "zq*" },
  ];
}

function entriesIn(answers: readonly Packet[] | undefined): readonly object[] {
  return (answers?.[2]?.["entries"] ?? []) as object[];
}

/** For each frame of a connection: from which place in the log on, and before which one, it was sent. */
function placesOf(frames: readonly Packet[], log: readonly Packet[]): [number, number][] {
  const numbers = log.map(({ seq }) => seq);
  const placeOf = (seq: unknown) => (typeof seq === "number" ? numbers.indexOf(seq) : -1);
  const result: [number, number][] = [];
  let from = 0;
  for (const { seq } of frames) {
    from = Math.max(from, placeOf(seq));
    result.push([from, log.length]);
  }
  let to = log.length;
  for (let index = frames.length - 1; index >= 0; index--) {
    const place = result[index];
    if (place) place[1] = to;
    const own = placeOf(frames[index]?.["seq"]);
    if (own >= 0) to = Math.min(to, own);
  }
  return result;
}

/** The names in a list of channels. */
export function names(packet: Packet): string[] {
  return (packet["val"] as { name: string }[]).map(({ name }) => name);
}
