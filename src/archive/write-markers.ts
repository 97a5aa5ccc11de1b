/** How far members have read. */
import { keyOf, positionOf, roomOf } from "../db/positions.ts";
import { isMember, type KindWriter, type Writing } from "./writing.ts";

/** The newest message of each author in each room. Own messages count as read. */
const newestOwn = `INSERT OR IGNORE INTO newest_own (room, user, position, message, at)
  SELECT :room, author, max(key) - :from, id, at FROM messages WHERE key BETWEEN :from AND :to GROUP BY author`;

/** Who wrote since they joined has a marker, as on a running server. */
const markAuthors = `INSERT INTO read_markers (user, room, position, message, posted)
  SELECT user, room, newest_own.position, message, newest_own.position FROM newest_own
  JOIN users ON users.id = user AND left_at IS NULL JOIN channels ON channels.id = room
  WHERE type <> 'thread' OR at >= created_at * 1000000
  ON CONFLICT DO NOTHING`;

export function markerWriter(writing: Writing): KindWriter<"marker"> {
  const { sqlite, rooms, report } = writing;
  sqlite.run(
    `CREATE TEMP TABLE newest_own (room INTEGER, user TEXT, position INTEGER, message TEXT, at INTEGER,
      PRIMARY KEY (room, user)) WITHOUT ROWID`,
  );
  const find = sqlite.query<{ key: number }, [string]>("SELECT key FROM messages WHERE id = ?");
  const own = sqlite.query<{ position: number }, [number, string]>(
    "SELECT position FROM newest_own WHERE room = ? AND user = ?",
  );
  const place = sqlite.query<never, [string, number, number, string | null, number]>(
    `INSERT INTO read_markers (user, room, position, message, posted) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET position = excluded.position, message = excluded.message
      WHERE position <> excluded.position OR message IS NOT excluded.message`,
  );
  let isCollected = false;

  function collectOwn(): void {
    if (isCollected) return;
    isCollected = true;
    const collect = sqlite.query<never, Record<string, number>>(newestOwn);
    for (const { id } of rooms.values()) {
      collect.run({ ":room": id, ":from": keyOf(id, 0), ":to": keyOf(id + 1, 0) - 1 });
    }
    sqlite.run(markAuthors);
  }

  /** The position in that room; null: the message is gone. Undefined: it is elsewhere. */
  function positionIn(room: number, message: string): number | null | undefined {
    const key = find.get(message)?.key;
    if (key === undefined) return null;
    return roomOf(key) === room ? positionOf(key) : undefined;
  }

  return {
    label: ({ user, room }) => `${user} in ${room}`,
    write(marker) {
      collectOwn();
      const room = rooms.get(marker.room);
      if (!room) return { skipped: "its channel or thread is missing" };
      if (!isMember(writing, marker.user)) return { skipped: "its user is no member" };
      const { read, shown = read } = marker;
      const readTo = read === undefined ? null : positionIn(room.id, read);
      const shownAt = shown === undefined ? null : positionIn(room.id, shown);
      if (read !== undefined && typeof readTo !== "number") {
        report.repaired(
          "marker",
          "the message that it stands at is missing",
          `${marker.user} in ${marker.room}`,
        );
      }
      const position = Math.max(readTo ?? 0, shownAt ?? 0);
      const message = shownAt === undefined ? null : (shown ?? null);
      const posted = own.get(room.id, marker.user)?.position ?? 0;
      const { changes } = place.run(marker.user, room.id, position, message, posted);
      return changes > 0 || !writing.target.goesOn ? "imported" : "known";
    },
    end: collectOwn,
  };
}
