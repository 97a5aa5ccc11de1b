/**
 * Names and other short texts that people choose: what is allowed, and the form in which it is kept.
 * Lengths are code points, as clients count them, except for passwords.
 */
import { type ErrorCode, type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { shownName, shownText } from "../text/shown.ts";
import { looksLike, skeleton } from "../text/skeleton.ts";
import { BANNED } from "./permissions.ts";

type Named<Code extends ErrorCode> = { readonly name: string } | Failure<Code>;

/** Number of code points, without making an array of them: this runs on every message. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    // A pair is one code point: a low surrogate after a high one adds nothing.
    if (isLowSurrogate(text.charCodeAt(i)) && isHighSurrogate(text.charCodeAt(i - 1))) count--;
  }
  return count;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/**
 * Names that break a client on every server: built-in pages of the web client (`relationships` … `new_message`), keys
 * of clients' state (`online`, `servers`), and the key of objects (compatibility.md#reserved-channel-names).
 */
const hijackedNames: ReadonlySet<string> = new Set([
  "relationships",
  "discovery",
  "roles",
  "home",
  "notes",
  "cmds",
  "new_message",
  "online",
  "servers",
  "__proto__",
]);

/**
 * The name of a new channel, or a new name for one, composed (NFC). Spaces become `-`. That no other channel has the
 * name is for the caller to check; names that exist already keep working whatever they are.
 */
export function channelName(input: string): Named<"channel_name_invalid"> {
  const name = input
    .normalize("NFC")
    .trim()
    .replace(/\p{Zs}+/gu, "-");
  const problem = channelNameProblem(name);
  return problem === null ? { name } : fail("channel_name_invalid", { problem });
}

/** The name of a thread, on one line: 1-100 characters without invisible ones. */
export function threadName(input: string): Named<"thread_name_invalid"> {
  const name = shownName(input);
  const length = codePoints(name);
  const problem =
    length < 1 || length > limits.threadName
      ? `it must have 1-${limits.threadName} characters that one can see`
      : /\p{Cc}/u.test(input.trim())
        ? "it may not contain control characters"
        : null;
  return problem === null ? { name } : fail("thread_name_invalid", { problem });
}

const unseen = "it contains a control or invisible character, or begins with a mark that belongs to a letter";

function channelNameProblem(name: string): string | null {
  const length = codePoints(name);
  if (length < 1 || length > 64) return "it must have 1-64 characters";
  if (shownName(name) !== name) return unseen;
  if (/[/\\?#<>]/.test(name)) return "it may not contain / \\ ? # < >";
  if (name === "." || name === "..") return "it may not be only dots";
  // Keys of the read markers of threads start like this (compatibility.md#thread-unreads).
  if (name.startsWith("thread:")) return "it may not start with 'thread:'";
  if (hijackedNames.has(skeleton(name)))
    return `'${name}' is reserved, because clients use it for a page of their own`;
  return null;
}

/** The name of a new role. That no other role has it, whatever the case, is for the caller to check. */
export function roleName(input: string): Named<"role_name_invalid"> {
  const name = input
    .normalize("NFC")
    .trim()
    .replace(/\p{Zs}+/gu, " ");
  const problem = roleNameProblem(name);
  return problem === null ? { name } : fail("role_name_invalid", { problem });
}

function roleNameProblem(name: string): string | null {
  const length = codePoints(name);
  if (length < 1 || length > 32) return "it must have 1-32 characters";
  if (shownName(name) !== name) return unseen;
  // `!name` blocks in channel lists, `@` starts mentions.
  if (name.startsWith("!")) return "it may not start with '!'";
  if (name.includes("@")) return "it may not contain '@'";
  // JavaScript moves such a key to the front of `roles_list`, out of its order.
  if (/^[0-9]+$/.test(name)) return "it may not consist of digits only";
  if (looksLike(name, BANNED) || skeleton(name) === "__proto__") return `'${name}' is reserved`;
  return null;
}

/** A nickname as it is stored: only its visible part. Nothing left, or null, removes the nickname. */
export function nickname(
  input: string | null,
): { readonly nickname: string | null } | Failure<"invalid_field"> {
  const text = shownName(input ?? "");
  if (codePoints(text) > limits.nickname) {
    return fail("invalid_field", {
      field: "nickname",
      problem: `it may have at most ${limits.nickname} characters`,
    });
  }
  return { nickname: text === "" ? null : text };
}

/** The text of a status as it is stored, on one line. */
export function statusText(input: string | null | undefined): string {
  return shownName(input ?? "");
}

/** A short optional text, on one line, as it is stored. Null: nothing of it is visible. */
export function optionalName(input: string | null): string | null {
  return shownName(input ?? "") || null;
}

/** A description as it is stored; it may have several lines. Null: nothing of it is visible. */
export function description(input: string | null): string | null {
  return shownText(input ?? "") || null;
}

/** The name of a local account, without the prefix `USR:local_`. */
export function localUsername(input: string): Named<"username_length" | "username_characters"> {
  const name = input.trim().toLowerCase();
  const length = codePoints(name);
  if (length < 2 || length > 32) return fail("username_length");
  if (!/^[a-z0-9_-]+$/.test(name) || !/[a-z0-9]/.test(name)) return fail("username_characters");
  return { name };
}

/** Names under which a newcomer could pose as the server or its owner, and words that mean groups behind an `@`. */
const reservedUsernames = ["admin", "owner", "system", "server", "everyone", "here"];

/** Does this name look like one that nobody may register? An operator may still make such an account. */
export function isReservedUsername(name: string): boolean {
  return reservedUsernames.some((reserved) => looksLike(name, reserved));
}

/** 4-72 bytes in UTF-8: bcrypt ignores what comes after 72 bytes, so a longer one would promise too much. */
export function passwordProblem(password: string): Failure<"password_length"> | null {
  // Never fewer bytes than UTF-16 units: a huge text need not be encoded.
  if (password.length > 72) return fail("password_length");
  const bytes = new TextEncoder().encode(password).length;
  return bytes < 4 || bytes > 72 ? fail("password_length") : null;
}

/** `#RGB` or `#RRGGBB`; null and "" clear the colour. */
export function roleColor(input: unknown): { readonly color: string | null } | Failure<"invalid_field"> {
  if (input === null || input === "") return { color: null };
  if (typeof input === "string" && /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(input)) return { color: input };
  return fail("invalid_field", { field: "color", problem: "it must be #RGB, #RRGGBB or null" });
}

/** 2-6 colours; null and an empty list clear the gradient. */
export function roleGradient(
  input: readonly string[] | null,
): { readonly gradient: readonly string[] | null } | Failure<"invalid_field"> {
  if (input === null || input.length === 0) return { gradient: null };
  const areColors = input.every((color) => color !== "" && "color" in roleColor(color));
  if (areColors && input.length >= 2 && input.length <= 6) return { gradient: [...input] };
  const problem = "it must be 2 to 6 colours like #RGB or #RRGGBB, or null";
  return fail("invalid_field", { field: "gradient", problem });
}

/**
 * The URL as given, without spaces around, if it is http or https with a host and at most `max` characters;
 * else null. `javascript:` must not pass (compatibility.md#unchecked-links).
 */
export function httpUrl(input: unknown, max: number): string | null {
  if (typeof input !== "string" || input.length > max) return null;
  const text = input.trim();
  // The slashes are demanded because the parser also takes `https:example`, and drops line breaks inside.
  if (!/^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(text)) return null;
  return URL.canParse(text) ? text : null;
}
