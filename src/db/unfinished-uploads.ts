/** Uploads that come in several requests, until they are complete. Their bytes lie in the folder of incoming files. */
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { type Gone, refusedAsGone } from "./still-there.ts";
import type { UnfinishedUploadRow } from "./tables.ts";

export interface UnfinishedUpload {
  /** Also the name of the file that its bytes lie in. */
  readonly id: string;
  /** User id. */
  readonly user: string;
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** The channel that it is for; null: any. */
  readonly room: number | null;
  /** Days that it shall live at most; null: as long as possible. */
  readonly wishedDays: number | null;
  /** Unix seconds. */
  readonly createdAt: number;
}

const insertRow = prepared<{ [Column in keyof UnfinishedUploadRow]: UnfinishedUploadRow[Column] }>()(
  (value) =>
    sql.insertInto("unfinished_uploads").values({
      id: value("id"),
      user: value("user"),
      name: value("name"),
      size: value("size"),
      room: value("room"),
      wished_days: value("wished_days"),
      created_at: value("created_at"),
    }),
);
const countOf = prepared<{ user: string }>()((value) =>
  sql
    .selectFrom("unfinished_uploads")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("user", "=", value("user")),
);
const totalSize = prepared()(() =>
  sql.selectFrom("unfinished_uploads").select(({ fn }) => fn.sum<number | null>("size").as("total")),
);
const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("unfinished_uploads").selectAll().where("id", "=", value("id")),
);
const allIds = prepared()(() => sql.selectFrom("unfinished_uploads").select("id"));
const deleteRow = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("unfinished_uploads").where("id", "=", value("id")).returning("id"),
);
const deleteOld = prepared<{ before: number }>()((value) =>
  sql.deleteFrom("unfinished_uploads").where("created_at", "<", value("before")),
);

/** @param input `most` of one user; `space` is there for the bytes of all together, null: any number */
export const beginUpload = write(
  "upload.begin",
  function* (input: {
    upload: UnfinishedUpload;
    most: number;
    space: number | null;
  }): Procedure<Failure<"too_many" | "attachment_space" | Gone> | null> {
    const { upload, most, space } = input;
    const { wishedDays, createdAt, ...rest } = upload;
    const { user, room } = upload;
    const gone = yield* refusedAsGone(user, room);
    if (gone) return gone;
    if (((yield* row(countOf({ user })))?.count ?? 0) >= most) {
      return fail("too_many", { things: "unfinished uploads", limit: most });
    }
    const { total } = (yield* row(totalSize({}))) ?? { total: 0 };
    if (space !== null && (total ?? 0) + upload.size > space) return fail("attachment_space");
    yield insertRow({ ...rest, wished_days: wishedDays, created_at: createdAt });
    return null;
  },
);

export const unfinishedUpload = read(
  "upload.get",
  function* ({ id }: { id: string }): Procedure<UnfinishedUpload | null> {
    const found = yield* row(byId({ id }));
    if (!found) return null;
    const { wished_days: wishedDays, created_at: createdAt, ...rest } = found;
    return { ...rest, wishedDays, createdAt };
  },
);

export const unfinishedUploads = read("upload.all", function* (_: object): Procedure<readonly string[]> {
  return (yield* rows(allIds({}))).map(({ id }) => id);
});

/** It is complete, or given up. Returns whether it was there. */
export const endUpload = write("upload.end", function* ({ id }: { id: string }): Procedure<boolean> {
  return (yield* row(deleteRow({ id }))) !== undefined;
});

/** Gives up uploads that began before this time, in Unix seconds. */
export const forgetUploads = write(
  "uploads.forget",
  function* ({ before }: { before: number }): Procedure<null> {
    yield deleteOld({ before });
    return null;
  },
);
