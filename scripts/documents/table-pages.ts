/** docs/protocol/errors.md, close-codes.md and objects.md: pages that are one table, or one after another. */

import { TypeGuard } from "@sinclair/typebox";
import { closeCodes } from "../../src/protocol/close-codes.ts";
import { errorTable } from "../../src/protocol/errors.ts";
import { fieldTable, recordValue, typeWords } from "./fields.ts";
import { code, page, prose, table } from "./markdown.ts";
import { namedObjects } from "./objects.ts";

export function errorsPage(): string {
  return page(
    "Errors",
    "`code` is stable and for programs. `val` is for people; `{…}` in it stands for a value, which is `…` where a name would make the official client show the banner of another error. After login a failure is sent as [error](events/error.md), before login as [auth_error](events/auth_error.md). A command that fails changes nothing.\n",
    table(
      ["code", "text", "when"],
      Object.entries(errorTable).map(([name, { text, when }]) => [
        // Other pages link to the single row.
        `<a id="${name}"></a>${code(name)}`,
        prose(text),
        prose(when),
      ]),
    ),
  );
}

export function closeCodesPage(): string {
  return page(
    "Close codes",
    "The codes with which the server closes connections. The reason in the close frame is the name.\n",
    table(
      ["code", "name", "when"],
      Object.entries(closeCodes).map(([name, { code: number, when }]) => [
        String(number),
        code(name),
        prose(when),
      ]),
    ),
  );
}

export function objectsPage(): string {
  return page(
    "Objects",
    "Objects that occur in many packets.\n",
    ...namedObjects.flatMap(({ name, schema }) => [
      `## ${name}\n`,
      ...(schema.description === undefined ? [] : [`${prose(schema.description)}.\n`]),
      TypeGuard.IsRecord(schema)
        ? `A map of name to ${typeWords(recordValue(schema), "")}.\n`
        : fieldTable(schema, ""),
    ]),
  );
}
