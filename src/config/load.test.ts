import { expect, test } from "bun:test";
import { type ConfigAnswers, defaultConfigText, parseConfig } from "./load.ts";
import type { Config } from "./schema.ts";

function good(value: unknown): { config: Config; warnings: string[] } {
  const parsed = parseConfig(typeof value === "string" ? value : JSON.stringify(value));
  if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
  return parsed;
}

function problems(value: unknown): string[] {
  const parsed = parseConfig(typeof value === "string" ? value : JSON.stringify(value));
  return "problems" in parsed ? parsed.problems : [];
}

/** A file of an older server, as its own template has it. */
const referenceFile = {
  limits: { post_content: 2000, search_results: 30 },
  uploads: { emoji_allowed_file_types: ["gif", "jpg", "jpeg", "png"] },
  attachments: {
    enabled: true,
    max_size: 104857600,
    permanent_expiration_days: 365,
    permanent_tiers: ["pro", "max"],
    allowed_types: ["image/*", "video/*", "audio/*", "application/pdf"],
    uploads_per_minute: 10,
    compression: { enabled: true, max_width: 1920 },
  },
  rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 10, cooldown_seconds: 30 },
  modlog: { enabled: true, retention: { default: 80, user_moderation: 365 } },
  DB: { channels: "db/channels.json", users: { file: "db/users.json", default: { roles: ["user"] } } },
  websocket: { host: "127.0.0.1", port: 5613 },
  service: { name: "OriginChats", version: "1.0.0" },
  server: {
    name: "Lobby Club",
    owner: { name: "kim" },
    icon: "logo.png",
    banner: "https://img.example/b.png",
    url: "https://chat.example",
  },
  auth_mode: "rotur",
  cracked: { allow_registration: true },
};

test("a file of the reference server is taken as it is, without a word", () => {
  const { config, warnings } = good(referenceFile);
  expect(warnings).toEqual([]);
  expect(config.server.name).toBe("Lobby Club");
  expect(config.modlog.retention).toEqual({
    default: 80,
    user_moderation: 365,
    role_management: 80,
    channel_management: 80,
    message_moderation: 80,
    server_management: 80,
    deleted_text: 0,
  });
  expect(config.permissions.enforce_member_permissions).toBe(false);
});

test("an empty object gives what the reference does without the keys", () => {
  const { config, warnings } = good("{}");
  expect(warnings).toEqual([]);
  expect(config.auth_mode).toBe("rotur");
  expect(config.rate_limiting).toEqual({
    enabled: false,
    messages_per_minute: 30,
    burst_limit: 5,
    cooldown_seconds: 60,
  });
  expect(config.limits.post_content).toBe(2000);
  expect(config.websocket).toEqual({
    host: "127.0.0.1",
    port: 5613,
    tls: null,
    trusted_proxies: ["127.0.0.1", "::1"],
    origins: null,
  });
  expect(config.DB.synchronous).toBe("FULL");
  expect(config.server.signing_url).toBeNull();
});

test("keys that are absent in a present section are filled in", () => {
  const { config } = good({ rate_limiting: { enabled: true } });
  expect(config.rate_limiting).toEqual({
    enabled: true,
    messages_per_minute: 30,
    burst_limit: 5,
    cooldown_seconds: 60,
  });
});

test("all problems are named at once, each with its key and what it should be", () => {
  expect(
    problems({
      auth_mode: "open",
      owners: "mira",
      websocket: { port: "5613", tls: { cert: "a.pem" }, trusted_proxies: ["::1", "proxy"] },
      limits: null,
      rate_limiting: { enabled: "yes", burst_limit: 2.5 },
      attachments: { max_attachments_per_user: -2, compression: [] },
      server: { name: 5, url: "not a host", signing_url: "https://chat.example/" },
      uploads: { emoji_allowed_file_types: ["png", "../x"] },
    }),
  ).toEqual([
    'auth_mode must be "rotur", "cracked" or "cracked-only", not "open".',
    'owners must be a list, each item a text of 1 to 200 characters, not "mira".',
    "server.name must be a text of at most 2000 characters on one line, without control characters, not 5.",
    'server.url must be a public address such as https://chat.example, not "not a host".',
    'server.signing_url must be https://HOST or https://HOST:PORT in lower case, without a path or a slash at the end, not "https://chat.example/".',
    'websocket.port must be a whole number from 0 to 65535, not "5613".',
    "websocket.tls.key is missing: the name of a file.",
    'websocket.trusted_proxies[1] must be an IP address such as 10.0.0.7 or a range such as 10.0.0.0/8, not "proxy".',
    "limits must be a section in braces, not null.",
    'rate_limiting.enabled must be true or false, not "yes".',
    "rate_limiting.burst_limit must be a whole number from 0 to 1000000000, not 2.5.",
    'uploads.emoji_allowed_file_types[1] must be a file type such as png, not "../x".',
    "attachments.max_attachments_per_user must be a whole number from -1 to 1000000000, not -2.",
    "attachments.compression must be a section in braces, not a list.",
  ]);
});

test("a wrong number is repeated, whatever its key is called", () => {
  expect(problems({ limits: { post_content: "2k" } })).toEqual([
    'limits.post_content must be a whole number from 1 to 1000000, not "2k".',
  ]);
});

test("what may be a secret is not repeated", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n";
  const found = problems({
    websocket: { tls: { cert: pem, key: pem }, host: 5, trusted_proxies: ["mira:tea4two@10.0.0.7"] },
    rotur: { base_url: "postgres://mira:tea4two@host/db", validate_url: "wss://host/?token=tea4two" },
    server: { url: "ftp://mira:tea4two@host", signing_url: "mira:tea4two@host" },
  });
  expect(found).toHaveLength(8);
  expect(found.join(" ")).not.toMatch(/tea4two|MIIE|mira/);
  expect(found).toContain(
    "websocket.tls.key must be the name of a file, not what stands there; that may be a secret, so it is not shown.",
  );
  // Whatever its type is, and however short.
  expect(problems({ websocket: { tls: { cert: "a.pem", key: 1234 } } }).join(" ")).not.toContain("1234");
});

test("null stands for 'not set' only where a key may be unset", () => {
  expect(good({ server: { icon: null, url: null }, websocket: { tls: null } }).config.server.icon).toBeNull();
  expect(good({ server: { icon: "" } }).config.server.icon).toBeNull();
  expect(problems({ auth_mode: null, websocket: { port: null } })).toHaveLength(2);
});

test("unknown keys are warnings with their full name", () => {
  const { warnings } = good({ colour: 1, limits: { post_contnet: 5 }, server: { motd: "hi" } });
  expect(warnings.map((warning) => warning.split(" ")[0])).toEqual([
    "server.motd",
    "limits.post_contnet",
    "colour",
  ]);
});

test("keys of older servers are moved or dropped, with a warning", () => {
  const { config, warnings } = good({
    max_lengths: { post_content: 777 },
    rotur: { validate_url: "https://social.rotur.dev/validate", validate_key: "k" },
    cracked: { default_roles: ["x"] },
    DB: { users: "users.json" },
  });
  expect(config.limits.post_content).toBe(777);
  expect(config.rotur.validate_url).toBe("https://social.rotur.dev/validate");
  expect(config.DB.users.default.roles).toEqual(["user"]);
  expect(warnings.map((warning) => warning.split(":")[0])).toEqual([
    "max_lengths.post_content",
    "rotur.validate_key",
    "cracked.default_roles",
    "DB.users.file",
  ]);
  expect(JSON.stringify(config)).not.toContain("validate_key");
});

test("keys of earlier versions are read under their new names, with a warning that names both", () => {
  const { config, warnings } = good({ limits: { strangers: 7, strangers_per_address: 3 } });
  expect([config.limits.unauthenticated, config.limits.unauthenticated_per_address]).toEqual([7, 3]);
  expect(warnings).toEqual([
    "limits.strangers: Read as `limits.unauthenticated`, its name now.",
    "limits.strangers_per_address: Read as `limits.unauthenticated_per_address`, its name now.",
  ]);
});

test("the new name of a moved key wins over the old one", () => {
  const { config, warnings } = good({ max_lengths: { post_content: 777 }, limits: { post_content: 888 } });
  expect(config.limits.post_content).toBe(888);
  expect(warnings).toHaveLength(1);
  expect(problems({ max_lengths: { post_content: "777" } })).toHaveLength(1);
});

test("a syntax error is told with line and column", () => {
  expect(problems('{\n  "websocket": {\n    "port": 5613,\n  }\n}')).toEqual([
    "Line 4: not JSON (column 3): a comma too many before }.",
  ]);
  expect(problems("")).toEqual(["The file is empty; the least that it can hold is {}."]);
  expect(problems("[]")).toEqual(["The file must hold an object in braces, not a list."]);
  expect(problems("\ufeff")).toHaveLength(1);
});

test("a key that stands twice is a problem with both lines, at every depth", () => {
  expect(
    problems(
      '{\n"server": {"name": "a"},\n"websocket": {"tls": {"cert": "a",\n"cert": "b"}},\n"server": {}\n}',
    ),
  ).toEqual(["Line 4: 'cert' stands here and on line 3.", "Line 5: 'server' stands here and on line 2."]);
});

test("a value that is nested too deeply is a problem with its line", () => {
  expect(problems(`{"DB":\n${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`)).toEqual([
    "Line 2: nested more than 32 levels deep.",
  ]);
});

test("a byte order mark is no problem", () => {
  expect(good(`\ufeff${JSON.stringify(referenceFile)}`).config.server.name).toBe("Lobby Club");
});

test("__proto__ and its like are harmless", () => {
  const { config, warnings } = good(
    `{"__proto__": {"auth_mode": "cracked", "polluted": 1}, "constructor": 1, "limits": {"__proto__": {"post_content": 1}},
      "max_lengths": {"__proto__": {"post_content": 1}},
      "DB": {"users": {"default": {"__proto__": {"admin": true}, "bio": {"__proto__": {"admin": true}, "a": 1}}}}}`,
  );
  expect(config.auth_mode).toBe("rotur");
  expect(config.limits.post_content).toBe(2000);
  expect("polluted" in {}).toBe(false);
  const template: Record<string, unknown> = config.DB.users.default;
  expect(Object.getPrototypeOf(template)).toBe(Object.prototype);
  expect(template.bio).toEqual({ a: 1 });
  expect(Object.hasOwn(template.bio ?? {}, "__proto__")).toBe(false);
  expect(warnings).toHaveLength(5);
});

test("the template of new users keeps further keys, but can't set a user's identity", () => {
  const { config, warnings } = good({
    DB: { users: { default: { roles: ["user", "new"], nickname: "newbie", id: "x", password: "y" } } },
  });
  expect(config.DB.users.default).toEqual({ roles: ["user", "new"], nickname: "newbie" });
  expect(warnings).toHaveLength(2);
});

test("readers of a configuration can't change it, and it shares no lists with the next one", () => {
  const { config } = good({ DB: { users: { default: { roles: ["user"], bio: { a: [1] } } } } });
  const roles: readonly string[] = config.DB.users.default.roles;
  expect(() => Object.assign(roles, { 0: "owner" })).toThrow();
  expect(() => Object.assign(config.limits, { post_content: 1 })).toThrow();
  expect(good("{}").config.owners).not.toBe(good("{}").config.owners);
});

test.each([
  ["https://Chat.Example/path/", "https://chat.example"],
  ["chat.example:8443", "https://chat.example:8443"],
  ["wss://chat.example:443", "https://chat.example"],
  ["http://localhost:5613", "https://localhost:5613"],
  ["https://[::1]:5613", null],
])("the signing address of %p is %p", (url, signing) => {
  expect(good({ server: { url } }).config.server.signing_url).toBe(signing);
});

test("values are brought into one form", () => {
  const { config } = good({
    rotur: { base_url: "http://127.0.0.1:99/" },
    uploads: { emoji_allowed_file_types: [".PNG", "gif"] },
  });
  expect(config.rotur.base_url).toBe("http://127.0.0.1:99");
  expect(config.uploads.emoji_allowed_file_types).toEqual(["png", "gif"]);
});

test("the first file works without the internet, is strict, and passes its own check", () => {
  const text = defaultConfigText();
  expect(text).toStartWith('{\n    "auth_mode": "cracked",');
  const { config, warnings } = good(text);
  expect(warnings).toEqual([]);
  expect(config.auth_mode).toBe("cracked");
  expect(config.websocket.host).toBe("127.0.0.1");
  expect(config.permissions.enforce_member_permissions).toBe(true);
  expect(config.rate_limiting).toEqual({
    enabled: true,
    messages_per_minute: 60,
    burst_limit: 10,
    cooldown_seconds: 30,
  });
  expect(config.modlog.retention.user_moderation).toBe(365);
  expect(config.modlog.retention.channel_management).toBe(180);
});

test("answers replace single values of the first file", () => {
  const answers: ConfigAnswers = {
    owners: ["mira"],
    server: { name: "Tea House", icon: "https://tea.example/i.png" },
    limits: { post_content: 500 },
    rotur: { base_url: "http://127.0.0.1:1" },
  };
  const { config } = good(defaultConfigText(answers));
  expect(config.owners).toEqual(["mira"]);
  expect(config.server).toMatchObject({
    name: "Tea House",
    icon: "https://tea.example/i.png",
    owner: { name: "Admin" },
  });
  expect(config.limits).toMatchObject({ post_content: 500, search_results: 30 });
  expect(config.rotur.base_url).toBe("http://127.0.0.1:1");
  expect(defaultConfigText({ server: { icon: null } })).not.toContain("icon");
});

test.each([
  ["server", { name: "Kit\u009bchen" }, "server.name"],
  ["server", { name: "two\nlines" }, "server.name"],
  ["server", { name: "\u202enehctiK" }, "server.name"],
  ["server", { owner: { name: "\u001b[2J" } }, "server.owner.name"],
  ["server", { description: "a\u0085b" }, "server.description"],
])("a text that a terminal obeys is refused: %s %p", (section, value, key) => {
  expect(problems({ [section]: value })).toEqual([expect.stringContaining(`${key} must be`)]);
});

test("names in all scripts, and descriptions of several lines, are kept", () => {
  const server = { name: "مقهى\u200f 茶 👩‍👩‍👧", description: "one\n\ttwo \u2068three\u2069" };
  expect(good({ server }).config.server).toMatchObject(server);
});
