/** How many unread messages call somebody, by room. */
import { targetsOf } from "./mentions.ts";
import { keyOf } from "./positions.ts";
import { type Procedure, rows, type Typed } from "./procedure.ts";

/** One statement for all rooms: hundreds of small ones would cost more than what they find. */
const callsAfter = (
  places: string,
  targets: string,
  author: string,
): Typed<{ room: number; count: number }> => ({
  text: `SELECT mentions.room AS room, count(DISTINCT mentions.message) AS count
    FROM json_each(?) AS place CROSS JOIN json_each(?) AS target CROSS JOIN mentions
      ON mentions.target = target.value AND mentions.room = json_extract(place.value, '$[0]')
      AND mentions.message > json_extract(place.value, '$[1]')
    WHERE mentions.author <> ? GROUP BY mentions.room`,
  values: [places, targets, author],
});

/** For each room how many messages after the position call the user, by name, by reply or by a role. */
export function* mentionsAfter(
  { user, roles }: { readonly user: string; readonly roles: readonly string[] },
  behind: readonly { readonly room: number; readonly position: number }[],
): Procedure<Map<number, number>> {
  const places = JSON.stringify(behind.map(({ room, position }) => [room, keyOf(room, position)]));
  const targets = JSON.stringify(targetsOf([user], roles));
  const counted = yield* rows(callsAfter(places, targets, user));
  return new Map(counted.map(({ room, count }) => [room, count]));
}
