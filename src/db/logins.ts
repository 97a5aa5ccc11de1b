/** Data for logins with a password: password hashes, and the networks that accounts log in from. */
import { endSessions, noteSession, type SessionNote } from "./login-sessions.ts";
import { type Procedure, prepared, read, row, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";

const hashRow = prepared<{ id: string }>()((value) =>
  sql.selectFrom("users").select("password_hash").where("id", "=", value("id")).where("left_at", "is", null),
);
const setHash = prepared<{ id: string; hash: string }>()((value) =>
  sql
    .updateTable("users")
    .set({ password_hash: value("hash") })
    .where("id", "=", value("id")),
);

export const setPasswordHash = write(
  "user.password",
  function* (input: { id: string; hash: string }): Procedure<null> {
    yield* requireThere({ members: [input.id] });
    yield setHash(input);
    return null;
  },
);

/** Sets a password that the account's holder chose, and ends their other sessions. @param input.keep id of a session */
export const changePassword = write(
  "user.password_change",
  function* (input: { id: string; hash: string; keep: string | null }): Procedure<null> {
    yield* requireThere({ members: [input.id] });
    yield setHash({ id: input.id, hash: input.hash });
    yield* endSessions(input.id, input.keep);
    return null;
  },
);

/** Sets a password that the account's holder did not choose. The known networks and all sessions are removed too. */
export const resetPassword = write(
  "user.password_reset",
  function* (input: { id: string; hash: string }): Procedure<null> {
    yield* requireThere({ members: [input.id] });
    yield setHash(input);
    yield dropNetworks({ id: input.id });
    yield* endSessions(input.id, null);
    return null;
  },
);

/** A good login of a local account. */
export interface Visit {
  readonly id: string;
  readonly network: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Networks that are remembered of one account; the one that was used longest ago makes room. */
export const maxNetworks = 20;

const noteNetwork = prepared<{ id: string; network: string; at: number }>()((value) =>
  sql
    .insertInto("user_networks")
    .values({ user: value("id"), network: value("network"), at: value("at") })
    .onConflict((conflict) => conflict.columns(["user", "network"]).doUpdateSet({ at: value("at") })),
);
const dropOldNetworks = prepared<{ id: string; network: string }>()((value) =>
  sql
    .deleteFrom("user_networks")
    .where("user", "=", value("id"))
    // If the clock was set back, the newest one may not have the latest time.
    .where("network", "!=", value("network"))
    .where("network", "not in", (eb) =>
      eb
        .selectFrom("user_networks")
        .select("network")
        .where("user", "=", value("id"))
        .where("network", "!=", value("network"))
        .orderBy("at", "desc")
        .limit(maxNetworks - 1),
    ),
);
const dropNetworks = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("user_networks").where("user", "=", value("id")),
);
const networkRow = prepared<{ id: string; network: string }>()((value) =>
  sql
    .selectFrom("user_networks")
    .select("at")
    .where("user", "=", value("id"))
    .where("network", "=", value("network")),
);

/** What a login of a local account leaves behind. */
export interface LoginNote {
  readonly visit: Visit | null;
  readonly session: SessionNote | null;
}

/** Part of larger changes: see `noteLogin`. */
export function* noteLoginIn({ visit, session }: LoginNote): Procedure<void> {
  if (visit) {
    yield* requireThere({ members: [visit.id] });
    yield noteNetwork({ ...visit });
    yield dropOldNetworks({ id: visit.id, network: visit.network });
  }
  if (session) yield* noteSession(session);
}

export const noteLogin = write("user.login_noted", function* (input: LoginNote): Procedure<null> {
  yield* noteLoginIn(input);
  return null;
});

/** The data for one login. `seenAt`: the account's newest noted login from that network, or null. */
export const loginFacts = read("user.login", function* (input: { id: string; network: string }): Procedure<{
  hash: string | null;
  seenAt: number | null;
}> {
  const hash = (yield* row(hashRow(input)))?.password_hash ?? null;
  return { hash, seenAt: (yield* row(networkRow(input)))?.at ?? null };
});
