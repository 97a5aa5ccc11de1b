/** docs/archive-format.md: the records of an archive. */
import { Type } from "@sinclair/typebox";
import { recordKinds, recordSchemas } from "../../src/archive/records.ts";
import { fieldRows } from "./fields.ts";
import { page, prose, table } from "./markdown.ts";

const intro = `An archive is a folder that holds a whole server. [export.md](export.md) says how to make one and how to make a server
of it. This page is for programs that read archives or write them.

| in the folder | what it holds |
| --- | --- |
| \`archive.json\` | the list of the files of records |
| \`KIND.jsonl\` | the records of one kind; messages are elsewhere |
| \`messages/ROOM.jsonl\` | the messages of one channel or thread |
| \`files/ab/HASH\` | uploaded files and their thumbnails, by the SHA-256 of their content; \`ab\` are its first two digits |
| \`assets/NAME\` | the server's icon and banner |

\`archive.json\` has \`format\` (1), \`messages\` (how many) and \`files\`, a list of \`{"name", "records", "sha256"}\`. An import
refuses a file whose content has another hash. After a change by hand, remove \`sha256\` there.

Files of records are JSON Lines: UTF-8, one record a line. A file without records may be left out.

- An absent field has no value: null, false or an empty list. Fields that the tables don't list are refused.
- \`room\` is a key of a channel or thread. Any text does that is unique in the archive; as part of a file name it has letters,
  digits, \`-\` and \`_\`. \`""\` is a channel that was deleted.
- Records stand in the order in which they are shown or were made, as each kind says. The messages of a room stand oldest
  first.
- A line that is no such record is left out of an import, with a line in its report. What contradicts the rest, such as
  a role that nobody defined, is repaired or left out, and reported.
`;

export function archivePage(): string {
  return page("The format of an archive", intro, ...recordKinds.map(section));
}

function section(kind: (typeof recordKinds)[number]): string {
  const { kind: _name, ...fields } = recordSchemas[kind].properties;
  const rows = fieldRows(Type.Object(fields), "").map(
    ([field = "", type = "", required = "", _limits, text = ""]) => [field, type, required, text],
  );
  const head = `## ${kind}\n\n${prose(recordSchemas[kind].description ?? "")}\n`;
  return `${head}\n${table(["field", "type", "required", "meaning"], rows)}`;
}
