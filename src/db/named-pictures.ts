/** Custom emojis and stickers with their pictures. The lists without pictures are in memory (chat/named-pictures.ts). */
import type { NamedPicture, NamedPictureKind } from "../chat/model.ts";
import type { Picture } from "../chat/pictures.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";

/** A picture under a file name that no other picture ever has. */
export interface PictureFile extends Picture {
  readonly fileName: string;
}

interface Listed {
  readonly id: number;
  readonly name: string;
  readonly file_name: string;
  /** Emojis have none. */
  readonly description?: string | null;
}

function unpacked({ id, name, file_name, description = null }: Listed): NamedPicture {
  return { id, name, fileName: file_name, description };
}

/** Both tables, which differ in the description. The types are those of the larger one. */
const tables = { emoji: "emojis" as "stickers", sticker: "stickers" } as const;

function statements(kind: NamedPictureKind) {
  const table = tables[kind];
  const isDescribed = kind === "sticker";
  const listed = ["id", "name", "file_name", ...(isDescribed ? (["description"] as const) : [])] as const;
  return {
    insert: prepared<{
      name: string;
      name_key: string;
      file_name: string;
      type: string;
      data: string;
      description: string | null;
    }>()((value) =>
      sql
        .insertInto(table)
        .values({
          name: value("name"),
          name_key: value("name_key"),
          file_name: value("file_name"),
          type: value("type"),
          data: value("data"),
          ...(isDescribed && { description: value("description") }),
        })
        .returning("id"),
    ),
    count: prepared()(() => sql.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("count"))),
    idOfName: prepared<{ key: string }>()((value) =>
      sql.selectFrom(table).select("id").where("name_key", "=", value("key")),
    ),
    byId: prepared<{ id: number }>()((value) =>
      sql.selectFrom(table).select(listed).where("id", "=", value("id")),
    ),
    setName: prepared<{ id: number; name: string; key: string }>()((value) =>
      sql
        .updateTable(table)
        .set({ name: value("name"), name_key: value("key") })
        .where("id", "=", value("id")),
    ),
    setFile: prepared<{ id: number; file_name: string; type: string; data: string }>()((value) =>
      sql
        .updateTable(table)
        .set({ file_name: value("file_name"), type: value("type"), data: value("data") })
        .where("id", "=", value("id")),
    ),
    setDescription: prepared<{ id: number; description: string | null }>()((value) =>
      sql
        .updateTable(table)
        .set({ description: value("description") })
        .where("id", "=", value("id")),
    ),
    delete: prepared<{ id: number }>()((value) =>
      sql.deleteFrom(table).where("id", "=", value("id")).returning(listed),
    ),
    all: prepared()(() => sql.selectFrom(table).select(listed).orderBy("id")),
    types: prepared()(() => sql.selectFrom(table).select(["file_name as id", "type"])),
    file: prepared<{ name: string }>()((value) =>
      sql.selectFrom(table).select(["type", "data"]).where("file_name", "=", value("name")),
    ),
  };
}

/** What a change gives: the picture as it is afterwards, or was before it was deleted. */
interface Done {
  readonly picture: NamedPicture;
}

interface NewPicture {
  readonly name: string;
  readonly file: PictureFile;
  readonly description: string | null;
  /** How many there may be. */
  readonly most: number;
  /** Without its target, whose id is known only here. */
  readonly record: AuditRecord | null;
}

/** What is absent stays. */
interface PictureUpdate {
  readonly id: number;
  readonly name?: string;
  readonly file?: PictureFile;
  readonly description?: string | null;
}

/** @param things what they are called in the refusal of one too many */
function pictureStore<const Kind extends NamedPictureKind>(kind: Kind, things: string) {
  const statement = statements(kind);
  const notFound = () => fail(`${kind}_not_found`) as Failure<`${Kind}_not_found`>;
  const nameTaken = (name: string) => fail(`${kind}_name_taken`, { name }) as Failure<`${Kind}_name_taken`>;
  return {
    insert: write(`${kind}.insert`, function* (input: NewPicture): Procedure<
      Failure<"too_many" | `${Kind}_name_taken`> | Done
    > {
      const { name, file, most, record, description } = input;
      const there = yield* row(statement.count({}));
      if ((there?.count ?? 0) >= most) return fail("too_many", { things, limit: most });
      const name_key = name.toLowerCase();
      if (yield* row(statement.idOfName({ key: name_key }))) return nameTaken(name);
      const { fileName, type, data } = file;
      const added = yield* row(
        statement.insert({ name, name_key, file_name: fileName, type, data, description }),
      );
      const id = added?.id ?? 0;
      if (record) yield* recordAudit({ ...record, target: { id: String(id), name } });
      return { picture: { id, name, fileName, description } };
    }),

    update: write(`${kind}.update`, function* (input: PictureUpdate): Procedure<
      Failure<`${Kind}_not_found` | `${Kind}_name_taken`> | Done
    > {
      const { id, name, file, description } = input;
      const found = yield* row(statement.byId({ id }));
      if (!found) return notFound();
      if (name !== undefined) {
        const key = name.toLowerCase();
        const holder = yield* row(statement.idOfName({ key }));
        if (holder && holder.id !== id) return nameTaken(name);
        yield statement.setName({ id, name, key });
      }
      if (file) yield statement.setFile({ id, file_name: file.fileName, type: file.type, data: file.data });
      if (description !== undefined) yield statement.setDescription({ id, description });
      const before = unpacked(found);
      return {
        picture: {
          id,
          name: name ?? before.name,
          fileName: file?.fileName ?? before.fileName,
          description: description === undefined ? before.description : description,
        },
      };
    }),

    delete: write(`${kind}.delete`, function* (input: { id: number }): Procedure<
      Failure<`${Kind}_not_found`> | Done
    > {
      const found = yield* row(statement.delete(input));
      return found ? { picture: unpacked(found) } : notFound();
    }),

    /** Part of loading everything: by id. */
    *load(): Procedure<readonly NamedPicture[]> {
      return (yield* rows(statement.all({}))).map(unpacked);
    },

    /** The type of each picture, by file name. */
    types: read(`${kind}.types`, function* (_: object): Procedure<readonly { id: string; type: string }[]> {
      return yield* rows(statement.types({}));
    }),

    file: read(`${kind}.file`, function* (input: { name: string }): Procedure<{
      type: string;
      data: string;
    } | null> {
      return (yield* row(statement.file(input))) ?? null;
    }),
  };
}

export type PictureStore<Kind extends NamedPictureKind> = ReturnType<typeof pictureStore<Kind>>;

export const emojiStore = pictureStore("emoji", "emojis");
export const stickerStore = pictureStore("sticker", "stickers");
