/** The order of channels after an edit of db/channels.json. */
import { isDeepStrictEqual } from "node:util";

/**
 * The order of the file if the editor moved something, otherwise the server's. Channels that only the other side has go
 * behind their neighbour there. All are ids.
 */
export function orderAfter({ written, file, now }: Record<"written" | "file" | "now", readonly number[]>) {
  const then = written.filter((id) => file.includes(id));
  const moved = !isDeepStrictEqual(
    then,
    file.filter((id) => then.includes(id)),
  );
  return moved ? insertMissing(file, now) : insertMissing(now, file);
}

/** `order` with the ids that only `other` has, each behind the one that it follows there. */
function insertMissing(order: readonly number[], other: readonly number[]): number[] {
  const result = [...order];
  for (const [index, id] of other.entries()) {
    if (result.includes(id)) continue;
    const before = other[index - 1];
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  }
  return result;
}
