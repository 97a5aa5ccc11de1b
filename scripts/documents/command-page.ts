/** docs/protocol/commands/<name>.md */

import { permissionsOf } from "../../src/protocol/command.ts";
import { commonErrors, errorTable } from "../../src/protocol/errors.ts";
import { costWords } from "./costs.ts";
import { example } from "./example.ts";
import { fieldTable } from "./fields.ts";
import { code, json, page, prose, table } from "./markdown.ts";
import type { DocumentedCommand } from "./protocol.ts";

const logins = {
  required: "needed",
  before: "this is one; after it the command is unknown",
  any: "not needed",
} as const;

export function commandPage(command: DocumentedCommand): string {
  const { definition } = command;
  return page(
    definition.name,
    `${prose(definition.summary)}\n`,
    whoAndWhat(command),
    "## Request\n",
    fieldTable(definition.request, "../objects.md", alternativesOf(definition)),
    json(requestExample(command)),
    "## Reply\n",
    reply(command),
    "## Events\n",
    events(command),
    "## Errors\n",
    errors(command),
  );
}

/** A command about a channel or thread needs the name of the one or the id of the other. */
export function alternativesOf({ channel, thread, request }: DocumentedCommand["definition"]): string[] {
  const place = ["channel", "thread_id"];
  const isPlaced = channel !== undefined && !thread && place.every((name) => name in request.properties);
  return isPlaced ? place : [];
}

function whoAndWhat({ definition, capability }: DocumentedCommand): string {
  const { login, permission, channel, timedOut, adds, cost, largeFrames } = definition;
  const rows = [["Login", logins[login]]];
  if (permission) rows.push(["Permission", permissionsOf(definition).map(code).join(" or ")]);
  if (channel) rows.push(["Channel must allow", channel.map(code).join(", ")]);
  if (timedOut) rows.push(["While timed out", timedOut]);
  if (adds) rows.push(["While the disk is almost full", "refused"]);
  rows.push(["Cost", costWords(cost)]);
  if (largeFrames) rows.push(["Frame", "up to `limits.frame_size` bytes"]);
  rows.push(["Capability", capability === null ? "not announced" : code(capability)]);
  return table(["", ""], rows);
}

/** The example of a request, as the AsyncAPI document shows it too. */
export function requestExample({ definition, subject }: DocumentedCommand): object {
  const listener = definition.login === "before" ? {} : { listener: "1" };
  return { cmd: definition.name, ...Object(example(definition.request, subject, "request")), ...listener };
}

/** The example of a reply; null when a login packet answers the command. */
export function replyExample({ definition, subject, reply, announced }: DocumentedCommand): object | null {
  if (reply === null) return null;
  const numbered = announced?.replayed ? { seq: 1042 } : {};
  const fields = Object(example(definition.reply, subject, "packet"));
  return { cmd: reply, ...fields, ...numbered, listener: "1" };
}

function reply(command: DocumentedCommand): string {
  const { definition, announced } = command;
  if (command.reply === null) {
    return "No packet of its own: [auth_success](../events/auth_success.md) and [ready](../events/ready.md), or [auth_error](../events/auth_error.md).\n";
  }
  const others = announced
    ? ` The event [${announced.name}](../events/${announced.name}.md), of which the asking connection gets its copy as the reply${announced.replayed ? ", `seq` included" : ""}.`
    : "";
  return [
    `${code("cmd")} is ${code(command.reply)}.${others}\n`,
    fieldTable(definition.reply, "../objects.md"),
    json(replyExample(command)),
  ].join("\n");
}

function events({ events }: DocumentedCommand): string {
  if (events.length === 0) return "None.\n";
  return table(
    ["event", "what happened"],
    events.map((event) => [`[${event.name}](../events/${event.name}.md)`, prose(event.summary)]),
  );
}

function errors({ errors }: DocumentedCommand): string {
  const common = commonErrors
    .filter((each) => !errors.includes(each))
    .map((each) => `[${each}](../errors.md#${each})`);
  const rest = `Also what every command can answer: ${common.join(", ")}.\n`;
  if (errors.length === 0) return rest;
  const own = table(
    ["code", "text"],
    errors.map((each) => [`[${each}](../errors.md#${each})`, prose(errorTable[each].text)]),
  );
  return `${own}\n${rest}`;
}
