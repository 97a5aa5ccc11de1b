/**
 * A bot that keeps channels clean: it deletes messages with forbidden words or links, tells the author, times out those
 * who go on, and writes what it did into a channel. Members with `manage_messages` set it by `/automod`.
 *
 * Make the bot (`npm run cli -- bot create guard`) and give it a role above the members' with `manage_messages` and
 * `manage_users`. Settings are kept in a file, default moderation.json.
 * Then: npm run bot -- examples/moderation-bot.ts ws://127.0.0.1:5613 TOKEN moderation.json
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { CommandError, connect, type Events, follow, memberNamed } from "originchats-client";

interface Settings {
  words: string[];
  links: boolean;
  /** The channel that is told; null: none. */
  log: string | null;
}

/** So many deleted messages within an hour are a timeout, in seconds, each time a longer one. */
const strikesUntilTimeout = 3;
const timeouts = [600, 3600, 86_400];
const strikesLast = 3_600_000;

const [url, token, file = "moderation.json"] = process.argv.slice(2);
if (!url || !token) {
  console.error("Usage: npm run bot -- examples/moderation-bot.ts URL TOKEN [FILE]");
  process.exit(2);
}
const settings: Settings = { words: [], links: true, log: null, ...saved() };
const client = await connect(url, { login: { token } });
// Members and roles; no messages.
const followed = await follow(client, { messages: 0 });
console.log(`${client.user.username} guards ${url}`);

function saved(): Partial<Settings> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (Object(error).code === "ENOENT") return {};
    console.error(`${file} can't be read: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

function save(): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Why a text may not stand there, or null. */
function problemOf(text: string): string | null {
  if (!settings.links && /\bhttps?:\/\/|\bwww\./i.test(text)) return "links are not allowed here";
  const words = new Set(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  );
  return settings.words.some((word) => words.has(word)) ? "it has a word that is not allowed here" : null;
}

/** As people read it: an account of the server is `USR:local_NAME` on the wire. */
function nameOf(username: string): string {
  return memberNamed(followed.model, username)?.nickname ?? username;
}

function holds(username: string, permission: string): boolean {
  const { roles } = followed.model;
  const member = memberNamed(followed.model, username);
  return (member?.roles ?? []).some((name) => {
    const held = roles.get(name)?.permissions ?? [];
    return name === "owner" || held.includes("administrator") || held.includes(permission);
  });
}

const strikes = new Map<string, { times: number[]; timeouts: number }>();

async function check({ channel, thread_id, message }: Events["message_new" | "message_edit"]): Promise<void> {
  const problem = problemOf(message.content);
  const author = message.user;
  if (problem === null || author === client.user.username || holds(author, "manage_messages")) return;
  if (!(await patiently(() => client.request("message_delete", { channel, thread_id, id: message.id }))))
    return;

  const now = Date.now();
  const past = strikes.get(author) ?? { times: [], timeouts: 0 };
  const times = [...past.times.filter((time) => now - time < strikesLast), now];
  const isRepeated = times.length >= strikesUntilTimeout;
  strikes.set(author, isRepeated ? { times: [], timeouts: past.timeouts + 1 } : { ...past, times });
  const seconds = timeouts[Math.min(past.timeouts, timeouts.length - 1)] ?? 600;
  const isTimedOut =
    isRepeated &&
    !message.webhook &&
    (await patiently(() => client.request("user_timeout", { user: author, timeout: seconds })));

  const warning = `@${nameOf(author)}, your message was removed: ${problem}.`;
  const content = isTimedOut ? `${warning} You can write again in ${seconds / 60} minutes.` : warning;
  await patiently(() => client.request("message_new", { channel, thread_id, content }));
  const { log } = settings;
  if (log === null) return;
  const what = isTimedOut ? ` and timed them out for ${seconds / 60} minutes` : "";
  const told = `Removed a message of ${nameOf(author)} in #${channel}${what}: ${problem}.`;
  await patiently(() => client.request("message_new", { channel: log, content: told }));
}

const usage = "Use forbid WORD, allow WORD, links on or off, log CHANNEL or log off, or list.";

/** What a setting answers to a moderator. */
function changed(action: string, value: string): string {
  const word = value.normalize("NFKC").toLowerCase();
  if (action === "forbid" || action === "allow") {
    if (!/^[\p{L}\p{N}]+$/u.test(word)) return "That needs one word of letters and digits.";
    settings.words = settings.words.filter((each) => each !== word);
    if (action === "forbid") settings.words.push(word);
  } else if (action === "links" && ["on", "off"].includes(value)) settings.links = value === "on";
  else if (action === "log" && value !== "") settings.log = value === "off" ? null : value.replace(/^#/, "");
  else if (action !== "list") return usage;
  if (action !== "list") save();
  const words = settings.words.length === 0 ? "none" : settings.words.join(", ");
  const log = settings.log === null ? "nowhere" : `#${settings.log}`;
  return `Forbidden words: ${words}. Links: ${settings.links ? "allowed" : "forbidden"}. Told: ${log}.`;
}

async function answer(packet: Events["slash_call"]): Promise<void> {
  const { call, invoker, invokerUsername, channel, thread_id, val } = packet;
  const response = holds(invokerUsername, "manage_messages")
    ? changed(String(val.args["action"]), String(val.args["value"] ?? ""))
    : "This needs the permission manage_messages.";
  await patiently(() =>
    client.request("slash_response", { call, invoker, channel, thread_id, response, ephemeral: true }),
  );
}

async function register(): Promise<void> {
  await patiently(() =>
    client.request("slash_register", {
      commands: [
        {
          name: "automod",
          description: "Sets what messages may not have",
          ephemeral: true,
          options: [
            { name: "action", type: "enum", choices: ["forbid", "allow", "links", "log", "list"] },
            { name: "value", type: "str", description: "A word, a channel, on or off", required: false },
          ],
        },
      ],
    }),
  );
}

/** @returns whether it was done. It asks again when the server says how long to wait, and logs another refusal. */
async function patiently(ask: () => Promise<unknown>): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      await ask();
      return true;
    } catch (error) {
      const wait = error instanceof CommandError ? error.retryAfter : null;
      if (wait === null) {
        console.error(error instanceof Error ? error.message : error);
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return false;
}

client.on("message_new", check);
// An edit may bring in what was not there before.
client.on("message_edit", check);
client.on("slash_call", answer);
client.on("ready", register);
client.on("lost", ({ retryIn }) =>
  console.log(`connection lost, trying again in ${Math.ceil(retryIn / 1000)} s`),
);
client.on("closed", ({ reason }) => {
  console.log(`the server ended it: ${reason}`);
  process.exit(1);
});
await register();
