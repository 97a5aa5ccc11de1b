/**
 * A cache of pictures. The database has one reader, which also serves everybody's history. So types are in memory,
 * recently requested pictures stay there too, and one picture is read at a time, networks in turn.
 */
import type { Picture } from "../chat/pictures.ts";
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";

export interface PictureShelf {
  /** A picture's type, and its length where that is known, without a read; null when nothing is known of it. */
  lookUp(id: string): { readonly type: string; readonly bytes: number | null } | null;
  /**
   * @param network of the client, for its turn
   * @returns null when there is no such picture, "busy" when too many requests wait already
   */
  take(id: string, network: string): Promise<Blob | null | "busy">;
  /** A picture has been stored. */
  stored(id: string, picture: Picture): void;
  /** Forgets pictures that nobody has any more. */
  prune(): void;
}

/** What the database is asked. */
export interface StoredPictures {
  types(): Promise<readonly { readonly id: string; readonly type: string }[]>;
  picture(id: string): Promise<{ readonly type: string; readonly data: string } | null>;
}

/** Bytes of pictures that are kept in memory. */
const mostBytes = 32 * 1024 * 1024;
/** Pictures that are read at once, and requests that wait for one. */
const reads = { atOnce: 1, waiting: 200 };

/** @param isUsed whether a member has the picture */
export async function openPictureShelf(
  database: StoredPictures,
  isUsed: (id: string) => boolean,
): Promise<PictureShelf> {
  // A server whose database can't be read for the types starts all the same; a type is known after the first read.
  const stored = await database.types().catch(() => []);
  const types = new Map(stored.map(({ id, type }) => [id, type]));
  /** The one that was asked for longest ago stands first. */
  const bodies = new Map<string, Blob>();
  const limiter = createConcurrencyLimiter(reads);
  let size = 0;

  function drop(id: string): void {
    size -= bodies.get(id)?.size ?? 0;
    bodies.delete(id);
  }

  function keep(id: string, { type, data }: { readonly type: string; readonly data: string }): Blob {
    // A blob is shared by all responses; a buffer would be copied for each.
    const blob = new Blob([Buffer.from(data, "base64")], { type });
    drop(id);
    types.set(id, type);
    bodies.set(id, blob);
    size += blob.size;
    for (const oldest of bodies.keys()) {
      if (size <= mostBytes) break;
      drop(oldest);
    }
    return blob;
  }

  function kept(id: string): Blob | null {
    const blob = bodies.get(id);
    if (!blob) return null;
    bodies.delete(id);
    bodies.set(id, blob);
    return blob;
  }

  return {
    lookUp(id) {
      const type = types.get(id);
      return type === undefined ? null : { type, bytes: bodies.get(id)?.size ?? null };
    },
    async take(id, network) {
      const blob = kept(id);
      if (blob) return blob;
      const answer = await limiter.run([network, id], async () => {
        // Another request may have read it meanwhile.
        const meanwhile = kept(id);
        if (meanwhile) return { blob: meanwhile };
        const found = await database.picture(id);
        return { blob: found && keep(id, found) };
      });
      return answer === null ? "busy" : answer.blob;
    },
    stored: (id, picture) => void keep(id, picture),
    prune() {
      for (const id of types.keys()) {
        if (isUsed(id)) continue;
        types.delete(id);
        drop(id);
      }
    },
  };
}
