/** What members don't want to be told by web push. */
import type { Failure } from "../protocol/errors.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { type Gone, refusedAsGone, refusedAsLeft } from "./still-there.ts";

/** Times of the day, as `HH:MM`. They may reach over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface PushSettings {
  readonly quietHours: QuietHours | null;
  /** Rooms whose messages aren't pushed. */
  readonly muted: readonly number[];
}

const quietOf = prepared<{ user: string }>()((value) =>
  sql.selectFrom("push_quiet_hours").selectAll().where("user", "=", value("user")),
);
const setQuiet = prepared<{ user: string; starts: string; ends: string; time_zone: string }>()((value) =>
  sql.replaceInto("push_quiet_hours").values({
    user: value("user"),
    starts: value("starts"),
    ends: value("ends"),
    time_zone: value("time_zone"),
  }),
);
const deleteQuiet = prepared<{ user: string }>()((value) =>
  sql.deleteFrom("push_quiet_hours").where("user", "=", value("user")),
);
const mutesOf = prepared<{ user: string }>()((value) =>
  sql.selectFrom("push_mutes").select("room").where("user", "=", value("user")).orderBy("room"),
);
const insertMute = prepared<{ user: string; room: number }>()((value) =>
  sql
    .insertInto("push_mutes")
    .values({ user: value("user"), room: value("room") })
    .onConflict((conflict) => conflict.doNothing()),
);
const deleteMute = prepared<{ user: string; room: number }>()((value) =>
  sql.deleteFrom("push_mutes").where("user", "=", value("user")).where("room", "=", value("room")),
);

function* settings(user: string): Procedure<PushSettings> {
  const quiet = yield* row(quietOf({ user }));
  const muted = yield* rows(mutesOf({ user }));
  return { quietHours: quiet ? unpackedQuiet(quiet) : null, muted: muted.map(({ room }) => room) };
}

function unpackedQuiet(quiet: { starts: string; ends: string; time_zone: string }): QuietHours {
  return { from: quiet.starts, to: quiet.ends, timeZone: quiet.time_zone };
}

/** It runs among the writes so that the answer has its place among the events. */
export const pushSettingsOf = write(
  "push.settings_of",
  function* (input: { user: string }): Procedure<PushSettings> {
    return yield* settings(input.user);
  },
);

/** The settings afterwards. */
export const setQuietHours = write(
  "push.quiet",
  function* (input: {
    user: string;
    quietHours: QuietHours | null;
  }): Procedure<PushSettings | Failure<"authentication_required">> {
    const { user, quietHours } = input;
    const left = yield* refusedAsLeft(user);
    if (left) return left;
    if (quietHours) {
      const { from, to, timeZone } = quietHours;
      yield setQuiet({ user, starts: from, ends: to, time_zone: timeZone });
    } else {
      yield deleteQuiet({ user });
    }
    return yield* settings(user);
  },
);

/** The settings afterwards. */
export const setPushMute = write(
  "push.mute",
  function* (input: { user: string; room: number; muted: boolean }): Procedure<PushSettings | Failure<Gone>> {
    const { user, room, muted } = input;
    if (muted) {
      const gone = yield* refusedAsGone(user, room);
      if (gone) return gone;
      yield insertMute({ user, room });
    } else {
      yield deleteMute({ user, room });
    }
    return yield* settings(user);
  },
);
