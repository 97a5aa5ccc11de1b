/** What members don't want to be told of by web push. Their other connections are told of a change. */
import { emit, onlyUser } from "../../chat/emission.ts";
import { packetPlace, placeSeenBy } from "../../chat/place.ts";
import { isTimeZone } from "../../chat/quiet-hours.ts";
import type { State } from "../../chat/state.ts";
import { type PushSettings, setPushMute, setQuietHours } from "../../db/push-settings.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { pushSettings } from "../../protocol/events.ts";
import type { WirePushSettings, WireQuietHours } from "../../protocol/objects.ts";
import { commit } from "../outcome.ts";
import type { ByMember, InPlace } from "../world.ts";

/** The result is the settings. */
export function changeQuietHours(context: ByMember, wanted: WireQuietHours | null) {
  if (wanted && !isTimeZone(wanted.time_zone)) {
    return fail("invalid_field", { field: "quiet_hours.time_zone", problem: "not the name of a time zone" });
  }
  const quietHours = wanted && { from: wanted.from, to: wanted.to, timeZone: wanted.time_zone };
  const { user } = context;
  return commit(setQuietHours({ user: user.id, quietHours }), (settings) =>
    isFailure(settings) ? settings : changed(settings, context),
  );
}

/** The result is the settings. @param muted nothing of this place is pushed */
export function muteForPush(context: InPlace, muted: boolean) {
  const { user, room } = context;
  return commit(setPushMute({ user: user.id, room, muted }), (settings) =>
    isFailure(settings) ? settings : changed(settings, context),
  );
}

function changed(settings: PushSettings, { user, state }: ByMember) {
  const wire = wirePushSettings(settings, user.id, state);
  const event = emit(pushSettings, wire, onlyUser(user.id), { exceptRequester: true });
  return { events: [event], result: wire };
}

/** Without the places that the user may no longer view. */
export function wirePushSettings(settings: PushSettings, user: string, state: State): WirePushSettings {
  const { quietHours, muted } = settings;
  return {
    quiet_hours: quietHours && {
      from: quietHours.from,
      to: quietHours.to,
      time_zone: quietHours.timeZone,
    },
    muted: muted.flatMap((room) => {
      const at = placeSeenBy(room, user, state);
      return at ? [packetPlace(at)] : [];
    }),
  };
}
