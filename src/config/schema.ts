/**
 * Every key of config.json: its type, limits, default and meaning. Checking (load.ts), the first file
 * (`defaultConfigText`) and docs/configuration.md (reference.ts) all walk this one table.
 *
 * Beside JSON Schema's own words a key may carry:
 * - `generated`  value that a newly written config.json holds; without it the key is left out there
 * - `inherits`   a sibling key, read before it, whose value is taken when this one is absent
 * - `absent`     words for the docs where the value in the absence of the key is worked out, not fixed
 * - `restart`    the key is read only when the server starts
 * - `awaits`     what must be built before the key is read; until then it is only checked
 *
 * Defaults are for an absent key. A newly written file often holds other values, hence the two columns in the docs.
 */
import { isIP } from "node:net";
import { FormatRegistry, type Static, type TSchema, Type, TypeGuard } from "@sinclair/typebox";

/** A public address may be written `https://`, `http://`, `wss://`, `ws://` or as a bare host. */
export function parsePublicUrl(text: string): URL | null {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  return url && /^(https?|wss?):$/.test(url.protocol) && url.hostname !== "" ? url : null;
}

function isAddressRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isOriginPattern(text: string): boolean {
  if (text === "*" || text === "null") return true;
  const origin = text.replace("://*.", "://");
  return URL.parse(origin)?.origin === origin && /^https?:/.test(origin);
}

/** Text formats: how each is checked, and the words for an error. */
export const formats: Readonly<Record<string, { expected: string; test: (text: string) => boolean }>> = {
  "http-url": {
    expected: "an http:// or https:// URL",
    test: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
  },
  "public-url": {
    expected: "a public address such as https://chat.example",
    test: (text) => parsePublicUrl(text) !== null,
  },
  // Only characters that need no percent-encoding: clients put it into a query string as it is.
  "https-origin": {
    expected: "https://HOST or https://HOST:PORT in lower case, without a path or a slash at the end",
    test: (text) => /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.parse(text)?.origin === text,
  },
  origin: {
    expected:
      'an origin such as https://chat.example without a path, https://*.chat.example for all below it, "null" or "*"',
    test: isOriginPattern,
  },
  "address-range": {
    expected: "an IP address such as 10.0.0.7 or a range such as 10.0.0.0/8",
    test: isAddressRange,
  },
  contact: {
    expected: "mailto: with a mail address, or an https:// URL",
    test: (text) =>
      /^mailto:[^\s@<>"]+@[^\s@<>"]+$/.test(text) || (/^https:\/\//.test(text) && URL.canParse(text)),
  },
  host: {
    expected: "a host name or IP address, with or without a port: push.lan, 10.0.0.7:8080, [fd00::7]",
    test: (text) => URL.parse(`http://${text}/`)?.host === text.replace(/:80$/, "").toLowerCase(),
  },
  // The text of a key would be repeated by every error that names the file.
  "file-name": {
    expected: "the name of a file",
    test: (text) => text !== "" && !/-----BEGIN|[\r\n]/.test(text),
  },
};
for (const [name, { test }] of Object.entries(formats)) FormatRegistry.Set(name, test);

/** In a generated file the key stands with its default, or with another value where the two differ. */
function written<T>(absent: T, generated: T = absent) {
  return { default: absent, generated };
}

const large = 1_000_000_000;
const imageSide = { minimum: 1, maximum: 20_000 };
const days = { minimum: 0, maximum: 36_500 };
const text = { maxLength: 2000 };

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
        description:
          "Anybody may register an account of this server. Otherwise a new account needs an invite (`invite_create`).",
      }),
      session_days: Type.Integer({
        ...written(90),
        minimum: 1,
        maximum: 3650,
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
        description: "Name shown to people.",
      }),
      description: Type.Union([Type.String(text), Type.Null()], {
        default: null,
        description: "A sentence about the server, shown in `/info`.",
      }),
      owner: Type.Object({
        name: Type.String({
          ...written("", "Admin"),
          ...text,
          description: "Name shown as the owner. Display only: it gives no rights, see `owners`.",
        }),
      }),
      icon: Type.Union([Type.String(text), Type.Null()], {
        default: null,
        description: "URL of the icon, or the name of a file in `db/serverAssets`.",
      }),
      banner: Type.Union([Type.String(text), Type.Null()], {
        default: null,
        description: "URL of the banner, or the name of a file in `db/serverAssets`.",
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
  limits: Type.Object(
    {
      post_content: Type.Integer({
        ...written(2000),
        minimum: 1,
        maximum: 1_000_000,
        description: "Characters of a message.",
      }),
      search_results: Type.Integer({
        ...written(30),
        minimum: 1,
        maximum: 1000,
        description: "Messages in one answer to `messages_search`; never more than 50, whatever stands here.",
      }),
      frame_size: Type.Integer({
        default: 2_097_152,
        minimum: 1024,
        maximum: 67_108_864,
        restart: true,
        description:
          "Bytes of a frame from a client, for commands that take long texts, embeds or pictures; others take 64 KiB.",
      }),
      frame_size_before_login: Type.Integer({
        default: 65_536,
        minimum: 1024,
        maximum: 67_108_864,
        description: "Bytes of a frame from a client that isn't logged in.",
      }),
      connections: Type.Integer({
        default: 20_000,
        minimum: 1,
        maximum: large,
        description: "Open connections, all together.",
      }),
      connections_per_address: Type.Integer({
        default: 1000,
        minimum: 1,
        maximum: large,
        description:
          "Open connections of one client address; behind a trusted proxy the address that it names. An IPv6 network of 64 bits counts as one.",
      }),
      connections_per_user: Type.Integer({
        default: 25,
        minimum: 1,
        maximum: large,
        description:
          "Open connections of one user. A login beyond it closes the oldest. Each can hold as much memory as `frame_size`.",
      }),
      unauthenticated: Type.Integer({
        default: 2000,
        minimum: 1,
        maximum: large,
        description:
          "Open connections without a login, all together. Nobody is refused; above this number the server closes connections that have stayed for 20 seconds, the oldest of the addresses with most of them first. Each can hold as much memory as `frame_size`.",
      }),
      unauthenticated_per_address: Type.Integer({
        default: 100,
        minimum: 1,
        maximum: large,
        description: "The same of one client address, as `connections_per_address` counts.",
      }),
      packets_per_second: Type.Integer({
        default: 50,
        minimum: 1,
        maximum: large,
        description: "Packets per second of one connection in the long run; more closes it.",
      }),
      packets_burst: Type.Integer({
        default: 200,
        minimum: 1,
        maximum: large,
        description: "Packets of one connection at once, before `packets_per_second` counts.",
      }),
      bytes_per_second: Type.Integer({
        default: 262_144,
        minimum: 1024,
        maximum: large,
        description:
          "Bytes per second of one connection in the long run; more closes it. All connections of one user may send twice as much together, and all without a login of one address as much as one, beyond the first 4 KiB of each.",
      }),
      bytes_burst: Type.Integer({
        default: 8_388_608,
        minimum: 65_536,
        maximum: large,
        description: "Bytes at once, before `bytes_per_second` counts. A single frame may be larger.",
      }),
      send_queue_bytes: Type.Integer({
        default: 4_194_304,
        minimum: 65_536,
        maximum: large,
        description:
          "Characters waiting for a slow client; more closes its connection. An emoji counts as two; text beyond Latin takes more bytes than characters.",
      }),
      send_queue_packets: Type.Integer({
        default: 1000,
        minimum: 10,
        maximum: large,
        description: "Packets waiting for a slow client; more closes its connection.",
      }),
      login_seconds: Type.Integer({
        default: 300,
        minimum: 5,
        maximum: 86_400,
        description:
          "Seconds after which a connection without a login is closed; each one is checked every 30 seconds. The official client comes back each second, so keep it long.",
      }),
      malformed_frames: Type.Integer({
        default: 20,
        minimum: 1,
        maximum: large,
        description: "Frames of one connection that aren't a JSON object; more closes it.",
      }),
      logins_per_minute: Type.Integer({
        default: 5,
        minimum: 1,
        maximum: large,
        description:
          "Failed logins per minute of one account from one address; more lead to delays of up to 15 minutes. One address may fail ten times as often at once, and twice as often in the long run, for all accounts together. An account with more than 100 failures a day from addresses that it never logged in from can be tried only three times, then once in 12 hours, from each such address. A right password counts for none of it. `auth` has the same budget per address for refused validators.",
      }),
      good_logins_per_minute: Type.Integer({
        default: 20,
        minimum: 1,
        maximum: large,
        description:
          "Good logins per minute of one account in the long run; twice as many at once. More are told to wait.",
      }),
      kick_seconds: Type.Integer({
        default: 60,
        minimum: 0,
        maximum: large,
        description:
          "Seconds for which a kicked account can't log in or register again. Clients reconnect by themselves, so without this a kicked member is back at once.",
      }),
      registrations_per_minute: Type.Integer({
        default: 5,
        minimum: 1,
        maximum: large,
        description: "Registrations per minute and address.",
      }),
    },
    { description: "Sizes and amounts." },
  ),
  rate_limiting: Type.Object(
    {
      enabled: Type.Boolean({
        ...written(false, true),
        description:
          "Limit `message_new`, `message_edit` and `message_delete` for each user. The budgets of other commands always hold.",
      }),
      messages_per_minute: Type.Integer({
        ...written(30, 60),
        minimum: 0,
        maximum: large,
        description: "Such commands within 60 seconds.",
      }),
      burst_limit: Type.Integer({
        ...written(5, 10),
        minimum: 0,
        maximum: large,
        description: "Such commands within 10 seconds; one more starts the cooldown.",
      }),
      cooldown_seconds: Type.Integer({
        ...written(60, 30),
        minimum: 0,
        maximum: 86_400,
        description: "Seconds to wait after a burst.",
      }),
    },
    { description: "How much one user may write." },
  ),
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
        description:
          "Who may read single messages without a login, at `/messages/CHANNEL/ID`, where some clients look for a preview of a shared link. `default_role`: everybody, in text channels that new members may view (`DB.users.default.roles`).",
      }),
    },
    { description: "What people see who are no members." },
  ),
  uploads: Type.Object(
    {
      emoji_allowed_file_types: Type.Array(
        Type.String({ pattern: "^\\.?[A-Za-z0-9]{1,16}$", words: "a file type such as png" }),
        {
          ...written(["gif", "jpg", "jpeg", "png"]),
          description:
            "File types of new custom emojis: png, jpg, gif, webp. SVG is never accepted: it can hold scripts.",
        },
      ),
    },
    { description: "Custom emojis." },
  ),
  attachments: Type.Object(
    {
      enabled: Type.Boolean({
        ...written(true),
        description: "Files can be uploaded. Without it, those that are there are not served either.",
      }),
      max_size: Type.Integer({
        ...written(104_857_600),
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Bytes of one file.",
      }),
      allowed_types: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        ...written(["image/*", "video/*", "audio/*", "application/pdf"]),
        description:
          "MIME types of files: exact, `type/*`, or `*`. The server finds out the type by the bytes. An empty list allows every type.",
      }),
      permanent_tiers: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        ...written(["pro", "max"]),
        description: "Rotur subscriptions whose files live long.",
      }),
      permanent_expiration_days: Type.Integer({
        ...written(365),
        ...days,
        description: "Days that a file of such a subscription lives.",
      }),
      free_tier_max_expiration_days: Type.Integer({
        ...written(7),
        ...days,
        description:
          "Days that anybody else's file lives at most. Large files live shorter (docs/attachments.md).",
      }),
      max_attachments_per_user: Type.Integer({
        ...written(-1),
        minimum: -1,
        maximum: large,
        description: "Files of one user: -1 any number, 0 none; beyond it the oldest are removed.",
      }),
      uploads_per_minute: Type.Integer({
        ...written(10),
        minimum: 0,
        maximum: large,
        description:
          "Uploads per minute of one user. Those of one network: six times as many. 0: any number.",
      }),
      subscription_cache_ttl: Type.Integer({
        ...written(300),
        minimum: 0,
        maximum: 86_400,
        description: "Seconds for which a user's Rotur subscription is remembered.",
      }),
      max_total_size: Type.Integer({
        default: -1,
        minimum: -1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Bytes of all files together; beyond it uploads are refused. -1: any number.",
      }),
      compression: Type.Object({
        enabled: Type.Boolean({
          ...written(true),
          description:
            "Make uploaded still pictures smaller that are larger than this. Animations stay as they are.",
        }),
        max_width: Type.Integer({
          ...written(1920),
          ...imageSide,
          description: "Width in pixels.",
        }),
        max_height: Type.Integer({
          ...written(1920),
          ...imageSide,
          description: "Height in pixels.",
        }),
        jpeg_quality: Type.Integer({
          ...written(85),
          minimum: 1,
          maximum: 100,
          description: "Quality of JPEG pictures.",
        }),
        webp_quality: Type.Integer({
          ...written(85),
          minimum: 1,
          maximum: 100,
          description: "Quality of WebP pictures.",
        }),
        png_compression: Type.Integer({
          awaits: "an encoder that takes it",
          ...written(6),
          minimum: 0,
          maximum: 9,
          description: "Effort for PNG pictures.",
        }),
      }),
    },
    {
      description: "Files that users upload.",
    },
  ),
  files: Type.Object(
    {
      store: Type.Union([Type.Literal("folder"), Type.Literal("s3")], {
        default: "folder",
        restart: true,
        description:
          "Files lie in a folder, or in a bucket of an S3-compatible object store. Files are not moved when this is changed.",
      }),
      folder: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
        default: null,
        absent: "`files` in the data folder",
        restart: true,
        description:
          "Folder of uploaded files; a relative path begins at the data folder. With `s3`, files lie there only while they are uploaded.",
      }),
      s3: Type.Object({
        endpoint: Type.String({
          default: "https://s3.amazonaws.com",
          format: "http-url",
          restart: true,
          description: "Address of the object store.",
        }),
        bucket: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
          default: null,
          restart: true,
          description: "Bucket, which must be there. Nobody else may need access to it.",
        }),
        region: Type.String({
          default: "us-east-1",
          maxLength: 100,
          restart: true,
          description: "Region that requests are signed for.",
        }),
        prefix: Type.String({
          default: "",
          maxLength: 500,
          restart: true,
          description: "What the names of all objects begin with.",
        }),
        access_key_id: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
          default: null,
          absent: "the environment variable `S3_ACCESS_KEY_ID`",
          restart: true,
          description: "Access key.",
        }),
        secret_access_key: Type.Union([Type.String({ ...text, minLength: 1 }), Type.Null()], {
          default: null,
          absent: "the environment variable `S3_SECRET_ACCESS_KEY`",
          restart: true,
          description: "Secret of the access key.",
        }),
      }),
    },
    { description: "Where uploaded files are stored." },
  ),
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
  modlog: Type.Object(
    {
      enabled: Type.Boolean({ ...written(true), description: "Record what moderators do." }),
      retention: Type.Object({
        default: Type.Integer({ ...written(90), ...days, description: "Days that an entry is kept." }),
        user_moderation: Type.Integer({
          generated: 365,
          inherits: "default",
          ...days,
          description: "Days for bans, kicks, timeouts and roles of users.",
        }),
        role_management: Type.Integer({
          generated: 365,
          inherits: "default",
          ...days,
          description: "Days for changes of roles.",
        }),
        channel_management: Type.Integer({
          generated: 180,
          inherits: "default",
          ...days,
          description: "Days for changes of channels.",
        }),
        message_moderation: Type.Integer({
          generated: 90,
          inherits: "default",
          ...days,
          description: "Days for deleted and pinned messages.",
        }),
        server_management: Type.Integer({
          generated: 180,
          inherits: "default",
          ...days,
          description: "Days for changes of the server, emojis, webhooks and plugins.",
        }),
        deleted_text: Type.Integer({
          ...written(0),
          ...days,
          description:
            "Days that an entry holds the text of a message that another member deleted. 0: no text is kept.",
        }),
      }),
    },
    { description: "The audit log." },
  ),
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
});

/** Keys of older servers that are read no more, or under another name. */
export const retiredKeys: readonly { path: string; movedTo?: string; fixed?: string; note: string }[] = [
  {
    path: "max_lengths.post_content",
    movedTo: "limits.post_content",
    note: "Read as `limits.post_content`.",
  },
  {
    path: "limits.strangers",
    movedTo: "limits.unauthenticated",
    note: "Read as `limits.unauthenticated`, its name now.",
  },
  {
    path: "limits.strangers_per_address",
    movedTo: "limits.unauthenticated_per_address",
    note: "Read as `limits.unauthenticated_per_address`, its name now.",
  },
  {
    path: "rotur.validate_key",
    note: "Ignored: every connection has a key of its own. Take it out of the file.",
  },
  { path: "cracked.default_roles", note: "Ignored: the roles of new users are `DB.users.default.roles`." },
  { path: "DB.channels", fixed: "db/channels.json", note: "Ignored: the file is always `db/channels.json`." },
  { path: "DB.users.file", fixed: "db/users.json", note: "Ignored: the file is always `db/users.json`." },
  { path: "service.name", fixed: "OriginChats", note: "Ignored: the log names this program." },
  { path: "service.version", fixed: "1.0.0", note: "Ignored: the log names the version of this program." },
];

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
