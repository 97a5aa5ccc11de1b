/**
 * An archive on disk (docs/export.md):
 *
 * - `archive.json`: the list of the files of records
 * - `KIND.jsonl`, `messages/ROOM.jsonl`: records, one a line
 * - `files/ab/abcd…`: uploaded files, by the SHA-256 of their content
 * - `assets/NAME`: the server's pictures
 */
import { join } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { hashPattern } from "../files/blob-place.ts";

export const manifestName = "archive.json";

export const manifestSchema = Type.Object({
  format: Type.Literal(1),
  messages: Type.Integer({ minimum: 0 }),
  /** In the order in which they are read. */
  files: Type.Array(
    Type.Object({
      name: Type.String({ pattern: "^([a-z]+|messages/[A-Za-z0-9_-]+)\\.jsonl$", maxLength: 200 }),
      records: Type.Integer({ minimum: 0 }),
      sha256: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
    }),
  ),
});
export type Manifest = Static<typeof manifestSchema>;

const assetPattern = /^(?!\.{1,2}$)[^/\\\0]{1,255}$/;

/** Where a file of an archive lies, as a path inside it; null: it can't have that name. */
export function placeOfFile(name: string): string | null {
  if (hashPattern.test(name)) return join("files", name.slice(0, 2), name);
  return assetPattern.test(name) ? join("assets", name) : null;
}
