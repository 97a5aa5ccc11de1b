/**
 * Frames made from the definitions, right and wrong in every way that JSON can be: each gets exactly one answer
 * where one is due, in order and to its sender alone; nothing breaks, leaks, or is half-stored.
 *
 * Some seconds in the gate; `FUZZ_SECONDS=600 bun test tests/fuzz` for longer, `FUZZ_SEED=…` to repeat a run.
 */

import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import fc from "fast-check";
import {
  type Client,
  CommandError,
  connect,
  differences,
  emptyModel,
  fetch,
  follow,
  type Model,
} from "../client/index.ts";
import { outlineOf } from "../src/gateway/outline.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import type { CommandDefinition } from "../src/protocol/command.ts";
import { usualFrameBytes } from "../src/protocol/limits.ts";
import { channelActions } from "../src/protocol/permissions.ts";
import { type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import type { Packet } from "./support/raw-socket.ts";
import { startTestServer, type TestServer } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 7);
const firstSeed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000_000);

const definitions: ReadonlyMap<string, CommandDefinition> = new Map(Object.entries(commands));
const replies = new Map([...definitions].map(([name, { reply }]) => [name, TypeCompiler.Compile(reply)]));

// Frames. They are made as JSON text, because much of what is wrong with them has no JavaScript value.

type Text = fc.Arbitrary<string>;

/** Stands for the id of a recent message, or for the server's epoch, until the frame is sent. */
const placeholder = /"(?:message-(\d)|epoch)"/g;

const channelNames = [
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
const roleNames = ["user", "admin", "owner", "cook", "guard", "toString", "nobody"];
const userNames = [
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
const messageIds = ["message-0", "message-1", "message-2", "message-3"];
const short = ["general", "cook", "guard", "other", "third"];

/** What a field of this name may hold, so that requests get past the first look. */
const words: Readonly<Record<string, readonly string[]>> = {
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

const huge = "x".repeat(300_000);
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

/** Values that are mostly wrong, whatever the field. */
const odd: Text = fc.oneof(
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

const oddKey = fc.constantFrom(
  '"__proto__"',
  '"\\u005f_proto__"',
  '"constructor"',
  '"toString"',
  '""',
  '"\\ud800"',
  '"user_id"',
);

/** Text for the schema; if not `clean`, now and then an odd one instead. */
function fitting(schema: TSchema, field: string, clean: boolean): Text {
  const arbitrary = right(schema, field, clean);
  return clean ? arbitrary : fc.oneof({ weight: 10, arbitrary }, { weight: 1, arbitrary: odd });
}

function right(schema: TSchema, field: string, clean: boolean): Text {
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

const embed: Text = fc.oneof(
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
function fields(properties: Readonly<Record<string, TSchema>>, clean: boolean): Text {
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

function maybe(present: number, arbitrary: fc.Arbitrary<string[]>, absent: number): fc.Arbitrary<string[]> {
  return fc.oneof({ weight: present, arbitrary }, { weight: absent, arbitrary: fc.constant<string[]>([]) });
}

interface Request {
  readonly command: string;
  /** Object without its closing brace. */
  readonly open: string;
}
type Frame = Request | { readonly garbage: string };

function request(command: string, definition: CommandDefinition): fc.Arbitrary<Request> {
  const { properties } = definition.request;
  return fc.oneof(fields(properties, true), fields(properties, false)).map((text) => {
    const inside = expelling.has(command) ? text.replaceAll(present, '"absent"') : text;
    return { command, open: `{"cmd":${JSON.stringify(command)}${inside && ","}${inside}` };
  });
}

/** They end somebody's connections, which only happens to one who isn't here. */
const expelling: ReadonlySet<string> = new Set(["user_ban", "user_kick", "user_delete"]);
const present = /"(?:olga|mira|bea|thrown-0|USR:local_thrown)"/gi;

const requests = new Map([...definitions].map(([name, definition]) => [name, request(name, definition)]));
const nameless: fc.Arbitrary<Request> = fc
  .oneof(
    odd,
    fc.constantFrom('"nope"', '"PING"', '" ping"', '"__proto__"', '"error"', '"message_new\\u0000"'),
  )
  .map((cmd) => ({ command: "", open: `{"cmd":${cmd}` }));
const garbage = fc
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

function isPacket(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function frames(names: readonly string[], others: readonly string[]): fc.Arbitrary<Frame> {
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

const loggingIn = [...definitions.values()].flatMap(({ login, name }) => (login === "before" ? [name] : []));
const others = [...definitions.keys()].filter((name) => !loggingIn.includes(name));
/** Whoever leaves can't go on, and replays would confuse who follows. */
const forMembers = frames(
  others.filter((name) => name !== "user_leave" && name !== "resume"),
  loggingIn,
);
const forStrangers = frames(others, [...loggingIn, "resume"]);

// The world.

const stayed = ["warden", "olga", "mira", "bea"] as const;
const worlds = { warden: ["owner"], olga: ["owner", "user"], mira: ["user"], bea: ["user"] };

class World {
  readonly rotur: FakeRotur;
  server: TestServer;
  readonly errors: string[];
  /** Ids of recent messages. */
  readonly recent: string[] = [];
  frames = 0;
  answered = { replies: 0, refusals: 0 };
  private readonly accounts = new Map<string, ReturnType<FakeRotur["account"]>>();

  constructor(rotur: FakeRotur, server: TestServer, errors: string[]) {
    this.rotur = rotur;
    this.server = server;
    this.errors = errors;
  }

  account(name: string) {
    const account = this.accounts.get(name) ?? this.rotur.account(name);
    this.accounts.set(name, account);
    return account;
  }

  /** A frame as it goes out. */
  text(frame: Frame, listener: string, epoch = "epoch"): string {
    this.frames++;
    if ("garbage" in frame) return frame.garbage;
    const open = frame.open.replace(placeholder, (_, index?: string) =>
      JSON.stringify(index === undefined ? epoch : (this.recent.at(-1 - Number(index)) ?? "none")),
    );
    return `${open},"listener":${JSON.stringify(listener)}}`;
  }

  /** What every packet must hold to, whoever gets it. */
  look(name: string, packet: Packet): void {
    const { code, listener, message } = packet as Packet & { message?: { id?: unknown } };
    if (code === "internal_error" || code === "storage_unavailable")
      throw new Error(`${name} was told of ${code}`);
    if (typeof listener === "string" && listener.includes(" ") && !listener.startsWith(`${name} `)) {
      throw new Error(`${name} got the answer to '${listener}'`);
    }
    if (packet.cmd !== "message_new" || typeof message?.id !== "string") return;
    this.recent.push(message.id);
    if (this.recent.length > 20) this.recent.shift();
  }

  /** An answer must be what the definition promises. */
  judge(frame: Request, packet: Packet): void {
    if (packet.cmd === "error" || packet.cmd === "rate_limit") {
      this.answered.refusals++;
      if (typeof packet["code"] !== "string") throw new Error(`a refusal without code: ${shown(packet)}`);
      return;
    }
    this.answered.replies++;
    const reply = replies.get(frame.command);
    if (!reply?.Check(packet)) {
      const first = reply?.Errors(packet).First();
      throw new Error(
        `not the reply that ${frame.command} defines: ${first?.path} ${first?.message} in ${shown(packet)}`,
      );
    }
  }
}

/** What frames are answered with that nobody parsed, or could. */
const unreadCodes = new Set<unknown>(["invalid_message", "message_too_complex", "frame_too_large"]);
const isTooComplex = (text: string) => outlineOf(text) === null;
/** Larger than what its command takes. */
function isForNobody(text: string): boolean {
  const cmd = outlineOf(text)?.cmd;
  return Buffer.byteLength(text) > usualFrameBytes && !definitions.get(cmd ?? "")?.largeFrames;
}

const shown = (value: unknown) =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 1500);

/** Somebody who stays, and keeps a model of all that happens. */
async function enter(world: World, name: string) {
  const problems: Error[] = [];
  const answers: Packet[] = [];
  const client: Client = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account(name).validatorFor(key) },
    received(text) {
      const packet: Packet = JSON.parse(text);
      try {
        world.look(name, packet);
      } catch (error) {
        problems.push(error as Error);
      }
      const { listener } = packet;
      const mine = typeof listener === "string" ? listener.includes(" ") : unreadCodes.has(packet["code"]);
      if (mine) answers.push(packet);
    },
  });
  const followed = await follow(client);

  return {
    name,
    client,
    followed,
    problems,
    /** Sends frames at once; the answers must be theirs, one each, in order. */
    async send(some: readonly Frame[], tag: string): Promise<void> {
      answers.length = 0;
      const sent = some.map((frame, index) => ({ frame, listener: `${name} ${tag}.${index}` }));
      const texts = sent.map(({ frame, listener }) => world.text(frame, listener));
      for (const text of texts) client.send(text);
      await client.request("ping", {}, { timeout: 20_000 }).catch((cause) => {
        throw new Error(`${name} is answered no more, after ${answers.length} answers of ${shown(texts)}`, {
          cause,
        });
      });
      for (const [index, { frame, listener }] of sent.entries()) {
        const answer = answers[index];
        const unread = "garbage" in frame || isTooComplex(texts[index] ?? "");
        const due = unread ? answer && !("listener" in answer) : answer?.["listener"] === listener;
        if (!due || !answer)
          throw new Error(`${name}: ${shown(texts[index])} was answered with ${shown(answer)}`);
        try {
          if (!("garbage" in frame)) world.judge(frame, answer);
          if (problems[0]) throw problems[0];
        } catch (cause) {
          throw new Error(`${name}: ${(cause as Error).message} after ${shown(texts[index])}`, { cause });
        }
      }
      if (answers.length > sent.length)
        throw new Error(`${name}: too many answers: ${shown(answers.slice(sent.length))}`);
    },
    leave() {
      followed.stop();
      client.close();
    },
  };
}
type Member = Awaited<ReturnType<typeof enter>>;

/** Somebody who comes, perhaps logs in, and is gone: frame after frame, each with a `ping` behind it. */
async function visit(world: World, name: string, some: readonly Frame[], logsIn: boolean): Promise<void> {
  const socket = new WebSocket(world.server.ws);
  let packets: Packet[] = [];
  let wake = () => {};
  let over = false;
  socket.onmessage = ({ data }) => {
    packets.push(JSON.parse(String(data)));
    wake();
  };
  socket.onclose = () => {
    over = true;
    wake();
  };
  /** Everything up to that packet; null when the connection ended before. */
  async function until(last: (packet: Packet) => boolean): Promise<Packet[] | null> {
    for (;;) {
      const at = packets.findIndex(last);
      if (at >= 0) {
        const found = packets.slice(0, at + 1);
        packets = packets.slice(at + 1);
        return found;
      }
      if (over) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  let loggedIn = false;
  let epoch = "epoch";
  const handshake = (await until(({ cmd }) => cmd === "handshake"))?.at(-1) as
    | { val?: { validator_key: string } }
    | undefined;
  const welcome = (packet: Packet) => {
    if (packet.cmd !== "ready") return;
    loggedIn = true;
    epoch = (packet["session"] as { epoch: string }).epoch;
  };
  if (logsIn) {
    const validator = world
      .account(name.replaceAll(" ", "-"))
      .validatorFor(handshake?.val?.validator_key ?? "");
    socket.send(JSON.stringify({ cmd: "auth", validator }));
    for (const packet of (await until(({ cmd }) => cmd === "ready")) ?? []) welcome(packet);
    if (!loggedIn) throw new Error(`${name} could not log in`);
  }
  for (const [index, frame] of some.entries()) {
    const listener = `${name} ${index}`;
    const text = world.text(frame, listener, epoch);
    const wasIn = loggedIn;
    socket.send(text);
    socket.send(JSON.stringify({ cmd: "ping", listener: `${name} mark ${index}` }));
    const heard = await until((packet) => packet["listener"] === `${name} mark ${index}`);
    const packetsThen = heard?.slice(0, -1) ?? packets;
    for (const packet of packetsThen) {
      world.look(name, packet);
      welcome(packet);
    }
    const answers = packetsThen.filter(
      (packet) =>
        packet["listener"] === listener ||
        packet.cmd === "auth_error" ||
        packet.cmd === "ready" ||
        unreadCodes.has(packet["code"]),
    );
    const unread = "garbage" in frame || isTooComplex(text) || isForNobody(text);
    const due = unread && !wasIn ? 0 : 1;
    if (answers.length !== due)
      throw new Error(`${name}: ${shown(text)} was answered with ${shown(answers)}`);
    if (wasIn && "command" in frame && answers[0]) world.judge(frame, answers[0]);
    // The `ping` behind it may be answered too, before the end.
    if (answers[0]?.cmd === "user_leave" && wasIn) return;
    if (heard === null) throw new Error(`${name}: the connection ended after ${shown(text)}`);
  }
  socket.onclose = null;
  socket.close();
}

/** Back to something that frames can break: the roles that people had, and a few channels and roles. */
async function tidy(world: World): Promise<void> {
  const warden = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account("warden").validatorFor(key) },
  });
  const perhaps = (attempt: Promise<unknown>) =>
    attempt.catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  await perhaps(warden.request("user_unban", { user: "absent" }));
  const absent = await connect(world.server.ws, {
    reconnect: [],
    login: { validator: async (key) => world.account("absent").validatorFor(key) },
  });
  absent.close();
  for (const [user, roles] of Object.entries(worlds)) {
    await perhaps(warden.request("user_roles_set", { user, roles }));
    await perhaps(warden.request("user_timeout", { user, timeout: 0 }));
  }
  const { val } = await warden.request("channels_get");
  for (const { name } of val) await perhaps(warden.request("channel_delete", { name }));
  const { roles } = await warden.request("roles_list");
  for (const name of Object.keys(roles)) await perhaps(warden.request("role_delete", { name }));
  await warden.request("channel_create", {
    name: "general",
    type: "text",
    permissions: { view: ["user"], send: ["user"], delete: ["user"] },
  });
  await warden.request("channel_create", {
    name: "Other",
    type: "text",
    permissions: { view: ["user"], send: ["user"] },
  });
  await perhaps(
    warden.request("role_create", { name: "cook", permissions: ["manage_channels", "manage_roles"] }),
  );
  for (let i = 0; i < 5; i++)
    await warden.request("message_new", { channel: "general", content: `first ${i}` });
  warden.close();
}

/** Resolves when only so many connections are open. */
async function connections(server: TestServer, count: number): Promise<void> {
  while (server.gateway.metrics().connections !== count)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

const perRound = 240;
const window = 40;
/** Rounds until caches are full and code is compiled. */
const warmUp = 2;

async function round(world: World, seed: number): Promise<Model[]> {
  await tidy(world);
  await connections(world.server, 0);
  const members: Member[] = [];
  for (const name of stayed) members.push(await enter(world, name));
  const fuzzers = members.filter(({ name }) => name === "olga" || name === "mira");
  const visits = fc.sample(fc.array(forStrangers, { minLength: 15, maxLength: 15 }), { seed, numRuns: 4 });
  await Promise.all([
    ...fuzzers.map(async (member, number) => {
      const some = fc.sample(forMembers, { seed: seed + number + 1, numRuns: perRound });
      for (let at = 0; at < some.length; at += window)
        await member.send(some.slice(at, at + window), `${seed}-${at}`);
    }),
    ...visits.map((some, number) => visit(world, `thrown ${number}`, some, number % 2 === 0)),
  ]);
  await connections(world.server, members.length);

  const found: Model[] = [];
  for (const { name, client, followed, problems } of members) {
    await client.request("ping");
    const fresh = await fetch(client);
    const wrong = differences(followed.model, fresh);
    if (wrong.length > 0) throw new Error(`${name} follows something else: ${shown(wrong.join("\n"))}`);
    if (problems[0]) throw problems[0];
    found.push(fresh);
  }
  for (const member of members) member.leave();
  if (world.errors.length > 0) throw new Error(`the log has errors: ${shown(world.errors.join("\n"))}`);
  return found;
}

/** The same people come again, after a restart. */
async function compareAgain(world: World, before: readonly Model[]): Promise<void> {
  const members: Member[] = [];
  for (const name of stayed) members.push(await enter(world, name));
  for (const [index, { name, client }] of members.entries()) {
    await client.request("ping");
    const wrong = differences(before[index] ?? emptyModel(name), await fetch(client));
    if (wrong.length > 0)
      throw new Error(`${name} finds it otherwise after a restart: ${shown(wrong.join("\n"))}`);
  }
  for (const member of members) member.leave();
}

/** MiB in use. */
function memory(): { heap: number; rss: number } {
  Bun.gc(true);
  const { heapSize, extraMemorySize } = heapStats();
  return { heap: (heapSize + extraMemorySize) / 2 ** 20, rss: process.memoryUsage().rss / 2 ** 20 };
}

test(
  "frames of every kind are answered once each, and leave the server whole",
  async () => {
    const rotur = startFakeRotur();
    const errors: string[] = [];
    // With a clock that leaps, pushed lists of channels don't have to wait for their second.
    let now = Date.now();
    const server = await startTestServer({
      now: () => (now += 1000),
      log: (line) => {
        if (line.includes('"level":"error"')) errors.push(line);
      },
      config: {
        owners: ["warden"],
        DB: { synchronous: "OFF" },
        rotur: { base_url: rotur.url },
        limits: {
          frame_size_before_login: 4_194_304,
          malformed_frames: 1_000_000,
          login_seconds: 86_400,
          send_queue_bytes: 2 ** 26,
          send_queue_packets: 100_000,
        },
      },
    });
    const world = new World(rotur, server, errors);
    const until = performance.now() + seconds * 1000;
    const used: { heap: number; rss: number }[] = [];
    let rounds = 0;
    try {
      do {
        await connections(world.server, 0);
        used.push(memory());
        const found = await round(world, firstSeed + rounds++ * 100);
        // What people saw is what was stored.
        world.server = await world.server.restart();
        await compareAgain(world, found);
      } while (performance.now() < until || rounds < warmUp + 2);
      await settle(world.server.store, now);
      expect(faultsIn(join(world.server.folder, "db", "server.db"))).toEqual([]);

      const [warm, end] = [used[warmUp], used.at(-1)];
      if (!warm || !end) throw new Error("too few rounds");
      expect(end.heap - warm.heap).toBeLessThan(40);
      expect(end.rss - warm.rss).toBeLessThan(300);
      // Otherwise most of this would have tested the refusals.
      expect(world.answered.replies).toBeGreaterThan(world.frames / 8);
    } catch (cause) {
      throw new Error(`FUZZ_SEED=${firstSeed}, round ${rounds}: ${(cause as Error).message}`, { cause });
    } finally {
      await world.server.dispose();
      await rotur.stop();
    }
  },
  (seconds + 60) * 1000,
);
