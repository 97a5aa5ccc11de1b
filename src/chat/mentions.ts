/**
 * Whom a message mentions (03 §5, 08 §8.3, 09): `@name`, `@USR:local_name`, `@nickname`, `@&role`, `@&role-id`.
 *
 * Found once, when a message is sent or edited, and stored with it. Names are looked up, members never scanned:
 * after an `@`, each place where a name could end gives one candidate, so the work grows with the length of the
 * text and not with the number of members.
 */
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { codeSpans } from "./code-spans.ts";
import type { Channel, Role, User } from "./model.ts";
import { hasPermission, isOwner, type RoleBook, type RoleTable, roleShownAs } from "./permissions.ts";
import { unspaced } from "./words.ts";

/** What the text is resolved against: who may be meant, and whom the author may call. */
export interface MentionContext {
  readonly author: Pick<User, "id" | "roles">;
  /** A member by the whole username in lower case, `usr:local_` included. */
  userByName(lowerCaseName: string): Pick<User, "id"> | undefined;
  /** All members with that nickname (in lower case); only the nickname of one alone is a mention (09). */
  usersByNickname(lowerCaseNickname: string): readonly Pick<User, "id">[];
  readonly roles: RoleBook;
  /** May that member view the channel? Others aren't told that they were mentioned there. */
  mayView(userId: string): boolean;
  /** May the author mention that role? Usually `mayMentionRole`. */
  mayMention(role: Role): boolean;
}

interface Mentions {
  /** User ids in order of first appearance. */
  readonly users: string[];
  /** Role ids in order of first appearance. */
  readonly roles: string[];
}

/** Mentions beyond these are plain text (03 §1.5). */
const maxMentions = 50;

/**
 * May the author write `@&role`? The role can name who may (02 §6.6), and `everyone` needs `mention_everyone`
 * (03 §5), which is one of the permissions that count only where the configuration says so (00).
 */
export function mayMentionRole(
  author: Pick<User, "roles">,
  role: Role,
  roles: RoleTable,
  channel: Pick<Channel, "permissions">,
  enforceMemberPermissions: boolean,
): boolean {
  if (isOwner(author, roles)) return true;
  const mayCall = role.mentionableBy?.some((id) => author.roles.includes(id)) ?? true;
  if (!mayCall) return false;
  const needsPermission = enforceMemberPermissions && role.name.toLowerCase() === "everyone";
  return !needsPermission || hasPermission(author, roles, "mention_everyone", channel);
}

/**
 * The users and roles that a text mentions. A role that the author may not mention refuses the whole message.
 *
 * Not a mention: what follows a letter, digit or `_` (mail addresses), what stands in code, unknown names, the
 * author himself. The longest known name wins, and it must end where a word ends: `@adam` isn't `@ada`.
 */
export function resolveMentions(content: string, context: MentionContext): Mentions | { failure: Failure } {
  const users = new Set<string>();
  const roles = new Set<string>();
  let at = content.indexOf("@");
  if (at === -1) return { users: [], roles: [] };
  const code = codeSpans(content);
  let next = 0;
  for (; at !== -1 && users.size + roles.size < maxMentions; at = content.indexOf("@", at + 1)) {
    while ((code[next]?.end ?? content.length) <= at) next++;
    const span = code[next];
    if (span !== undefined && span.start < at) {
      at = span.end - 1;
      continue;
    }
    if (continuesWord(codePointBefore(content, at))) continue;
    if (content[at + 1] === "&") {
      const role = longestRole(content, at + 2, context.roles);
      if (role === undefined) continue;
      if (!context.mayMention(role)) return { failure: fail("mention_denied", { role: role.name }) };
      roles.add(role.id);
    } else if (content[at - 1] !== "&") {
      const user = longestUser(content, at + 1, context);
      if (user === undefined || user.id === context.author.id || users.has(user.id)) continue;
      if (context.mayView(user.id)) users.add(user.id);
    }
  }
  return { users: [...users], roles: [...roles] };
}

/**
 * Usernames go before nicknames, even longer ones: else a member with the nickname "ada, hi" would get the
 * mentions of ada. Usernames of others go before local accounts of the same name.
 */
function longestUser(content: string, start: number, context: MentionContext): Pick<User, "id"> | undefined {
  const candidates = namesFrom(content, start).map((name) => name.toLowerCase());
  const prefix = localPrefix.toLowerCase();
  for (const name of candidates) {
    const user = context.userByName(name) ?? context.userByName(prefix + name);
    if (user !== undefined) return user;
  }
  for (const name of candidates) {
    const [user, another] = context.usersByNickname(name);
    if (user !== undefined && another === undefined) return user;
  }
  return undefined;
}

function longestRole(content: string, start: number, roles: RoleBook): Role | undefined {
  for (const name of namesFrom(content, start)) {
    const role = roleShownAs(roles, name);
    if (role !== undefined) return role;
  }
  return undefined;
}

/**
 * What could be a name from here on, longest first. Names may hold spaces and signs, so every end of a word is a
 * candidate. None reaches over another `@`, a backtick or a line: that keeps texts full of `@` linear.
 */
function namesFrom(content: string, start: number): string[] {
  const names: string[] = [];
  if (/^\s/.test(content.charAt(start))) return names;
  const limit = Math.min(content.length, start + limits.username);
  for (let end = start; end < limit; ) {
    const unit = content.charCodeAt(end);
    if (unit === 0x40 || unit === 0x60 || unit < 0x20) break;
    end++;
    if (!isSpace(unit) && !continuesWord(content.codePointAt(end))) names.push(content.slice(start, end));
  }
  return names.reverse();
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0xa0 || unit === 0x3000;
}

/**
 * Letters, digits, `_` and marks make up a word. Not so in scripts that put no space around names: there
 * `@ada` may touch the text on both sides, as it may in the reference.
 */
const wordCharacter = new RegExp(String.raw`[[\p{L}\p{N}\p{M}_]--${unspaced}]`, "v");

function continuesWord(codePoint: number | undefined): boolean {
  return codePoint !== undefined && wordCharacter.test(String.fromCodePoint(codePoint));
}

function codePointBefore(content: string, index: number): number | undefined {
  const unit = content.charCodeAt(index - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return content.codePointAt(isLow && index >= 2 ? index - 2 : index - 1);
}
