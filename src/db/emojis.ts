/** Custom emojis with their pictures. The list without pictures is in memory (chat/state.ts). */
import type { Emoji } from "../chat/model.ts";
import type { Picture } from "../chat/pictures.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";

/** The picture of an emoji, under a file name that no other picture ever has. */
export interface EmojiFile extends Picture {
  readonly fileName: string;
}

const insertRow = prepared<{
  name: string;
  name_key: string;
  file_name: string;
  type: string;
  data: string;
}>()((value) =>
  sql
    .insertInto("emojis")
    .values({
      name: value("name"),
      name_key: value("name_key"),
      file_name: value("file_name"),
      type: value("type"),
      data: value("data"),
    })
    .returning("id"),
);
const count = prepared()(() =>
  sql.selectFrom("emojis").select(({ fn }) => fn.countAll<number>().as("count")),
);
const idOfName = prepared<{ key: string }>()((value) =>
  sql.selectFrom("emojis").select("id").where("name_key", "=", value("key")),
);
const byId = prepared<{ id: number }>()((value) =>
  sql.selectFrom("emojis").select(["id", "name", "file_name"]).where("id", "=", value("id")),
);
const setName = prepared<{ id: number; name: string; key: string }>()((value) =>
  sql
    .updateTable("emojis")
    .set({ name: value("name"), name_key: value("key") })
    .where("id", "=", value("id")),
);
const setFile = prepared<{ id: number; file_name: string; type: string; data: string }>()((value) =>
  sql
    .updateTable("emojis")
    .set({ file_name: value("file_name"), type: value("type"), data: value("data") })
    .where("id", "=", value("id")),
);
const deleteRow = prepared<{ id: number }>()((value) =>
  sql.deleteFrom("emojis").where("id", "=", value("id")).returning(["id", "name", "file_name"]),
);
const all = prepared()(() => sql.selectFrom("emojis").select(["id", "name", "file_name"]).orderBy("id"));
const types = prepared()(() => sql.selectFrom("emojis").select(["file_name as id", "type"]));
const fileByName = prepared<{ name: string }>()((value) =>
  sql.selectFrom("emojis").select(["type", "data"]).where("file_name", "=", value("name")),
);

interface Listed {
  readonly id: number;
  readonly name: string;
  readonly file_name: string;
}

const unpacked = ({ id, name, file_name }: Listed): Emoji => ({ id, name, fileName: file_name });

/**
 * @param input.most how many there may be
 * @param input.record without its target, whose id is known only here
 */
export const insertEmoji = write(
  "emoji.insert",
  function* (input: {
    name: string;
    file: EmojiFile;
    most: number;
    record: AuditRecord | null;
  }): Procedure<Failure<"too_many" | "emoji_name_taken"> | { readonly emoji: Emoji }> {
    const { name, file, most, record } = input;
    const there = yield* row(count({}));
    if ((there?.count ?? 0) >= most) return fail("too_many", { things: "emojis", limit: most });
    const name_key = name.toLowerCase();
    if (yield* row(idOfName({ key: name_key }))) return fail("emoji_name_taken", { name });
    const { fileName, type, data } = file;
    const added = yield* row(insertRow({ name, name_key, file_name: fileName, type, data }));
    const id = added?.id ?? 0;
    if (record) yield* recordAudit({ ...record, target: { id: String(id), name } });
    return { emoji: { id, name, fileName } };
  },
);

/** The emoji as it is afterwards. What the input lacks stays. */
export const updateEmoji = write(
  "emoji.update",
  function* (input: {
    id: number;
    name?: string;
    file?: EmojiFile;
  }): Procedure<Failure<"emoji_not_found" | "emoji_name_taken"> | { readonly emoji: Emoji }> {
    const { id, name, file } = input;
    const before = yield* row(byId({ id }));
    if (!before) return fail("emoji_not_found");
    if (name !== undefined) {
      const key = name.toLowerCase();
      const holder = yield* row(idOfName({ key }));
      if (holder && holder.id !== id) return fail("emoji_name_taken", { name });
      yield setName({ id, name, key });
    }
    if (file) yield setFile({ id, file_name: file.fileName, type: file.type, data: file.data });
    const emoji = unpacked(before);
    return { emoji: { id, name: name ?? emoji.name, fileName: file?.fileName ?? emoji.fileName } };
  },
);

export const deleteEmoji = write("emoji.delete", function* (input: { id: number }): Procedure<
  Failure<"emoji_not_found"> | { readonly emoji: Emoji }
> {
  const found = yield* row(deleteRow(input));
  return found ? { emoji: unpacked(found) } : fail("emoji_not_found");
});

/** Part of loading everything: by id. */
export function* loadEmojis(): Procedure<readonly Emoji[]> {
  return (yield* rows(all({}))).map(unpacked);
}

/** The type of each emoji's picture, by file name. */
export const emojiTypes = read("emoji.types", function* (_: object): Procedure<
  readonly { id: string; type: string }[]
> {
  return yield* rows(types({}));
});

export const emojiFile = read("emoji.file", function* (input: { name: string }): Procedure<{
  type: string;
  data: string;
} | null> {
  return (yield* row(fileByName(input))) ?? null;
});
