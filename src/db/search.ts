/**
 * Message search. It goes from newer to older messages, step by step, so that a search for something rare delays
 * no page of history. search-step.ts has one step.
 */
import { roomOf } from "./positions.ts";
import { type Procedure, type Read, read, row, type Typed } from "./procedure.ts";
import { wholeRoom } from "./rooms.ts";
import {
  byPlace,
  nextAfter,
  type Place,
  type Progress,
  type Step,
  type StepResult,
  searchStep,
} from "./search-step.ts";
import { firstFitting } from "./weight.ts";

/** A search stops after this many steps: a million messages read through, or fifteen million looked up. */
const mostSteps = 60;

export interface Found {
  /** Newest first. */
  readonly messages: StepResult["messages"];
  /** There are older ones, or may be. */
  readonly more: boolean;
  /** Where the next page goes on; null when there is none, or when a search of several rooms stopped without a result. */
  readonly end: Place | null;
}

/**
 * The newest messages of the rooms that match, merged by time; fewer than asked for when they are long.
 *
 * @param ask reads one step; null when it refuses to
 * @param find.rooms most recently used ones first is fastest, if they are many
 * @param find.before only older ones; see `placeIn`
 * @returns null when `ask` refused
 */
export async function findMessages(
  ask: <Result>(read: Read<Result>) => Promise<Result | null>,
  find: Pick<Step, "search" | "rooms" | "before"> & { readonly limit: number },
): Promise<Found | null> {
  const { limit, ...given } = find;
  // One more tells whether there are more.
  const wanted = limit + 1;
  let messages: StepResult["messages"] = [];
  let progress: Progress | null = { nth: 0, range: null };
  for (let step = 0; progress && step < mostSteps; step++) {
    const found = messages.map(({ at, key }) => ({ at, key }));
    const result: StepResult | null = await ask(searchStep({ ...given, wanted, found, progress }));
    if (!result) return null;
    messages = [...messages, ...result.messages].sort(byPlace).slice(0, wanted);
    progress = result.progress;
  }
  const page = firstFitting(messages.slice(0, limit), ({ weight }) => weight, 1);
  const more = messages.length > page.length || progress !== null;
  const last = page.at(-1);
  const end: Place | null = more && last ? { at: last.at, key: last.key } : null;
  if (messages.length > page.length || !progress?.range || find.rooms.length > 1)
    return { messages: page, more, end };
  // The search stopped. It goes on from there, not from the last result, else it might never get further.
  const place = ask(placeFrom({ key: progress.range.below }));
  return place && { messages: page, more, end: (await place) ?? end };
}

const placeById = (id: string): Typed<Place> => ({
  text: "SELECT key, at FROM messages WHERE id = ?",
  values: [id],
});

/** The position of a message of one of these rooms; null if there is none. */
export const placeIn = read(
  "search.place",
  function* (input: { id: string; rooms: readonly number[] }): Procedure<Place | null> {
    const found = yield* row(placeById(input.id));
    return found && input.rooms.includes(roomOf(found.key)) ? found : null;
  },
);

/** The position of the oldest message that is not older than this key; null if its room has none. */
const placeFrom = read("search.place_from", function* ({ key }: { key: number }): Procedure<Place | null> {
  return (yield* row(nextAfter(key, wholeRoom(roomOf(key)).to))) ?? null;
});
