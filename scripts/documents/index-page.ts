/** docs/protocol/README.md: what holds for every packet, and the way to all the others. */

import { configSchema } from "../../src/config/schema.ts";
import { permissionsOf } from "../../src/protocol/command.ts";
import { commonErrors } from "../../src/protocol/errors.ts";
import { announcedPermissions, channelActions, furtherPermissions } from "../../src/protocol/permissions.ts";
import { budgetTable, messageLimiter } from "./costs.ts";
import { audiences } from "./event-page.ts";
import { code, json, page, prose, table } from "./markdown.ts";
import type { DocumentedCommand, Protocol } from "./protocol.ts";

const limits = configSchema.properties.limits.properties;
const kept = configSchema.properties.resume.properties;

export function indexPage({ commands, events }: Protocol): string {
  return page(
    "Protocol",
    packets(),
    requests(),
    failures(),
    replay(),
    repeats(),
    budgetSection(commands),
    limitSection(),
    permissionSection(),
    "## Commands\n",
    ...bySubject(commands).flatMap(([subject, list]) => [
      `### ${subject}\n`,
      table(
        ["command", "what it does", "permission"],
        list.map(({ definition }) => [
          `[${definition.name}](commands/${definition.name}.md)`,
          prose(definition.summary),
          permissionsOf(definition).map(code).join(" or "),
        ]),
      ),
    ]),
    "## Events\n",
    ...bySubject(events).flatMap(([subject, list]) => [
      `### ${subject}\n`,
      table(
        ["event", "what happened", "who gets it"],
        list.map(({ definition }) => [
          `[${definition.name}](events/${definition.name}.md)`,
          prose(definition.summary),
          audiences[definition.audience],
        ]),
      ),
    ]),
    "## See also\n",
    "- [Objects](objects.md), [errors](errors.md), [close codes](close-codes.md)\n- [asyncapi.json](asyncapi.json): all of this for programs\n- [Configuration](../configuration.md)\n",
  );
}

function packets(): string {
  return `One WebSocket at \`/\`; behind TLS \`wss://\`. Every packet is one JSON object in one text frame, with its name in
\`cmd\` and its fields beside it. The server ignores fields that it does not know, and so should a client.

The first packet is the server's [handshake](events/handshake.md). A client then logs in with
[auth](commands/auth.md), [login](commands/login.md) or [register](commands/register.md) and gets
[auth_success](events/auth_success.md) and [ready](events/ready.md). \`capabilities\` in the handshake names what this
server offers: test for a name there, not for a version.

Times are Unix seconds with a fraction, unless a field says otherwise. Lengths count UTF-16 units, as JavaScript does.
Where a description says "characters", it means Unicode code points.
`;
}

function requests(): string {
  return `## Requests, replies, \`listener\`

${json({ cmd: "messages_get", channel: "general", limit: 50, listener: "42" })}
A request may carry \`listener\`, a string of 1 to 256 characters; any other value is ignored. The packet that answers
the request, a reply or a failure, has the same \`listener\`. No other packet has it. Match replies by it, since the
\`cmd\` of a reply is not always the command's name.

The requests of one connection are carried out and answered in order. A change has been stored when its reply is sent.

\`"global": true\` marks a packet that other connections get too. The connection that asked gets its copy, with
\`listener\`, as the reply. The others get the same packet as an event.
`;
}

function failures(): string {
  return `## Failures

${json({ cmd: "error", src: "messages_get", val: "Channel not found", code: "channel_not_found", channel: "general", listener: "42" })}
Programs decide by \`code\`; \`val\` is for people. See [all errors](errors.md). Before login a failure is an
[auth_error](events/auth_error.md) without \`listener\`. Every command can answer ${commonErrors.map((name) => `[${name}](errors.md#${name})`).join(", ")}.
A frame that is not a JSON object is ignored before login and answered with
[invalid_message](errors.md#invalid_message) after it; more than ${limits.malformed_frames.default} of them close the connection.
`;
}

function replay(): string {
  return `## \`seq\` and \`resume\`

Every event that changes state carries \`seq\`, a whole number that grows. There are gaps, because a client does not get
events that its user may not see. [ready](events/ready.md) gives \`session\` with the \`epoch\` and the \`seq\` at which this
connection's events begin. After a broken connection, log in again and send [resume](commands/resume.md) with the old
\`epoch\` and the largest \`seq\` handled. The server sends all missed events in order; or it answers
\`recovered: false\`, and the client fetches everything again. The server keeps the newest ${number(kept.events.default)} events (\`resume.events\`, \`resume.bytes\`),
and a restart begins a new epoch. Ignore packets whose \`seq\` you have handled before.
`;
}

function repeats(): string {
  return `## \`nonce\`

[message_new](commands/message_new.md) takes a \`nonce\`, which the sender chooses. A repeat with the same \`nonce\` by
the same user within 10 minutes returns the first message and posts nothing. So a client that got no answer can send again.
`;
}

function budgetSection(commands: readonly DocumentedCommand[]): string {
  const drawers = (cost: string) =>
    commands
      .filter(({ definition }) => definition.cost === cost)
      .map(({ definition }) => `[${definition.name}](commands/${definition.name}.md)`)
      .join(", ");
  const { perMinute, burst, cooldown } = messageLimiter;
  return `## Budgets

Each user has one budget of each kind for all connections together. \`rate_limiting.enabled\` switches off only
\`message\`. A refusal is [too_many_requests](errors.md#too_many_requests). For \`message\` a
[rate_limit](events/rate_limit.md) packet with the milliseconds to wait comes before it, and carries the \`listener\`.
Refused requests cost nothing.

${table(
  ["budget", "limits", "for", "commands"],
  [
    [
      code("message"),
      `${perMinute} in a minute; ${burst} in 10 seconds, then a pause of ${cooldown} seconds. These are the defaults of \`rate_limiting\` in the configuration`,
      "writing",
      drawers("message"),
    ],
    ...budgetTable.map(([name, { perMinute: each, burst: once, of }]) => [
      code(name),
      `${each} per minute, ${once} at once`,
      of,
      drawers(name),
    ]),
  ],
)}`;
}

function limitSection(): string {
  const row = (key: keyof typeof limits) => [
    code(`limits.${key}`),
    number(limits[key].default),
    prose(limits[key].description ?? ""),
  ];
  return `## Limits of a connection

Operators change them in the [configuration](../configuration.md). The [close code](close-codes.md) says which limit was exceeded.

${table(
  ["key", "default", "meaning"],
  [
    row("frame_size"),
    row("frame_size_before_login"),
    row("packets_per_second"),
    row("packets_burst"),
    row("bytes_per_second"),
    row("bytes_burst"),
    row("malformed_frames"),
    row("send_queue_bytes"),
    row("send_queue_packets"),
    row("login_seconds"),
    row("connections_per_address"),
    row("connections_per_user"),
  ],
)}`;
}

function permissionSection(): string {
  const list = (names: readonly string[]) => names.map(code).join(", ");
  return `## Permissions

Roles hold permissions: ${list(announcedPermissions)}. Also accepted and kept: ${list(furtherPermissions)}.
\`administrator\` counts as all of them, and so does the role \`owner\`.

A channel has a list of roles for each action: ${list(channelActions)}. \`!name\` in such a list blocks a role, and a
block wins. Only the role \`owner\` is not bound by these lists. To a user who may not view a channel, it does not exist.
`;
}

function bySubject<Entry extends { readonly subject: string }>(
  entries: readonly Entry[],
): [string, Entry[]][] {
  return [...Map.groupBy(entries, ({ subject }) => subject)];
}

function number(value: unknown): string {
  return Number(value).toLocaleString("en-US");
}
