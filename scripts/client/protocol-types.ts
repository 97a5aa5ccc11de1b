/** client/protocol.gen.ts: what the definitions say about requests, replies and events, as plain TypeScript. */
import { type TObject, type TSchema, TypeGuard } from "@sinclair/typebox";
import { auditActions, auditCategories } from "../../src/protocol/audit.ts";
import { closeCodes } from "../../src/protocol/close-codes.ts";
import { type ErrorCode, errorTable } from "../../src/protocol/errors.ts";
import { announcedPermissions, channelActions, furtherPermissions } from "../../src/protocol/permissions.ts";
import { recordValue } from "../documents/fields.ts";
import { namedObjects, objectName } from "../documents/objects.ts";
import type { DocumentedCommand, DocumentedEvent, Protocol } from "../documents/protocol.ts";
import { comment, inlineText, objectText, type Printing } from "./typescript.ts";

const head = `// Made by \`npm run generate\` from the definitions of the server. Do not edit.

/** Where a request about a channel or thread acts: one of both. A thread's id goes before the name of its forum. */
export type Place = { channel: string; thread_id?: string | null } | { channel?: string; thread_id: string };
`;

const seq = ["/** Its place in the order of events; only of those that change state. */", "seq?: number;"];
const printing: Printing = { nameOf };

export function protocolTypes({ commands, events }: Protocol): string {
  const asked = commands.filter(({ definition }) => definition.login !== "before");
  return [
    head,
    ...namedObjects
      .filter(({ schema }) => nameOf(schema) !== null)
      .map(({ name, schema }) => named(name, schema)),
    group("The fields of each request, without `cmd` and `listener`.", "Requests", asked.map(request)),
    group("The reply packet of each command, without `listener`.", "Replies", asked.map(reply)),
    group("The packet of each event.", "Events", events.map(event)),
    union("The stable code of each error.", "ErrorCode", codes()),
    group(
      "The codes with which the server closes a connection.",
      "CloseCodes",
      Object.entries(closeCodes).map(([name, { code, when }]) => `${comment(when, "  ")}  ${name}: ${code};`),
    ),
    union("The categories of the audit log.", "AuditCategory", auditCategories.map(bare)),
    group(
      "The actions of the audit log, each with its category.",
      "AuditActions",
      Object.entries(auditActions).map(([action, category]) => `  ${action}: "${category}";`),
    ),
    union(
      "The permissions of roles.",
      "Permission",
      [...announcedPermissions, ...furtherPermissions].map(bare),
    ),
    union("What the permissions of a channel name.", "ChannelAction", channelActions.map(bare)),
  ].join("\n");
}

/** Maps of anything look all the same, so their name would say nothing. */
function nameOf(schema: TSchema): string | null {
  if (TypeGuard.IsRecord(schema) && TypeGuard.IsUnknown(recordValue(schema))) return null;
  const name = objectName(schema);
  return name === null ? null : typeName(name);
}

/** @example typeName("role_map") // "WireRoleMap" */
function typeName(name: string): string {
  const words = name.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Wire${words.join("").replace(/^Wire/, "")}`;
}

function named(name: string, schema: TSchema): string {
  const text = inlineText(schema, printing);
  const isObject = text.startsWith("{\n");
  const declared = isObject
    ? `export interface ${typeName(name)} ${text}`
    : `export type ${typeName(name)} = ${text};`;
  return `${comment(schema.description)}${declared}\n`;
}

function request({ definition }: DocumentedCommand): string {
  const { name, summary, request, channel, thread } = definition;
  const isPlaced = channel !== undefined && !thread;
  const { channel: _channel, thread_id: _thread, ...others } = request.properties;
  const required = (request.required ?? []).filter((field) => field in others);
  const unplaced: TObject = { ...request, properties: others, required };
  const type = isPlaced ? placed(unplaced) : objectText(request, printing, "  ");
  return `${comment(summary, "  ")}  ${name}: ${type};`;
}

function placed(others: TObject): string {
  const isAlone = Object.keys(others.properties).length === 0;
  return isAlone ? "Place" : `${objectText(others, printing, "  ")} & Place`;
}

function reply({ definition, reply, announced }: DocumentedCommand): string {
  const cmd = [`cmd: ${reply === null ? "string" : JSON.stringify(reply)};`];
  const last = announced?.replayed ? seq : [];
  const type = objectText(definition.reply, printing, "  ", { first: cmd, last });
  return `${comment(`Answers \`${definition.name}\`.`, "  ")}  ${definition.name}: ${type};`;
}

function event({ definition }: DocumentedEvent): string {
  const { name, summary, fields, replayed } = definition;
  const first = [`cmd: "${name}";`];
  const type = objectText(fields, printing, "  ", { first, last: replayed ? seq : [] });
  return `${comment(summary, "  ")}  ${name}: ${type};`;
}

function group(summary: string, name: string, entries: readonly string[]): string {
  return `${comment(summary)}export interface ${name} {\n${entries.join("\n")}\n}\n`;
}

function union(summary: string, name: string, members: readonly string[]): string {
  return `${comment(summary)}export type ${name} =\n${members.join("\n")};\n`;
}

function bare(member: string): string {
  return `  | "${member}"`;
}

/** Each with its text, in which a name in braces stands for a value. */
function codes(): string[] {
  return (Object.keys(errorTable) as ErrorCode[]).map(
    (code) => `${comment(errorTable[code].text, "  ")}  | "${code}"`,
  );
}
