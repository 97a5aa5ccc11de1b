/**
 * Every key of config.json: its type, limits, default and meaning. Checking (load.ts), the first file
 * (`defaultConfigText`) and docs/configuration.md (reference.ts) all walk this one table. Long sections have their own
 * files, `*-schema.ts`.
 *
 * Beside JSON Schema's own words a key may carry:
 * - `generated`  value that a newly written config.json holds; without it the key is left out there
 * - `inherits`   a sibling key, read before it, whose value is taken when this one is absent
 * - `absent`     words for the docs where the value in the absence of the key is worked out, not fixed
 * - `restart`    the key is read only when the server starts
 * - `changedBy`  members who may change the key by `config_update`: holders of `manage_server`, or owners
 * - `awaits`     what must be built before the key is read; until then it is only checked
 *
 * Defaults are for an absent key. A newly written file often holds other values, hence the two columns in the docs.
 */
import { type Static, type TSchema, Type, TypeGuard } from "@sinclair/typebox";
// It registers the formats of texts.
import "./formats.ts";
import { backupSection } from "./backup-schema.ts";
import { attachmentsSection, filesSection, uploadsSection } from "./files-schema.ts";
import { limitsSection, rateLimitingSection } from "./limits-schema.ts";
import { modlogSection } from "./modlog-schema.ts";
import { retentionSection } from "./retention-schema.ts";
import { byManagers, byOwners, large, text, written } from "./schema-words.ts";

export const configSchema = Type.Object({
  auth_mode: Type.Union([Type.Literal("rotur"), Type.Literal("cracked"), Type.Literal("cracked-only")], {
    ...written("rotur", "cracked"),
    description:
      "Accounts that may log in: those of Rotur (`rotur`), also those of this server (`cracked`), or only these (`cracked-only`).",
  }),
  owners: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    ...written<string[]>([]),
    description:
      "Accounts that get the role `owner` at their next login: the user id or user name of a Rotur account, or `USR:local_<name>`, the id of an account of this server. The log warns of an entry that can match nobody. Removing an entry takes no role away.",
  }),
  cracked: Type.Object(
    {
      allow_registration: Type.Boolean({
        ...written(true),
        ...byOwners,
        description:
          "Anybody may register an account of this server. Otherwise a new account needs an invite (`invite_create`).",
      }),
      session_days: Type.Integer({
        ...written(90),
        minimum: 1,
        maximum: 3650,
        ...byOwners,
        description:
          "A device that remembers its login needs the password again after it didn't log in for this many days.",
      }),
    },
    { description: "Accounts of this server. The protocol's word for them is `cracked`." },
  ),
  rotur: Type.Object(
    {
      base_url: Type.String({
        default: "https://api.rotur.dev",
        format: "http-url",
        description: "Address of the identity service.",
      }),
      validate_url: Type.Union([Type.String({ format: "http-url" }), Type.Null()], {
        default: null,
        absent: "`rotur.base_url` + `/validate`",
        description: "Full URL of the older check of a login (`?key=…&v=…` is added).",
      }),
      v2: Type.Boolean({
        default: false,
        description: "Try the identity service's v2 endpoint first, then the older one.",
      }),
      timeout_ms: Type.Integer({
        default: 5000,
        minimum: 100,
        maximum: 60_000,
        description: "Milliseconds to wait for an answer of the identity service.",
      }),
    },
    { description: "The identity service Rotur." },
  ),
  server: Type.Object(
    {
      name: Type.String({
        ...written("My OriginChats Server"),
        ...text,
        format: "one-line",
        ...byManagers,
        description: "Name shown to people.",
      }),
      description: Type.Union([Type.String({ ...text, format: "lines" }), Type.Null()], {
        default: null,
        ...byManagers,
        description: "A sentence about the server, shown in `/info`.",
      }),
      owner: Type.Object({
        name: Type.String({
          ...written("", "Admin"),
          ...text,
          format: "one-line",
          description: "Name shown as the owner. Display only: it gives no rights, see `owners`.",
        }),
      }),
      icon: Type.Union([Type.String(text), Type.Null()], {
        default: null,
        ...byManagers,
        description: "URL of the icon, or the name of a file in `db/serverAssets`.",
      }),
      banner: Type.Union([Type.String(text), Type.Null()], {
        default: null,
        ...byManagers,
        description: "URL of the banner, or the name of a file in `db/serverAssets`.",
      }),
      accent: Type.Union([Type.String({ format: "rgb-color" }), Type.Null()], {
        default: null,
        ...byManagers,
        description: "Colour of buttons and links on the built-in page: `#2259c7`, for example.",
      }),
      url: Type.Union([Type.String({ ...text, format: "public-url" }), Type.Null()], {
        default: null,
        description:
          "Public address: `https://…`, `http://…`, `wss://…`, `ws://…` or a bare host. Links to emojis, pictures and uploads start with it.",
      }),
      signing_url: Type.Union([Type.String({ ...text, format: "https-origin" }), Type.Null()], {
        default: null,
        absent: "made from `server.url`",
        description:
          "Address that clients sign into their messages. Pinned in the database at the first start: another one makes all old signatures invalid.",
      }),
    },
    { description: "What clients show of the server." },
  ),
  websocket: Type.Object(
    {
      host: Type.String({
        ...written("127.0.0.1"),
        minLength: 1,
        maxLength: 255,
        restart: true,
        description: "Address to listen on. `0.0.0.0` or `::` is every network of the machine.",
      }),
      port: Type.Integer({
        ...written(5613),
        minimum: 0,
        maximum: 65_535,
        restart: true,
        description: "Port to listen on; 0 takes any free one.",
      }),
      tls: Type.Union(
        [
          Type.Object({
            cert: Type.String({
              format: "file-name",
              ...text,
              restart: true,
              description:
                "File with the certificate chain (PEM). A relative path starts at the data folder.",
            }),
            key: Type.String({
              format: "file-name",
              ...text,
              restart: true,
              description: "File with the private key (PEM). A relative path starts at the data folder.",
            }),
          }),
          Type.Null(),
        ],
        {
          default: null,
          restart: true,
          description: "Serve `wss://` and `https://` itself; null leaves that to a reverse proxy.",
        },
      ),
      trusted_proxies: Type.Array(Type.String({ format: "address-range" }), {
        default: ["127.0.0.1", "::1"],
        description:
          "Addresses or ranges of proxies whose `X-Forwarded-For` header is believed, or `CF-Connecting-IP` where the other is missing. With Cloudflare in front of a proxy of your own, name Cloudflare's ranges too.",
      }),
      origins: Type.Union([Type.Array(Type.String({ format: "origin" })), Type.Null()], {
        default: null,
        absent: "any page, if others can reach the server; else pages of this machine and known clients",
        description:
          "Web pages that may connect, by origin: `https://chat.example`, `https://*.chat.example` for all hosts below, `*` for any. Programs without an origin always may. The default lets any page connect if `websocket.host` or `server.url` is not of this machine alone, or a trusted proxy forwards the connection; else only pages of this machine and the official client's.",
      }),
    },
    { description: "The address that the server listens on, and from where connections may come." },
  ),
  limits: limitsSection,
  rate_limiting: rateLimitingSection,
  permissions: Type.Object(
    {
      enforce_member_permissions: Type.Boolean({
        ...written(false, true),
        description:
          "Check the members' permissions (`send_messages`, `attach_files`, `embed_links`, `add_reactions`, `read_message_history`, `external_emojis`, `connect`, `use_slash_commands`, `change_nickname`, `mention_everyone`). Older servers never did, so their roles may lack them.",
      }),
    },
    { description: "How strictly roles are read." },
  ),
  privacy: Type.Object(
    {
      public_messages: Type.Union([Type.Literal("off"), Type.Literal("default_role")], {
        ...written("off"),
        ...byOwners,
        description:
          "Whether people without a login may read single messages, at `/messages/CHANNEL/ID`, where some clients look for a preview of a shared link. `default_role`: yes, in text channels that new members may view (`DB.users.default.roles`).",
      }),
    },
    { description: "What people who are no members can see." },
  ),
  uploads: uploadsSection,
  attachments: attachmentsSection,
  files: filesSection,
  backup: backupSection,
  push: Type.Object(
    {
      enabled: Type.Boolean({
        default: true,
        description:
          "Tell members who are away of mentions and replies, in browsers that they subscribed with. It also needs a contact.",
      }),
      contact: Type.Union([Type.String({ ...text, format: "contact" }), Type.Null()], {
        default: null,
        absent: "the https address of `server.url`; without one there is no web push",
        description:
          "How the operators of push services reach the operator of this server: `mailto:admin@chat.example` or an `https://` address. Push services get it with each message, and some refuse messages without it.",
      }),
    },
    { description: "Web push." },
  ),
  outgoing: Type.Object(
    {
      trusted_hosts: Type.Array(Type.String({ format: "host" }), {
        default: [],
        description:
          "Hosts of your own network that the server may send requests to when a member names them, such as a push server: `push.lan` or `10.0.0.7:8080`. All others must have public addresses and https.",
      }),
    },
    { description: "Requests to addresses that members choose." },
  ),
  modlog: modlogSection,
  retention: retentionSection,
  DB: Type.Object(
    {
      synchronous: Type.Union([Type.Literal("FULL"), Type.Literal("NORMAL"), Type.Literal("OFF")], {
        default: "FULL",
        restart: true,
        description:
          "What an acknowledged message survives: a power cut (`FULL`), a killed process (`NORMAL`); `OFF` is for tests.",
      }),
      reserve: Type.Integer({
        default: 67_108_864,
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          "Bytes that stay free on the disk of the database. With less, messages, reactions, votes, threads, pictures and newcomers are refused, so that moderation, deletion and a restart still work; with less than four times as much, the log warns. The log of the database alone takes up to 20 MiB, so a smaller reserve may not last. 0: no reserve.",
      }),
      users: Type.Object({
        default: Type.Unsafe<{ roles: string[]; [extra: string]: unknown }>(
          Type.Object(
            {
              roles: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
                ...written(["user"]),
                description:
                  "Roles of a new user. One that was renamed is meant by its old name too, until another takes that. The log warns of one that does not exist; if none of them does, new users get `user`.",
              }),
            },
            {
              additionalProperties: true,
              description: "Any further key is copied into the record of a new user and shown to that user.",
            },
          ),
        ),
      }),
    },
    { description: "Stored data." },
  ),
  resume: Type.Object(
    {
      events: Type.Integer({
        default: 10_000,
        minimum: 0,
        maximum: large,
        description: "Events kept for clients that come back after a broken connection.",
      }),
      bytes: Type.Integer({
        default: 33_554_432,
        minimum: 0,
        maximum: large,
        description:
          "Characters of such events. An emoji counts as two; text beyond Latin takes more bytes than characters.",
      }),
    },
    { description: "Replay after a broken connection." },
  ),
  log: Type.Object(
    {
      level: Type.Union(
        [Type.Literal("debug"), Type.Literal("info"), Type.Literal("warn"), Type.Literal("error")],
        { default: "info", description: "The least important lines that are still written." },
      ),
      format: Type.Union([Type.Literal("auto"), Type.Literal("pretty"), Type.Literal("json")], {
        default: "auto",
        description: "`auto` is `pretty` on a terminal, else `json`, one object per line.",
      }),
    },
    { description: "The log, written to the standard error output." },
  ),
  metrics: Type.Object(
    {
      public: Type.Boolean({
        default: false,
        description: "Answer `/metrics` for everybody, not only for the machine itself and trusted proxies.",
      }),
    },
    { description: "Numbers for monitoring." },
  ),
  page: Type.Object(
    {
      enabled: Type.Boolean({
        default: true,
        description: "Serve the built-in page, a chat client in the browser, at the address of the server.",
      }),
    },
    { description: "The built-in page." },
  ),
  docs: Type.Object(
    {
      enabled: Type.Boolean({
        default: false,
        description: "Serve this documentation at `/docs/`.",
      }),
    },
    { description: "The documentation of the server." },
  ),
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** A configuration that was checked, with every default filled in. */
export type Config = DeepReadonly<Static<typeof configSchema>>;

/** Every single key in the order of the schema, with its path: `["websocket", "port"]`. */
export function* configKeys(
  schema: TSchema = configSchema,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; schema: TSchema }> {
  if (!TypeGuard.IsObject(schema)) {
    yield { path, schema };
    const members: readonly TSchema[] = TypeGuard.IsUnion(schema) ? schema.anyOf : [];
    for (const member of members) if (TypeGuard.IsObject(member)) yield* configKeys(member, path);
    return;
  }
  for (const [key, child] of Object.entries(schema.properties)) yield* configKeys(child, [...path, key]);
}

/** Keys that are read only at the start: a change of them waits for the next one. */
export const restartKeys: readonly string[] = [...configKeys()]
  .filter(({ schema }) => schema.restart === true)
  .map(({ path }) => path.join("."));
