/** Read markers as records: up to which message that still exists each member has read. */
import type { RecordOf } from "../records.ts";
import type { Findings } from "./findings.ts";
import type { Room } from "./rooms.ts";
import type { Marker } from "./small-files.ts";
import type { Survey } from "./survey.ts";

export interface MarkerSources {
  readonly markers: readonly Marker[];
  readonly rooms: readonly Room[];
  readonly survey: Survey;
  readonly findings: Findings;
  /** Where a marker's message is gone, everything is unread; otherwise everything is read. */
  readonly unknownUnread: boolean;
}

export interface MarkerRecords {
  /** Is told each message, in order. */
  saw(message: RecordOf<"message">): void;
  /** When all messages were seen. */
  records(): Generator<RecordOf<"marker">>;
}

/** A marker whose message is in another room: the newest one that is not newer counts. */
interface Open {
  /** Microseconds. */
  readonly at: number;
  read: string | null;
}

export function markerRecords({
  markers,
  rooms,
  survey,
  findings,
  unknownUnread,
}: MarkerSources): MarkerRecords {
  const newest = new Map<string, string>();
  const open = new Map<string, Map<Marker, Open>>();
  const numbers = new Map(rooms.map(({ key }, index) => [key, index]));
  for (const marker of markers) {
    const place = survey.ids.find(marker.message);
    const time = survey.times.get(marker.message);
    if (!place || place.room === numbers.get(marker.room) || time === undefined) continue;
    const inRoom = open.get(marker.room) ?? new Map<Marker, Open>();
    open.set(marker.room, inRoom.set(marker, { at: Math.round(time * 1e6), read: null }));
  }

  function readUpTo(marker: Marker): string | null {
    const place = survey.ids.find(marker.message);
    if (place && place.room === numbers.get(marker.room)) return marker.message;
    const elsewhere = open.get(marker.room)?.get(marker);
    const name = `db/unreads.json: ${marker.user}, ${marker.room}`;
    findings.repaired(
      "read markers",
      elsewhere ? "its message is in another room" : "its message is gone",
      name,
    );
    if (elsewhere) return elsewhere.read;
    return unknownUnread ? null : (newest.get(marker.room) ?? null);
  }

  return {
    saw({ room, id, at }) {
      newest.set(room, id);
      for (const each of open.get(room)?.values() ?? []) if (at <= each.at) each.read = id;
    },
    *records() {
      for (const marker of markers) {
        const read = readUpTo(marker);
        findings.imported("read markers");
        yield {
          kind: "marker",
          user: marker.user,
          room: marker.room,
          shown: marker.message,
          ...(read !== null && { read }),
        };
      }
    },
  };
}
