/**
 * Members who can't view a channel receive no byte about it, and all others get each event exactly once,
 * in one order. Random roles, channel lists and changes, all under way at the same time, against a naive evaluator.
 *
 * The owner sees everything, so the frames that she gets, in their order, are the log: it says when each change
 * took effect. Every event with a number must reach exactly those who may view its channel at its place in the
 * log. A frame without a number (an answer, a pushed list) may speak only of what its receiver could view at some
 * place between the numbered ones around it. Between rounds, when all is quiet, lists and counts must be exact too: the
 * inbox and a search against what was said, the audit log against the owner's.
 *
 * What is asked comes from the rows in tests/support/registry; a new command takes part by its row.
 */
import { test } from "bun:test";
import fc from "fast-check";
import { openTown, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";
import {
  type Action,
  action,
  type Loss,
  loss,
  roleFields,
  rolesToHold,
} from "./support/visibility/actions.ts";
import { createActor, pollSeconds } from "./support/visibility/actor.ts";
import { checkAll, checkQuiet, names, quietQuestions } from "./support/visibility/check.ts";
import { type Ear, listen } from "./support/visibility/ear.ts";
import { createLog, type Log } from "./support/visibility/log.ts";
import { markersOf, namesFor, people, spareRoles } from "./support/visibility/world.ts";

async function play(
  start: readonly (readonly string[])[],
  rounds: readonly { readonly actions: readonly Action[]; readonly losses: readonly Loss[] }[],
  inRealTime: boolean,
): Promise<void> {
  let ahead = 0;
  const now = () => {
    // With a clock that leaps, pushed lists never have to wait for their second.
    if (!inRealTime) ahead += 1000;
    return Date.now() + ahead;
  };
  const town = await openTown({ now });
  try {
    const log = createLog();
    const ears = await begin(town, start, log);
    const [owner] = ears as [Ear];
    const { act, lose, lookAround } = createActor(log, ears, now);
    const settle = async () => {
      await Promise.all(ears.map((ear) => ear.settled()));
      for (const ear of ears) ear.ask({ cmd: "ping" });
      await Promise.all(ears.map((ear) => ear.settled()));
      log.read(owner.frames);
    };
    await settle();
    // Something to see from the start.
    act({ do: "create", view: ["user", "r0"], type: "text" });
    act({ do: "create", view: ["user", "r1"], type: "forum" });
    act({ do: "create", view: ["r0", "r2"], type: "forum" });
    await settle();
    for (const { name, marker } of log.world.rooms) {
      owner.ask({ cmd: "thread_create", channel: name, name: `${marker} first`, content: marker });
    }
    await settle();
    for (const index of log.world.rooms.keys()) act({ do: "poll", person: "olga", room: index });
    await settle();
    for (const [round, { actions, losses }] of rounds.entries()) {
      for (const one of actions) act(one);
      await settle();
      for (const one of losses) {
        lose(one);
        await settle();
      }
      const quiet = ears.map((ear) =>
        quietQuestions(log.world, ear.user, round).map((packet) => ear.ask(packet)),
      );
      lookAround(ears.length * round);
      await settle();
      checkQuiet(quiet, ears, log);
    }
    await listsArrive(ears, log);
    // Those that end by themselves are looked for once a second.
    if (inRealTime)
      await pollsEnd(owner, log, () => {
        ahead += 2000 * pollSeconds;
      });
    await settle();
    checkAll(ears, log);
  } finally {
    await town.close();
  }
}

/** The owner's connection, then one of each person, and mira's second. */
async function begin(town: Town, start: readonly (readonly string[])[], log: Log): Promise<Ear[]> {
  const [olga, ...others] = await town.people("olga", ...people);
  // They are members now; each comes again with ears.
  for (const member of others) member.close();
  // Under a name like all others, by which what the audit log tells of it is known.
  await olga.request("channel_update", { current_name: "general", updates: { name: "zq999x" } });
  await olga.request("channel_delete", { name: "zq999x" });
  for (const name of spareRoles) await olga.request("role_create", roleFields(name));
  const holders = new Map(log.world.holders);
  for (const [index, user] of people.entries()) {
    const roles = [...(start[index] ?? ["user"])];
    await olga.request("user_roles_set", { user, roles });
    holders.set(user, roles);
  }
  log.world = { ...log.world, holders, roles: new Set([...spareRoles, "user"]) };
  const ears: Ear[] = [];
  for (const user of ["olga", ...people, "mira"]) {
    ears.push(await listen(town, user, () => ears[0]?.frames.length ?? 0));
  }
  return ears;
}

/** Pushed lists are at most one a second: waits until each connection has the last one, but for renames. */
async function listsArrive(ears: readonly Ear[], { world }: Log): Promise<void> {
  const markers = (list: readonly string[]) => list.map((name) => markersOf(name)[0] ?? name).join();
  for (const { user, member, frames } of ears) {
    const wanted = markers(namesFor(world, user));
    const shows = (packet: object) => markers(names(packet as never)) === wanted;
    const newest = frames.findLast(({ cmd }) => cmd === "channels_get");
    if (newest ? shows(newest) : wanted === "") continue;
    const pushed = await member.next("channels_get", shows).catch(() => null);
    if (!pushed) throw new Error(`${user} was not shown ${wanted} but ${JSON.stringify(newest)}`);
  }
}

async function pollsEnd({ member }: Ear, { polls }: Log, leap: () => void): Promise<void> {
  const ends: Promise<unknown>[] = [];
  for (const { id } of polls) {
    const { poll } = await member.request("poll_get", { poll_id: id }).catch(() => ({ poll: null }));
    if (poll?.expires_at && !poll.ended) ends.push(member.next("poll_end", ({ poll_id }) => poll_id === id));
  }
  leap();
  await Promise.all(ends);
}

test(
  "whatever changes, each connection gets exactly the events that it may get",
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.constantFrom(...rolesToHold), { minLength: 1 }), {
          minLength: 3,
          maxLength: 3,
        }),
        fc.array(
          fc.record({
            actions: fc.array(action, { minLength: 10, maxLength: 40 }),
            losses: fc.array(loss, { minLength: 3, maxLength: 8 }),
          }),
          { minLength: 3, maxLength: 8 },
        ),
        fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 7, arbitrary: fc.constant(false) }),
        play,
      ),
      tries(40),
    ),
  timeLimit(240_000, 40),
);
