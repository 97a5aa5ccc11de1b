/**
 * The web client picks its banner by the text of an error (compatibility.md#error-texts): each of its
 * patterns comes out when it is meant, and no other text matches one, whatever names it repeats.
 */
import { afterEach, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { type Banner, bannerOf } from "../src/protocol/banners.ts";
import { type ErrorCode, errorTable, fail } from "../src/protocol/errors.ts";
import { openTown, refusalOf, type Town } from "./support/town.ts";

/** The patterns in the client's order. */
const phrases = {
  "unknown command": "ignored",
  "you are banned from this server": "banned",
  "you are timed out": "timed out",
  "you are muted": "timed out",
  "access denied … role required": "missing role",
  "access denied … permission required": "missing permission",
  "rate limited": "too quickly",
  "rate limit": "too quickly",
  "authentication failed": "login again",
  "invalid authentication": "login again",
  "username already taken": "name taken",
  "invalid password": "wrong password",
  "registration is disabled": "no registration",
  "rotur authentication is disabled": "no rotur",
  "does not exist": "direct messages",
  "thread is locked": "locked",
  "thread is archived": "archived",
  "channel not found": "no channel",
  "thread not found": "no thread",
  "message not found": "no message",
  "message too long": "too long",
  "attachment … not found": "no attachment",
  "attachment … expired": "no attachment",
  "attachments are disabled": "no attachments",
  "you do not have permission": "denied",
} as const satisfies Record<string, Banner>;
type Phrase = keyof typeof phrases;

/** Phrases that no text has, each with the reason. */
const unsaid: Partial<Record<Phrase, string>> = {
  "you are muted": "it is called a timeout",
  "authentication failed": "an invalid authentication brings up the same banner",
  "thread is archived": "a message brings an archived thread back",
};
/** Phrases whose occasion comes with a later issue. */
const later: Partial<Record<Phrase, string>> = {
  "attachment … expired":
    "uploads: nothing exists yet that could expire; the text for what is not found says it too",
};

/** The banner of each code; all others are shown as they are. */
const banners: Partial<Record<ErrorCode, Banner>> = {
  unknown_command: "ignored",
  banned: "banned",
  timed_out: "timed out",
  role_required: "missing role",
  permission_required: "missing permission",
  too_many_requests: "too quickly",
  invalid_validator: "login again",
  username_taken: "name taken",
  invalid_password: "wrong password",
  registration_disabled: "no registration",
  rotur_disabled: "no rotur",
  // Of the client's direct messages only, where no such text comes from us.
  role_unknown: "direct messages",
  thread_locked: "locked",
  channel_not_found: "no channel",
  thread_not_found: "no thread",
  message_not_found: "no message",
  reply_target_not_found: "no message",
  message_too_long: "too long",
  attachment_not_found: "no attachment",
  attachments_disabled: "no attachments",
  hierarchy: "denied",
  cannot_grant: "denied",
  send_denied: "denied",
  connect_denied: "denied",
  attach_denied: "denied",
  slash_denied: "denied",
  not_author: "denied",
  delete_denied: "denied",
  mention_denied: "denied",
  embeds_denied: "denied",
  owner_protected: "denied",
  thread_denied: "denied",
  thread_create_denied: "denied",
  pin_denied: "denied",
  external_emoji_denied: "denied",
  react_denied: "denied",
};

test("the patterns are those of the list, the first that matches wins", () => {
  const entries = Object.entries(phrases);
  for (const [nth, [phrase, banner]] of entries.entries()) {
    expect([phrase, bannerOf(phrase)]).toEqual([phrase, banner]);
    expect([phrase, bannerOf(phrase.toUpperCase())]).toEqual([phrase, banner]);
    for (const [earlier, first] of entries.slice(1, nth)) {
      expect(bannerOf(`${phrase}, ${earlier}`)).toBe(first);
    }
  }
  expect(bannerOf("You sent an unknown command")).toBeNull();
});

const codes = Object.keys(errorTable) as ErrorCode[];

test("every text of the table has its banner, and no other", () => {
  for (const code of codes) {
    // Users choose the values of placeholders, so a value must not match by itself.
    const { val } = fail(code, new Proxy({}, { get: () => "seven" }));
    expect([code, val, bannerOf(val)]).toEqual([code, val, banners[code] ?? null]);
  }
  const texts = Object.values(errorTable).map(({ text }) => text.toLowerCase());
  for (const phrase of Object.keys(unsaid)) {
    expect([phrase, texts.filter((text) => text.includes(phrase))]).toEqual([phrase, []]);
  }
});

test("whatever name stands in it", () => {
  const pieces = [
    "access denied",
    "role required",
    "permission required",
    "attachment",
    "expired",
    "not found",
  ];
  const hostile = [...Object.keys(phrases), ...pieces].flatMap((name) => [
    name,
    `x' ${name.toUpperCase()} 'x`,
  ]);
  for (const code of codes) {
    const places = [...errorTable[code].text.matchAll(/\{(\w+)\}/g)].map(([, key = ""]) => key);
    const plain = Object.fromEntries(places.map((key) => [key, "seven"]));
    const names = places.flatMap((key) => hostile.map((name) => ({ ...plain, [key]: name })));
    const [first = "", second = ""] = places;
    const pairs = pieces.flatMap((one) => pieces.map((two) => ({ [first]: one, [second]: two })));
    for (const values of [...names, ...pairs]) {
      const { val } = fail(code, values);
      expect([val, bannerOf(val)]).toEqual([val, banners[code] ?? null]);
    }
  }
});

test("a name is left out only where it would bring up another banner, and numbers never", () => {
  const text = (code: ErrorCode, values: Record<string, string | number>) => fail(code, values).val;
  expect(text("role_unknown", { role: "rate" })).toBe("Role 'rate' does not exist");
  expect(text("role_unknown", { role: "does not exist" })).toBe("Role 'does not exist' does not exist");
  expect(text("role_unknown", { role: "rate limit" })).toBe("Role '…' does not exist");
  expect(text("embed_invalid", { index: 3, problem: "rate limit" })).toBe("Embed 3: …");
});

let town: Town | undefined;
afterEach(async () => {
  await town?.close();
  town = undefined;
});

test("each comes on its occasion", async () => {
  const opened = await openTown({
    config: {
      auth_mode: "cracked",
      attachments: { enabled: true },
      rate_limiting: { enabled: true, messages_per_minute: 20, burst_limit: 20 },
    },
  });
  town = opened;
  const [olga, mira, paul, nora] = await opened.people("olga", "mira", "paul", "nora");
  await opened.join("vera");
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  await olga.request("channel_create", { name: "read", type: "text", permissions: { view: ["user"] } });
  await olga.request("role_create", { name: "helper", permissions: ["manage_users"] });
  await opened.roles("mira", "helper", "user");
  const { thread } = await mira.request("thread_create", { channel: "help", name: "x" });
  const { thread: old } = await mira.request("thread_create", { channel: "help", name: "old" });
  await olga.request("thread_update", { thread_id: thread.id, locked: true });
  await olga.request("thread_update", { thread_id: old.id, archived: true });
  await olga.request("user_timeout", { user: "paul", timeout: 60 });
  await olga.request("user_ban", { user: "vera" });
  const post = (fields: object, by = mira) =>
    by.request("message_new", { channel: "general", content: "x", ...fields });
  const account = { username: "ruth", password: "password" };
  const enter = (login: Parameters<typeof connect>[1]["login"]) =>
    connect(opened.server.ws, { login, reconnect: [] });
  (await enter({ register: account })).close();
  const hurry = () => Promise.all(Array.from({ length: 25 }, () => post({}, nora)));
  const where = async (config: Readonly<Record<string, unknown>>, work: () => Promise<unknown>) => {
    await opened.server.reconfigure(config);
    return work();
  };

  const occasions: Partial<Record<Phrase, Readonly<Record<string, () => Promise<unknown>>>>> = {
    "unknown command": {
      "a command that there is not": () => mira.request("sticker_dance" as never, {} as never),
    },
    "you are banned from this server": { "a login of a banned member": () => opened.join("vera") },
    "you are timed out": { "writing while timed out": () => post({}, paul) },
    "access denied … role required": {
      "giving the role of owners": () =>
        mira.request("user_roles_set", { user: "mira", roles: ["owner", "helper", "user"] }),
    },
    "access denied … permission required": {
      "a command for others": () => paul.request("role_create", { name: "x" }),
    },
    "rate limited": { "too many messages": hurry },
    "rate limit": { "more of them": hurry },
    "invalid authentication": {
      "a validator that the identity service does not confirm": () =>
        enter({ validator: async () => "mira,not-hers" }),
    },
    "username already taken": { "registering a name in use": () => enter({ register: account }) },
    "invalid password": {
      "another's password": () => enter({ login: { ...account, password: "a guess" } }),
    },
    "registration is disabled": {
      "registering where that is off": () =>
        where({ cracked: { allow_registration: false } }, () =>
          enter({ register: { ...account, username: "rita" } }),
        ),
    },
    "rotur authentication is disabled": {
      "a Rotur login where that is off": () =>
        where({ auth_mode: "cracked-only" }, () => enter({ validator: async () => "mira,hers" })),
    },
    "does not exist": {
      "a role that there is not": () => olga.request("user_roles_set", { user: "mira", roles: ["nobody"] }),
    },
    "thread is locked": { "writing in a locked thread": () => post({ thread_id: thread.id }) },
    "channel not found": { "a channel that there is not": () => post({ channel: "nowhere" }) },
    "thread not found": { "a thread that there is not": () => post({ thread_id: "nothing" }) },
    "message not found": {
      "a message that there is not": () => mira.request("message_get", { channel: "general", id: "no" }),
      "a reply to one": () => post({ reply_to: "no" }),
    },
    "message too long": { "a long message": () => post({ content: "x".repeat(2001) }) },
    "attachment … not found": { "an upload that there is not": () => post({ attachments: [{ id: "1" }] }) },
    "attachments are disabled": {
      "an attachment where they are off": () =>
        where({ attachments: { enabled: false } }, () => post({ attachments: [{ id: "1" }] })),
    },
    "you do not have permission": {
      "a channel to read only": () => post({ channel: "read" }),
      "somebody else's thread": () => nora.request("thread_update", { thread_id: thread.id, name: "y" }),
    },
  };
  expect(Object.keys({ ...occasions, ...unsaid, ...later }).sort()).toEqual(Object.keys(phrases).sort());
  for (const [phrase, each] of Object.entries(occasions)) {
    for (const [occasion, work] of Object.entries(each)) {
      const { message } = await refusalOf(work());
      expect([occasion, message, bannerOf(message)]).toEqual([occasion, message, phrases[phrase as Phrase]]);
      expect(message.toLowerCase()).toMatch(new RegExp(phrase.replace(" … ", ".*")));
    }
  }
  // Instead of "thread is archived".
  await post({ thread_id: old.id });
  const { threads } = await mira.request("threads_get", { channel: "help" });
  expect(threads.find(({ id }) => id === old.id)).toMatchObject({ archived: false });
});

test("a member who is banned while connected is told so, but never by the name of a role", async () => {
  town = await openTown();
  const [olga, mira] = await town.people("olga", "mira");
  const names = ["rate limit", "you are banned from this server", "attachment expired"];
  for (const name of names) await olga.request("role_create", { name });
  await olga.request("role_create", { name: "helper", permissions: ["manage_roles"] });
  await olga.request("role_reorder", { roles: ["owner", "admin", ...names, "helper", "user"] });
  await town.roles("mira", "helper", "user");
  for (const name of names) {
    const { code, message } = await refusalOf(mira.request("role_update", { name, color: "#ffffff" }));
    expect([code, message, bannerOf(message)]).toEqual(["hierarchy", message, "denied"]);
  }
  const packets: { cmd?: string; val?: string }[] = [];
  const again = await town.join("mira", { received: (text) => packets.push(JSON.parse(text)) });
  const closed = new Promise((resolve) => again.on("closed", resolve));
  await olga.request("user_ban", { user: "mira" });
  await closed;
  const errors = packets.filter(({ cmd }) => cmd === "error").map(({ val = "" }) => bannerOf(val));
  expect(errors).toEqual(["banned"]);
});
