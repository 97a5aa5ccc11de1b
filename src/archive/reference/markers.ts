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
  readonly replacedIds: ReadonlyMap<string, string>;
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
  readonly marker: Marker;
  /** Microseconds. */
  readonly at: number;
}

/** Those of a room, the earliest first. */
interface Queue {
  readonly waiting: Open[];
  /** How many are settled. */
  settled: number;
}

export function markerRecords({
  markers,
  rooms,
  survey,
  replacedIds,
  findings,
  unknownUnread,
}: MarkerSources): MarkerRecords {
  const newest = new Map<string, string>();
  const open = new Map<string, Queue>();
  const readElsewhere = new Map<Marker, string | null>();
  const numbers = new Map(rooms.map(({ key }, index) => [key, index]));
  for (const marker of markers) {
    const place = survey.ids.find(marker.message);
    const time = survey.times.get(marker.message);
    if (!place || place.room === numbers.get(marker.room) || time === undefined) continue;
    const queue = open.get(marker.room) ?? { waiting: [], settled: 0 };
    open.set(marker.room, queue);
    queue.waiting.push({ marker, at: Math.round(time * 1e6) });
  }
  for (const { waiting } of open.values()) waiting.sort((a, b) => a.at - b.at);

  /** Markers of the room whose time is before a message have read up to the message before it. */
  function settle(room: string, before: number): void {
    const queue = open.get(room);
    if (!queue) return;
    for (
      let next = queue.waiting[queue.settled];
      next && next.at < before;
      next = queue.waiting[queue.settled]
    ) {
      readElsewhere.set(next.marker, newest.get(room) ?? null);
      queue.settled++;
    }
  }

  const idNow = ({ message }: Marker): string => replacedIds.get(message) ?? message;

  function readUpTo(marker: Marker): string | null {
    const place = survey.ids.find(marker.message);
    if (place && place.room === numbers.get(marker.room)) return idNow(marker);
    const elsewhere = readElsewhere.get(marker);
    const name = `db/unreads.json: ${marker.user}, ${marker.room}`;
    findings.repaired(
      "read markers",
      elsewhere === undefined ? "its message is gone" : "its message is in another room",
      name,
    );
    if (elsewhere !== undefined) return elsewhere;
    return unknownUnread ? null : (newest.get(marker.room) ?? null);
  }

  return {
    saw({ room, id, at }) {
      settle(room, at);
      newest.set(room, id);
    },
    *records() {
      for (const room of open.keys()) settle(room, Number.POSITIVE_INFINITY);
      for (const marker of markers) {
        const read = readUpTo(marker);
        findings.imported("read markers");
        yield {
          kind: "marker",
          user: marker.user,
          room: marker.room,
          shown: idNow(marker),
          ...(read !== null && { read }),
        };
      }
    },
  };
}
