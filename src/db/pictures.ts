/** Pictures of local accounts, by the hash of their bytes: the same picture is stored once. */

import type { User } from "../chat/model.ts";
import type { Picture } from "../chat/pictures.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { changeUsers } from "./users.ts";

/** Characters of an id; an address of a picture ends with it. */
export const pictureIdLength = 32;

const insertRow = prepared<{ id: string; type: string; data: string }>()((value) =>
  sql
    .insertInto("pictures")
    .values({ id: value("id"), type: value("type"), data: value("data") })
    .onConflict((conflict) => conflict.doNothing()),
);
const byId = prepared<{ id: string }>()((value) =>
  sql.selectFrom("pictures").select(["type", "data"]).where("id", "=", value("id")),
);
const deleteUnused = prepared<Record<never, never>>()(() =>
  sql.deleteFrom("pictures").where("id", "not in", (eb) =>
    eb
      .selectFrom("users")
      .select((inner) => inner.fn<string>("substr", ["pfp", inner.val(-pictureIdLength)]).as("id"))
      .where("pfp", "is not", null),
  ),
);

/** Stores a member whose picture changed, with the picture if it is one of ours. */
export const changePicture = write(
  "picture.change",
  function* (input: { user: User; picture: (Picture & { id: string }) | null }): Procedure<null> {
    if (input.picture) yield insertRow(input.picture);
    yield* changeUsers([input.user]);
    return null;
  },
);

export const pictureById = read("picture.get", function* (input: { id: string }): Procedure<{
  type: string;
  data: string;
} | null> {
  return (yield* row(byId(input))) ?? null;
});

const types = prepared<Record<never, never>>()(() => sql.selectFrom("pictures").select(["id", "type"]));

/** The type of each picture. It is the column before the data, so that the data are not read. */
export const pictureTypes = read("picture.types", function* (_input: Record<never, never>): Procedure<
  readonly { id: string; type: string }[]
> {
  return yield* rows(types({}));
});

/** Deletes pictures that no member has. */
export const forgetPictures = write(
  "pictures.forget",
  function* (_input: Record<never, never>): Procedure<null> {
    yield deleteUnused({});
    return null;
  },
);
