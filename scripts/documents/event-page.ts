/** docs/protocol/events/<name>.md */
import type { AudienceKind } from "../../src/protocol/event.ts";
import { example } from "./example.ts";
import { fieldTable } from "./fields.ts";
import { json, page, prose, table } from "./markdown.ts";
import type { DocumentedEvent } from "./protocol.ts";

export const audiences: Readonly<Record<AudienceKind, string>> = {
  everyone: "every logged-in connection",
  viewers: "every connection whose user may view the channel at that moment",
  user: "every connection of the users that it is for",
  connection: "one connection",
};

/** Events that no single command's definition lists, because many or none cause them. */
const otherCauses: Readonly<Record<string, string>> = {
  handshake: "A new connection.",
  ping: "The heartbeat.",
  error: "Every command, after login.",
  auth_error: "Every command that needs a login, before it.",
  disconnect: "The end of a member's connections: they left, or were kicked or banned.",
  users_online: "A client that was too slow for presence events, and reads again.",
};

export function eventPage(event: DocumentedEvent): string {
  const { definition } = event;
  return page(
    definition.name,
    `${prose(definition.summary)}\n`,
    table(
      ["", ""],
      [
        ["Who gets it", audiences[definition.audience]],
        ["Carries `seq`", definition.replayed ? "yes; `resume` sends it again if it was missed" : "no"],
        ["May be left out", definition.droppable ? "yes, for a client that does not read fast enough" : "no"],
      ],
    ),
    "## Fields\n",
    fieldTable(definition.fields, "../objects.md"),
    json(eventExample(event)),
    "## Caused by\n",
    causes(event),
  );
}

/** The example of an event, as the AsyncAPI document shows it too. */
export function eventExample({ definition }: DocumentedEvent): object {
  const { name, fields, replayed } = definition;
  return { cmd: name, ...Object(example(fields, name, "packet")), ...(replayed && { seq: 1042 }) };
}

function causes({ definition, causes }: DocumentedEvent): string {
  const commands = causes.map((name) => `[${name}](../commands/${name}.md)`).join(", ");
  const other = otherCauses[definition.name];
  if (commands === "") return `${other ?? "The server itself, without a command."}\n`;
  return other === undefined ? `${commands}\n` : `${other} Also ${commands}.\n`;
}
