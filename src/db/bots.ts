/** Bots: members that log in by a token. */
import type { User } from "../chat/model.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { addUser } from "./users.ts";

export interface Bot {
  /** User id. */
  readonly user: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenHash: string;
  /** User id, or `operator`. */
  readonly createdBy: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

const insertRow = prepared<{ user: string; hash: string; by: string; at: number }>()((value) =>
  sql.insertInto("bots").values({
    user: value("user"),
    token_hash: value("hash"),
    created_by: value("by"),
    created_at: value("at"),
  }),
);
const all = prepared()(() => sql.selectFrom("bots").selectAll().orderBy("created_at").orderBy("user"));
const byToken = prepared<{ hash: string }>()((value) =>
  sql.selectFrom("bots").select("user").where("token_hash", "=", value("hash")),
);
const setToken = prepared<{ user: string; hash: string }>()((value) =>
  sql
    .updateTable("bots")
    .set({ token_hash: value("hash") })
    .where("user", "=", value("user"))
    .returning("user"),
);

/** A new member that is a bot. @param input.most how many the server may have */
export const createBot = write(
  "bot.create",
  function* ({
    bot: { user: id, tokenHash, createdBy, createdAt },
    user,
    most,
  }: {
    bot: Bot;
    user: User;
    most: number;
  }): Procedure<Failure<"too_many"> | null> {
    if ((yield* rows(all({}))).length >= most) return fail("too_many", { things: "bots", limit: most });
    yield* addUser(user, null);
    yield insertRow({ user: id, hash: tokenHash, by: createdBy, at: createdAt });
    return null;
  },
);

/** The old token leads nowhere from then on. */
export const resetBotToken = write(
  "bot.token",
  function* (input: { user: string; hash: string }): Procedure<Failure<"not_a_bot"> | null> {
    return (yield* row(setToken(input))) ? null : fail("not_a_bot");
  },
);

/** The oldest first. Among the writes, so that the answer has its place among the events. */
export const allBots = write("bot.all", function* (_: object): Procedure<readonly Bot[]> {
  return (yield* rows(all({}))).map(({ user, token_hash, created_by, created_at }) => ({
    user,
    tokenHash: token_hash,
    createdBy: created_by,
    createdAt: created_at,
  }));
});

/** The user id of the bot whose token has this hash. */
export const botByToken = read("bot.by_token", function* (input: { hash: string }): Procedure<string | null> {
  return (yield* row(byToken(input)))?.user ?? null;
});
