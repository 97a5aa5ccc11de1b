/**
 * The content of stored files, by its SHA-256. The bytes lie outside the database (src/files). A row is made before its
 * file comes and removed after its file is gone, so a crash leaves no file that the database doesn't know.
 *
 * A blob stays as long as a row refers to it. Each change that may take the last reference away names the blob in
 * `unused_blobs`, and a job looks at those.
 */
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";

const insertRow = prepared<{ hash: string; size: number }>()((value) =>
  sql
    .insertInto("blobs")
    .values({ hash: value("hash"), size: value("size") })
    .onConflict((conflict) => conflict.doNothing())
    .returning("hash"),
);
const deleteRow = prepared<{ hash: string }>()((value) =>
  sql.deleteFrom("blobs").where("hash", "=", value("hash")).returning("size"),
);
const mark = prepared<{ hash: string }>()((value) =>
  sql
    .insertInto("unused_blobs")
    .values({ hash: value("hash") })
    .onConflict((conflict) => conflict.doNothing()),
);
const unmark = prepared<{ hash: string }>()((value) =>
  sql.deleteFrom("unused_blobs").where("hash", "=", value("hash")),
);
const marked = prepared<{ after: string; limit: number }>()((value) =>
  sql
    .selectFrom("unused_blobs")
    .select("hash")
    .where("hash", ">", value("after"))
    .orderBy("hash")
    .limit(value("limit")),
);
const pageAfter = prepared<{ after: string; limit: number }>()((value) =>
  sql
    .selectFrom("blobs")
    .selectAll()
    .where("hash", ">", value("after"))
    .orderBy("hash")
    .limit(value("limit")),
);
const totalOf = prepared()(() =>
  sql.selectFrom("blobs").select(({ fn }) => fn.sum<number>("size").as("total")),
);
/** One for each column that refers to blobs. */
const references = (["blob", "small", "large"] as const).map((column) =>
  prepared<{ hash: string }>()((value) =>
    sql.selectFrom("attachments").select("id").where(column, "=", value("hash")).limit(1),
  ),
);

function* isReferred(hash: string): Procedure<boolean> {
  for (const reference of references) if (yield* row(reference({ hash }))) return true;
  return false;
}

/** Part of larger changes: these blobs lose a reference. Null: there was none. */
export function* giveUp(hashes: Iterable<string | null>): Procedure<void> {
  for (const hash of hashes) if (hash !== null) yield mark({ hash });
}

/** Makes the rows of blobs whose files are about to come. Returns the bytes of those that are new. */
export const claimBlobs = write(
  "blobs.claim",
  function* (input: {
    blobs: readonly { readonly hash: string; readonly size: number }[];
  }): Procedure<number> {
    let added = 0;
    for (const { hash, size } of input.blobs) {
      if (yield* row(insertRow({ hash, size }))) added += size;
      yield* giveUp([hash]);
    }
    return added;
  },
);

/** Blobs that may have no reference any more, `limit` at most, behind `after`. */
export const doubtfulBlobs = read(
  "blobs.doubtful",
  function* (input: { after: string; limit: number }): Procedure<readonly string[]> {
    return (yield* rows(marked(input))).map(({ hash }) => hash);
  },
);

/** Blobs by hash, `limit` at most, behind `after`; and whether something refers to them. */
export const blobsAfter = read("blobs.after", function* (input: { after: string; limit: number }): Procedure<
  readonly { readonly hash: string; readonly size: number; readonly isUsed: boolean }[]
> {
  const found: { hash: string; size: number; isUsed: boolean }[] = [];
  for (const { hash, size } of yield* rows(pageAfter(input))) {
    found.push({ hash, size, isUsed: yield* isReferred(hash) });
  }
  return found;
});

/** Whether nothing refers to the blob, so that its file may go. If something does, the blob isn't looked at again. */
export const checkBlob = write("blobs.check", function* ({ hash }: { hash: string }): Procedure<boolean> {
  if (!(yield* isReferred(hash))) return true;
  yield unmark({ hash });
  return false;
});

/** Removes the row of a blob whose file is gone. Returns its bytes. @throws Error when something refers to it */
export const forgetBlob = write("blobs.forget", function* ({ hash }: { hash: string }): Procedure<number> {
  if (yield* isReferred(hash)) throw new Error(`blob ${hash} is in use`);
  yield unmark({ hash });
  return (yield* row(deleteRow({ hash })))?.size ?? 0;
});

/** Bytes of all blobs. */
export const bytesOfBlobs = read("blobs.bytes", function* (_: object): Procedure<number> {
  return (yield* row(totalOf({})))?.total ?? 0;
});
