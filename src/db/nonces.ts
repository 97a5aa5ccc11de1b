/** Nonces: a client gives one to a message, so that sending it again does not store it twice. */
import { type Procedure, prepared, row, sql, write } from "./procedure.ts";

/** How long a repeated nonce returns the first message. */
export const nonceLifetime = 10 * 60 * 1_000_000;

const keep = prepared<{ author: string; nonce: string; message: string; now: number }>()((value) =>
  sql
    .insertInto("nonces")
    .values({
      author: value("author"),
      nonce: value("nonce"),
      message: value("message"),
      created_at: value("now"),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["author", "nonce"])
        .doUpdateSet({ message: value("message"), created_at: value("now") }),
    ),
);
// Times far in the future were stored while the clock was wrong.
const messageOf = prepared<{ author: string; nonce: string; expired: number; future: number }>()((value) =>
  sql
    .selectFrom("nonces")
    .select("message")
    .where("author", "=", value("author"))
    .where("nonce", "=", value("nonce"))
    .where("created_at", ">=", value("expired"))
    .where("created_at", "<=", value("future")),
);
const dropOld = prepared<{ expired: number }>()((value) =>
  sql.deleteFrom("nonces").where("created_at", "<", value("expired")),
);
const dropFuture = prepared<{ future: number }>()((value) =>
  sql.deleteFrom("nonces").where("created_at", ">", value("future")),
);

/** Part of larger changes: the id of the message that used the nonce; it may be deleted since. */
export function* messageOfNonce(author: string, nonce: string, now: number): Procedure<string | undefined> {
  return (yield* row(messageOf({ author, nonce, expired: now - nonceLifetime, future: now + nonceLifetime })))
    ?.message;
}

/** Part of larger changes: the message has used the nonce. */
export function* useNonce(used: {
  author: string;
  nonce: string;
  message: string;
  now: number;
}): Procedure<void> {
  yield keep(used);
}

export const forgetNonces = write("nonces.forget", function* (input: { now: number }): Procedure<null> {
  yield dropOld({ expired: input.now - nonceLifetime });
  yield dropFuture({ future: input.now + nonceLifetime });
  return null;
});
