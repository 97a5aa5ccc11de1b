/** Reactions: the emojis of a message and the users of each, both in the order of arrival. */
import { reactionKey } from "../chat/emoji.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { messageKeyIn, wakeThread } from "./rooms.ts";

/** An emoji with the ids of the users who gave it; never without any. */
export interface StoredReaction {
  readonly emoji: string;
  readonly users: readonly string[];
}

/** Different emojis on one message. */
export const maxEmojis = 50;

const between = prepared<{ from: number; to: number }>()((value) =>
  sql
    .selectFrom("reactions")
    .select(["message", "emoji", "user"])
    .where("message", ">=", value("from"))
    .where("message", "<=", value("to"))
    .orderBy("message")
    .orderBy("place")
    .orderBy("ordinal"),
);
const given = prepared<{ message: number; emoji: string; user: string }>()((value) =>
  sql
    .selectFrom("reactions")
    .select("place")
    .where("message", "=", value("message"))
    .where("emoji", "=", value("emoji"))
    .where("user", "=", value("user")),
);
const placeOf = prepared<{ message: number; emoji: string }>()((value) =>
  sql
    .selectFrom("reactions")
    .select("place")
    .where("message", "=", value("message"))
    .where("emoji", "=", value("emoji"))
    .limit(1),
);
const nextPlace = prepared<{ message: number; after: number }>()((value) =>
  sql
    .selectFrom("reactions")
    .select(["place", "emoji"])
    .where("message", "=", value("message"))
    .where("place", ">", value("after"))
    .orderBy("place")
    .limit(1),
);
const lastOrdinal = prepared<{ message: number; place: number }>()((value) =>
  sql
    .selectFrom("reactions")
    .select((eb) => eb.fn.max("ordinal").as("last"))
    .where("message", "=", value("message"))
    .where("place", "=", value("place")),
);
const insertRow = prepared<{
  message: number;
  place: number;
  ordinal: number;
  emoji: string;
  user: string;
}>()((value) =>
  sql.insertInto("reactions").values({
    message: value("message"),
    place: value("place"),
    ordinal: value("ordinal"),
    emoji: value("emoji"),
    user: value("user"),
  }),
);
const deleteRow = prepared<{ message: number; emoji: string; user: string }>()((value) =>
  sql
    .deleteFrom("reactions")
    .where("message", "=", value("message"))
    .where("emoji", "=", value("emoji"))
    .where("user", "=", value("user")),
);
export interface ReactionChange {
  readonly room: number;
  readonly id: string;
  readonly emoji: string;
  readonly user: string;
  readonly gives: boolean;
  /** The room is a thread's: if it is archived when this is stored, it comes back, unless nothing changes. */
  readonly wakes: boolean;
}

export type ReactionOutcome =
  /** `emoji`: as it is written on the message, which clients compare exactly. */
  | { readonly kind: "changed"; readonly emoji: string }
  | { readonly kind: "unchanged" }
  | { readonly kind: "full" }
  | Failure<"message_not_found">;

/** Adds or removes a reaction. The same emoji in another form (`reactionKey`) is the same reaction. */
export const changeReaction = write(
  "reaction.change",
  function* (input: ReactionChange): Procedure<ReactionOutcome> {
    const { room, id, user, gives, wakes } = input;
    const message = yield* messageKeyIn(room, id);
    if (message === undefined) return fail("message_not_found");
    const present = yield* findEmoji(message, input.emoji);
    const emoji = present?.emoji ?? input.emoji;
    const has = (yield* row(given({ message, emoji, user }))) !== undefined;
    if (has === gives) return { kind: "unchanged" };
    if (gives) {
      const place = present?.place ?? (yield* freePlace(message));
      if (place === null) return { kind: "full" };
      const ordinal = ((yield* row(lastOrdinal({ message, place })))?.last ?? -1) + 1;
      yield insertRow({ message, place, ordinal, emoji, user });
    } else yield deleteRow({ message, emoji, user });
    if (wakes) yield* wakeThread(room);
    return { kind: "changed", emoji };
  },
);

/** The emoji among those on the message: written the same, else the first one in another form. */
function* findEmoji(
  message: number,
  emoji: string,
): Procedure<{ readonly place: number; readonly emoji: string } | null> {
  const same = yield* row(placeOf({ message, emoji }));
  if (same) return { place: same.place, emoji };
  const key = reactionKey(emoji);
  let next = yield* row(nextPlace({ message, after: -1 }));
  while (next) {
    if (reactionKey(next.emoji) === key) return next;
    next = yield* row(nextPlace({ message, after: next.place }));
  }
  return null;
}

/** Behind all others; null when there are too many. Leaps from emoji to emoji, however many users each has. */
function* freePlace(message: number): Procedure<number | null> {
  let last = -1;
  for (let count = 0; count < maxEmojis; count++) {
    const next = yield* row(nextPlace({ message, after: last }));
    if (!next) return last + 1;
    last = next.place;
  }
  return null;
}

/** Reactions to the messages with these keys and those between, by key; most messages have none. */
export function* reactionsBetween(
  from: number,
  to: number,
): Procedure<ReadonlyMap<number, readonly StoredReaction[]>> {
  const byMessage = new Map<number, { emoji: string; users: string[] }[]>();
  for (const { message, emoji, user } of yield* rows(between({ from, to }))) {
    const reactions = byMessage.get(message);
    const last = reactions?.at(-1);
    if (last?.emoji === emoji) last.users.push(user);
    else if (reactions) reactions.push({ emoji, users: [user] });
    else byMessage.set(message, [{ emoji, users: [user] }]);
  }
  return byMessage;
}
