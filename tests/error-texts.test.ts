/**
 * The official client picks its banner by the text of an error (01 §2): each of its patterns comes out on the
 * occasion that it stands for, and no other text falls into one by accident.
 */
import { afterEach, expect, test } from "bun:test";
import { CommandError } from "../client/index.ts";
import { errorTable, fail } from "../src/protocol/errors.ts";
import { openTown, type Town } from "./support/town.ts";

/** In the client's order: the first that matches wins. */
const patterns = {
  ignored: /^unknown command/i,
  banned: /you are banned from this server/i,
  "timed out": /you are (?:timed out|muted)(?: for \d+ (?:second|minute|hour|day)s?)?/i,
  "missing role": /access denied.*role required/i,
  "missing permission": /access denied.*permission required/i,
  "too quickly": /rate limit/i,
  "login again": /authentication failed|invalid authentication/i,
  "name taken": /username already taken/i,
  "wrong password": /invalid password/i,
  "no registration": /registration is disabled/i,
  "no rotur": /rotur authentication is disabled/i,
  "direct messages": /does not exist/i,
  locked: /thread is locked/i,
  archived: /thread is archived/i,
  "no channel": /channel not found/i,
  "no thread": /thread not found/i,
  "no message": /message not found/i,
  "too long": /message too long/i,
  "no attachment": /attachment.*(?:not found|expired)/i,
  "no attachments": /attachments are disabled/i,
  denied: /you do not have permission/i,
};
type Banner = keyof typeof patterns;

/** The banner of each code; all others are shown as they are. */
const banners: Readonly<Record<string, Banner>> = {
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

function bannerOf(text: string): Banner | null {
  const found = Object.entries(patterns).find(([, pattern]) => pattern.test(text));
  return (found?.[0] ?? null) as Banner | null;
}

test("every text of the table has its banner, and no other", () => {
  // What stands for a placeholder is somebody's choice, so nothing that matches by itself.
  const values = new Proxy({}, { get: () => "7" });
  for (const code of Object.keys(errorTable) as (keyof typeof errorTable)[]) {
    const { val } = fail(code, values);
    expect([code, val, bannerOf(val)]).toEqual([code, val, banners[code] ?? null]);
  }
});

let town: Town | undefined;
afterEach(async () => {
  await town?.close();
  town = undefined;
});

test("each comes on its occasion", async () => {
  town = await openTown({
    config: {
      attachments: { enabled: false },
      rate_limiting: { enabled: true, messages_per_minute: 20, burst_limit: 20 },
    },
  });
  const [olga, mira, paul] = await town.people("olga", "mira", "paul");
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  await olga.request("channel_create", { name: "read", type: "text", permissions: { view: ["user"] } });
  await olga.request("role_create", { name: "helper", permissions: ["manage_users"] });
  await town.roles("mira", "helper", "user");
  const { thread } = await mira.request("thread_create", { channel: "help", name: "x" });
  await olga.request("thread_update", { thread_id: thread.id, locked: true });
  await olga.request("user_timeout", { user: "paul", timeout: 60 });
  const said = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => null,
      (cause: unknown) => cause,
    );
    if (!(error instanceof CommandError)) throw new Error(`no error: ${error}`);
    return error.message;
  };
  const post = (fields: object) =>
    mira.request("message_new", { channel: "general", content: "x", ...fields });
  const occasions: Readonly<Record<string, readonly [Banner, () => Promise<unknown>]>> = {
    "a command that there is not": ["ignored", () => mira.request("push_get_vapid" as never, {} as never)],
    "writing while timed out": [
      "timed out",
      () => paul.request("message_new", { channel: "general", content: "x" }),
    ],
    "giving the role of owners": [
      "missing role",
      () => mira.request("user_roles_set", { user: "mira", roles: ["owner", "helper", "user"] }),
    ],
    "a command for others": ["missing permission", () => paul.request("role_create", { name: "x" })],
    "a locked thread": ["locked", () => post({ thread_id: thread.id })],
    "a channel that there is not": ["no channel", () => post({ channel: "nowhere" })],
    "a thread that there is not": ["no thread", () => post({ thread_id: "nothing" })],
    "a message that there is not": [
      "no message",
      () => mira.request("message_get", { channel: "general", id: "no" }),
    ],
    "a long message": ["too long", () => post({ content: "x".repeat(2001) })],
    "an attachment": ["no attachments", () => post({ attachments: [{ id: "1" }] })],
    "a channel to read only": ["denied", () => post({ channel: "read" })],
    "somebody else's thread": [
      "denied",
      () => paul.request("thread_update", { thread_id: thread.id, name: "y" }),
    ],
  };
  for (const [occasion, [banner, work]] of Object.entries(occasions)) {
    const text = await said(work());
    expect([occasion, text, bannerOf(text)]).toEqual([occasion, text, banner]);
  }
  const hurried = await said(Promise.all(Array.from({ length: 25 }, () => post({}))));
  expect(bannerOf(hurried)).toBe("too quickly");
});
