/** Section of the configuration about scheduled backups. */
import { Type } from "@sinclair/typebox";
import { text } from "./schema-words.ts";

export const backupSection = Type.Object(
  {
    every_hours: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 8760,
      description: "Hours from one backup to the next. 0: the server makes none.",
    }),
    folder: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
      default: null,
      absent: "`backups` in the data folder",
      description: "Folder of the backups, best on another disk; a relative path begins at the data folder.",
    }),
    keep: Type.Integer({
      default: 7,
      minimum: 1,
      maximum: 1000,
      description: "Scheduled backups that are kept. Older ones are removed once a new one is whole.",
    }),
    files: Type.Boolean({
      default: true,
      description: "Uploaded files are in the backups too.",
    }),
  },
  { description: "Backups that the running server makes." },
);
