/** Frames made from the definitions. They are JSON text, because much of what is wrong with them has no JavaScript value. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import fc from "fast-check";
import { commands } from "../../../src/handlers/registry.gen.ts";
import type { CommandDefinition } from "../../../src/protocol/command.ts";
import { channelActions } from "../../../src/protocol/permissions.ts";

export const definitions: ReadonlyMap<string, CommandDefinition> = new Map(Object.entries(commands));

export type Text = fc.Arbitrary<string>;

/** Stands for the id of a recent message, or for the server's epoch, until the frame is sent. */
export const placeholder = /"(?:message-(\d)|epoch)"/g;

export const channelNames = [
  "general",
  "general",
  "general",
  "general",
  "other",
  "Other",
  "third",
  "__proto__",
  "constructor",
];
export const roleNames = ["user", "admin", "owner", "cook", "guard", "toString", "nobody"];
export const userNames = [
  "olga",
  "mira",
  "bea",
  "MIRA",
  "thrown-0",
  "USR:local_thrown",
  "__proto__",
  "hasOwnProperty",
  "absent",
  "absent",
];
export const messageIds = ["message-0", "message-1", "message-2", "message-3"];
export const short = ["general", "cook", "guard", "other", "third"];

/** What a field of this name may hold, so that requests get past the first look. */
export const words: Readonly<Record<string, readonly string[]>> = {
  channel: channelNames,
  current_name: channelNames,
  name: short,
  user: userNames,
  roles: roleNames,
  id: [...messageIds, "cook", "guard", ...roleNames],
  text: ["tea", "half a \ud83d", ""],
  description: ["about tea", "half a \udc00", ""],
  around: messageIds,
  reply_to: messageIds,
  start: messageIds,
  thread_id: ["", "message-0"],
  content: [
    "hello",
    "@mira @everyone",
    "@&cook",
    "half a \ud800",
    "`@mira`",
    "  ",
    "\u202e\u200b",
    "👩‍👩‍👧‍👦".repeat(200),
    "e\u0301".repeat(999),
  ],
  nonce: ["n1", "n2"],
  role: roleNames,
  nickname: ["Mimi", "\u202e", ""],
  url: ["https://example.org/a.png", "data:image/gif;base64,R0lGODlhAQABAAAAACw=", "data:,", "javascript:1"],
  actor: ["olga", "mira"],
  category: ["user_moderation", "role_management"],
  color: ["#abc", "#12ab9f", "", "red"],
  icon: ["https://example.org/a.png", "javascript:alert(1)", "http://", ""],
  username: ["thrown", "Thrown ", "__proto__", "x"],
  password: ["password", "wrong one"],
  validator: ["a,b", ",", "\u0000"],
  epoch: ["epoch", "other"],
  permissions: ["send_messages", "manage_roles", "administrator", "__proto__"],
};

export const huge = "x".repeat(300_000);
export const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
export const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

/** Values that are mostly wrong, whatever the field. */
export const odd: Text = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      ...[
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "0.5",
        "-2.5e-9",
        "1e999",
        "-1e999",
        "1e308",
        "9007199254740993",
      ],
      ...[
        '""',
        '" "',
        '"\\u0000"',
        '"\\ud800"',
        '"\\udc00\\ud83d"',
        '"a\\ud83d"',
        '"\\ufeff"',
        '"\\u202e\\u200f"',
      ],
      ...[
        '"👩‍👩‍👧‍👦"',
        '"Z\\u0351\\u036b\\u0343"',
        '"İıſK"',
        '"\\ufdd0\\uffff"',
        '"\u2028\u2029"',
        '"e\\u0301"',
      ],
      ...["[]", "{}", "[null]", "[[]]", '[{"id":"x"}]', '{"length":3}', '{"0":"general"}', '["general"]'],
      ...['"__proto__"', '"constructor"', '"toString"', '{"__proto__":{"admin":true}}', '{"__proto__":null}'],
      ...['{"constructor":{"prototype":{"x":1}}}', '{"toString":1,"valueOf":2}', '{"toJSON":"x","then":{}}'],
      ...['"../../etc/passwd"', '"\'; DROP TABLE users; --"', '"%s%n"', '"<script>"', '{"a":1,"a":2}'],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        `"${huge}"`,
        `"${"\\ud83d".repeat(40_000)}"`,
        `"${"@mira ".repeat(20_000)}"`,
        `"${"`".repeat(50_000)}"`,
      ],
      ...[
        `[${"0,".repeat(50_000)}0]`,
        `[${'"user",'.repeat(10_000)}"user"]`,
        nested(5000),
        nestedObjects(5000),
      ],
      ...[nested(100_000), `{${Array.from({ length: 5000 }, (_, key) => `"k${key}":[]`).join()}}`],
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: fc.double().map((value) => (Number.isFinite(value) ? String(value) : "1e999")) },
  { weight: 3, arbitrary: fc.json() },
);

export const oddKey = fc.constantFrom(
  '"__proto__"',
  '"\\u005f_proto__"',
  '"constructor"',
  '"toString"',
  '""',
  '"\\ud800"',
  '"user_id"',
);

/** Text for the schema; if not `clean`, now and then an odd one instead. */
export function fitting(schema: TSchema, field: string, clean: boolean): Text {
  const arbitrary = right(schema, field, clean);
  return clean ? arbitrary : fc.oneof({ weight: 10, arbitrary }, { weight: 1, arbitrary: odd });
}

export function right(schema: TSchema, field: string, clean: boolean): Text {
  if (TypeGuard.IsUnion(schema)) return fc.oneof(...schema.anyOf.map((one) => right(one, field, clean)));
  if (TypeGuard.IsLiteral(schema)) return fc.constant(JSON.stringify(schema.const));
  if (TypeGuard.IsNull(schema)) return fc.constant("null");
  if (TypeGuard.IsBoolean(schema)) return fc.constantFrom("true", "false");
  if (TypeGuard.IsInteger(schema) || TypeGuard.IsNumber(schema)) {
    const { minimum = -5, maximum = 300 } = schema;
    return fc
      .oneof(fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }), fc.constant(maximum))
      .map(String);
  }
  if (TypeGuard.IsString(schema)) {
    const { minLength = 0, maxLength = 100 } = schema;
    const any = fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 40) });
    const longest = fc.constant("x".repeat(Math.min(maxLength, 2000)));
    const known = Object.hasOwn(words, field) ? (words[field] ?? []) : [];
    return fc
      .oneof(
        { weight: 8, arbitrary: known.length > 0 ? fc.constantFrom(...known) : any },
        { weight: 2, arbitrary: any },
        longest,
      )
      .map((text) => JSON.stringify(text));
  }
  if (TypeGuard.IsArray(schema)) {
    return fc
      .array(fitting(schema.items, field, clean), { minLength: schema.minItems ?? 0, maxLength: 4 })
      .map((items) => `[${items.join()}]`);
  }
  if (TypeGuard.IsRecord(schema)) {
    const list = fc.array(fc.constantFrom(...roleNames, "!user", "!cook"), { maxLength: 3 });
    const entry = fc.tuple(
      fc.constantFrom<string>(...channelActions, "view", "send", "nothing"),
      fc.oneof(
        { weight: 8, arbitrary: list.map((names) => JSON.stringify(names)) },
        { weight: 1, arbitrary: odd },
      ),
    );
    return fc
      .array(entry, { maxLength: 3 })
      .map((entries) => `{${entries.map(([key, value]) => `"${key}":${value}`).join()}}`);
  }
  if (TypeGuard.IsObject(schema)) return fields(schema.properties, clean).map((text) => `{${text}}`);
  return field === "embeds" ? embed : odd;
}

export const embed: Text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '{"title":"tea"}',
      '{"type":"rich","description":"x","color":"255","author":{"name":"mira"},"footer":{"text":"f"}}',
      '{"fields":[{"name":"a","value":"b","inline":1}],"image":{"url":"https://example.org/i.png","width":"10"}}',
      '{"url":"https://example.org","timestamp":"2026-01-01T00:00:00Z","__proto__":{"title":"x"}}',
    ),
  },
  fc
    .array(
      fc.tuple(
        fc.constantFrom("type", "title", "url", "color", "author", "footer", "image", "fields", "timestamp"),
        odd,
      ),
      { maxLength: 4 },
    )
    .map((entries) => `{${entries.map(([key, value]) => `"${key}":${value}`).join()}}`),
);

/** The inside of an object: if not `clean`, fields may be missing, doubled, or joined by ones that nobody asked for. */
export function fields(properties: Readonly<Record<string, TSchema>>, clean: boolean): Text {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const arbitrary = fitting(schema, name, clean).map((value) => [`"${name}":${value}`]);
    if (clean) return TypeGuard.IsOptional(schema) && name !== "channel" ? maybe(1, arbitrary, 2) : arbitrary;
    const doubled = fc
      .tuple(fitting(schema, name, clean), odd, fc.boolean())
      .map(([value, double, last]) => (last ? [value, double] : [double, value]))
      .map((values) => values.map((value) => `"${name}":${value}`));
    const written = fc.oneof({ weight: 15, arbitrary }, { weight: 1, arbitrary: doubled });
    return TypeGuard.IsOptional(schema) ? maybe(1, written, 1) : maybe(12, written, 1);
  });
  const foreign = fc.tuple(oddKey, odd).map(([key, value]) => [`${key}:${value}`]);
  return fc.tuple(...entries, maybe(1, foreign, clean ? 30 : 6)).map((parts) => parts.flat().join());
}

export function maybe(
  present: number,
  arbitrary: fc.Arbitrary<string[]>,
  absent: number,
): fc.Arbitrary<string[]> {
  return fc.oneof({ weight: present, arbitrary }, { weight: absent, arbitrary: fc.constant<string[]>([]) });
}

export interface Request {
  readonly command: string;
  /** Object without its closing brace. */
  readonly open: string;
}
export type Frame = Request | { readonly garbage: string };

export function request(command: string, definition: CommandDefinition): fc.Arbitrary<Request> {
  const { properties } = definition.request;
  return fc.oneof(fields(properties, true), fields(properties, false)).map((text) => {
    const inside = expelling.has(command) ? text.replaceAll(present, '"absent"') : text;
    return { command, open: `{"cmd":${JSON.stringify(command)}${inside && ","}${inside}` };
  });
}

/** These end a member's connections, so they are only used on members who are not connected. */
export const expelling: ReadonlySet<string> = new Set(["user_ban", "user_kick", "user_delete"]);
export const present = /"(?:olga|mira|bea|thrown-0|USR:local_thrown)"/gi;

export const requests = new Map(
  [...definitions].map(([name, definition]) => [name, request(name, definition)]),
);
export const nameless: fc.Arbitrary<Request> = fc
  .oneof(
    odd,
    fc.constantFrom('"nope"', '"PING"', '" ping"', '"__proto__"', '"error"', '"message_new\\u0000"'),
  )
  .map((cmd) => ({ command: "", open: `{"cmd":${cmd}` }));
export const garbage = fc
  .oneof(
    odd,
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "",
      " ",
      "{",
      '{"cmd":"ping"',
      '{"cmd":"ping",}',
      "{'cmd':'ping'}",
      '\ufeff{"cmd":"ping"}',
      "[[[",
      huge,
      '{"a":"\n"}',
    ),
  )
  .filter((text) => !isPacket(text))
  .map((text) => ({ garbage: text }));

export function isPacket(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

export function frames(names: readonly string[], others: readonly string[]): fc.Arbitrary<Frame> {
  const some = (wanted: readonly string[]) => fc.oneof(...wanted.flatMap((name) => requests.get(name) ?? []));
  return fc.oneof(
    { weight: 80, arbitrary: some(names) },
    // Without messages there's little to get wrong.
    { weight: 12, arbitrary: some(["message_new"]) },
    { weight: 4, arbitrary: some(others) },
    { weight: 4, arbitrary: nameless },
    { weight: 5, arbitrary: garbage },
  );
}

export const loggingIn = [...definitions.values()].flatMap(({ login, name }) =>
  login === "before" ? [name] : [],
);
export const others = [...definitions.keys()].filter((name) => !loggingIn.includes(name));
/** A client that leaves can't go on, and replays would confuse the model. */
export const forMembers = frames(
  others.filter((name) => name !== "user_leave" && name !== "resume"),
  loggingIn,
);
export const forUnauthenticated = frames(others, [...loggingIn, "resume"]);
