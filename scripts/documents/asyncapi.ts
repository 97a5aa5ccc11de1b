/**
 * docs/protocol/asyncapi.json: the definitions as an AsyncAPI 3.0 document. It describes the server: "receive" is
 * what a client sends, "send" what the server sends by itself.
 */
import type { TSchema } from "@sinclair/typebox";
import { configSchema } from "../../src/config/schema.ts";
import { authError, error, rateLimit } from "../../src/protocol/events.ts";
import { alternativesOf, replyExample, requestExample } from "./command-page.ts";
import { audiences, eventExample } from "./event-page.ts";
import { prose } from "./markdown.ts";
import { namedObjects, objectName } from "./objects.ts";
import type { DocumentedCommand, DocumentedEvent, Protocol } from "./protocol.ts";

type Json = Readonly<Record<string, unknown>>;

const listener = { type: "string", minLength: 1, maxLength: 256, description: "As in the request" };
const seq = { type: "integer", description: "Place in the order of events, for `resume`" };
const socket = { $ref: "#/channels/socket" };
/** Events that answer a request; all others come by themselves. */
const refusals: ReadonlySet<string> = new Set([error.name, rateLimit.name]);
const correlationId = { location: "$message.payload#/listener" };

/** @param version of the server */
export function asyncapi({ commands, events }: Protocol, version: string): Json {
  const { host, port } = configSchema.properties.websocket.properties;
  const messages = Object.fromEntries([
    ...commands.flatMap((command) => commandMessages(command)),
    ...events.map((event) => eventMessage(event)),
  ]);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "OriginChats",
      version,
      description:
        "The protocol of this chat server. See README.md beside this file for what holds for every packet.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      local: {
        host: `${host.generated}:${port.generated}`,
        protocol: "ws",
        pathname: "/",
        description: "The default address of a new configuration. On the internet it is `wss://` behind TLS.",
        bindings: { ws: {} },
      },
    },
    channels: {
      socket: {
        address: "/",
        title: "The one WebSocket",
        description: "Every packet is one JSON object in one text frame.",
        servers: [{ $ref: "#/servers/local" }],
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
      },
    },
    operations: Object.fromEntries([
      ...commands.map((command) => commandOperation(command)),
      ...events.map((event) => eventOperation(event)),
    ]),
    components: {
      messages,
      schemas: Object.fromEntries(namedObjects.map(({ name, schema }) => [name, inner(schema)])),
    },
  };
}

function commandMessages(command: DocumentedCommand): [string, Json][] {
  const { definition, reply, announced } = command;
  const { name, summary, request, login } = definition;
  const correlated = login === "before" ? {} : { correlationId };
  const messages: [string, Json][] = [
    [
      `${name}.request`,
      {
        name,
        summary: prose(summary),
        ...correlated,
        payload: { ...payload(name, request, login === "before" ? {} : { listener }), ...oneOf(definition) },
        examples: [{ payload: requestExample(command) }],
      },
    ],
  ];
  if (reply !== null) {
    messages.push([
      `${name}.reply`,
      {
        name: reply,
        summary: `Answers ${name}.`,
        correlationId,
        payload: payload(reply, definition.reply, { listener, ...(announced?.replayed && { seq }) }),
        examples: [{ payload: replyExample(command) }],
      },
    ]);
  }
  return messages;
}

function eventMessage(event: DocumentedEvent): [string, Json] {
  const { name, summary, fields, replayed } = event.definition;
  const answers = refusals.has(name);
  return [
    `${name}.event`,
    {
      name,
      summary: prose(summary),
      ...(answers && { correlationId }),
      payload: payload(name, fields, { ...(answers && { listener }), ...(replayed && { seq }) }),
      examples: [{ payload: eventExample(event) }],
    },
  ];
}

function commandOperation(command: DocumentedCommand): [string, Json] {
  const { definition, subject, reply } = command;
  const { name, summary, login, cost } = definition;
  const replies = reply === null ? ["auth_success.event", "ready.event"] : [`${name}.reply`];
  const failures =
    login === "before" ? [authError.name] : cost === "message" ? [error.name, rateLimit.name] : [error.name];
  return [
    name,
    {
      action: "receive",
      channel: socket,
      summary: prose(summary),
      tags: [{ name: subject }],
      messages: [message(`${name}.request`)],
      reply: {
        channel: socket,
        messages: [...replies, ...failures.map((failure) => `${failure}.event`)].map(message),
      },
    },
  ];
}

function eventOperation({ definition, subject }: DocumentedEvent): [string, Json] {
  const { name, summary, audience } = definition;
  return [
    `${name}.event`,
    {
      action: "send",
      channel: socket,
      summary: prose(summary),
      description: `Goes to ${audiences[audience]}.`,
      tags: [{ name: subject }],
      messages: [message(`${name}.event`)],
    },
  ];
}

function message(name: string): Json {
  return { $ref: `#/channels/socket/messages/${name}` };
}

/** A packet's schema: its fields, with what every packet has. */
/** Of `channel` and `thread_id` one is needed. */
function oneOf(definition: DocumentedCommand["definition"]): Json {
  const alternatives = alternativesOf(definition);
  return alternatives.length === 0 ? {} : { anyOf: alternatives.map((name) => ({ required: [name] })) };
}

function payload(cmd: string, fields: TSchema, optional: Json): Json {
  const { properties, required, ...rest } = inner(fields);
  return {
    ...rest,
    properties: { cmd: { type: "string", const: cmd }, ...Object(properties), ...optional },
    required: ["cmd", ...(Array.isArray(required) ? required : [])],
  };
}

/** The schema itself without what only TypeBox reads; objects with a name inside of it become references. */
function inner(schema: TSchema): Json {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === "description") return [key, prose(String(value))];
      if (key === "properties" || key === "patternProperties") return [key, mapValues(value, reference)];
      if (key === "items" || key === "additionalProperties")
        return [key, isObject(value) ? reference(value) : value];
      if (key === "anyOf" || key === "allOf") return [key, (value as TSchema[]).map(reference)];
      return [key, value];
    }),
  );
}

function reference(schema: TSchema): Json {
  const name = objectName(schema);
  return name === null ? inner(schema) : { $ref: `#/components/schemas/${name}` };
}

function mapValues(values: Readonly<Record<string, TSchema>>, change: (schema: TSchema) => Json): Json {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is TSchema {
  return typeof value === "object" && value !== null;
}
