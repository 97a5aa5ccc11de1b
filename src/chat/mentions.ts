/**
 * The users and roles that a message mentions: `@name`, `@USR:local_name`, `@nickname`, `@&role`, `@&role-id`.
 *
 * Found once, when a message is sent or edited, and stored with it. Names are looked up, members never scanned:
 * after an `@`, each place where a name could end gives one candidate, so the work grows with the length of the
 * text and not with the number of members. Each distinct candidate is looked up once.
 */
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import { codeSpans, type Span } from "./code-spans.ts";
import type { Channel, Role, User } from "./model.ts";
import { hasPermission, isOwner, type RoleBook, type RoleTable, roleShownAs } from "./permissions.ts";
import { unspaced } from "./words.ts";

/** What the text is resolved against: members and roles, and which of them the author may mention. */
export interface MentionContext {
  readonly author: Pick<User, "id" | "roles">;
  /** A member by the whole username in any case, `USR:local_` included. */
  userByName(name: string): Pick<User, "id"> | undefined;
  /** Members with that nickname, at most so many; a nickname is a mention only if a single member has it. */
  usersByNickname(nickname: string, most: number): readonly Pick<User, "id">[];
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

/** Mentions beyond these are plain text. */
const maxMentions = 50;
/** Distinct texts after an `@` that are looked up; those beyond are plain text. */
const maxLookUps = 1000;

/**
 * May the author write `@&role`? A role can limit its mentions. The role `everyone` needs `mention_everyone`, one
 * of the permissions that count only with `permissions.enforce_member_permissions`.
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
  const needsPermission = enforceMemberPermissions && nameKey(role.name) === "everyone";
  return !needsPermission || hasPermission(author, roles, "mention_everyone", channel);
}

/**
 * The users and roles that a text mentions. A role that the author may not mention refuses the whole message.
 *
 * Not a mention: what stands in code or in a URL, what follows a backslash, a letter, a digit or `_`, package names
 * (`@ann/parser`), mail addresses, unknown names, the author. The longest known name wins, and it must end where a word
 * ends: `@adam` isn't `@ada`.
 */
export function resolveMentions(
  content: string,
  context: MentionContext,
): Mentions | Failure<"mention_denied"> {
  const users = new Set<string>();
  const roles = new Set<string>();
  let at = content.indexOf("@");
  if (at === -1) return { users: [], roles: [] };
  const userNamed = createLookUp(context);
  const outside = [codeSpans(content), urls(content)].map((spans) => createSkip(spans, content.length));
  for (; at !== -1 && users.size + roles.size < maxMentions; at = content.indexOf("@", at + 1)) {
    const place = at;
    const end = outside.map((skip) => skip(place)).find((skipped) => skipped !== null) ?? null;
    if (end !== null) {
      at = end - 1;
      continue;
    }
    if (continuesWord(codePointBefore(content, at)) || isEscaped(content, at)) continue;
    if (content[at + 1] === "&") {
      const role = longestRole(content, at + 2, context.roles);
      if (role === undefined) continue;
      if (!context.mayMention(role)) return fail("mention_denied", { role: role.name });
      roles.add(role.id);
    } else if (content[at - 1] !== "&") {
      const user = longestUser(content, at, userNamed);
      if (user === undefined || user.id === context.author.id || users.has(user.id)) continue;
      if (context.mayView(user.id)) users.add(user.id);
    }
  }
  return { users: [...users], roles: [...roles] };
}

/** Asked for growing places: the end of the span that holds the place, or null. */
function createSkip(spans: readonly Span[], length: number): (place: number) => number | null {
  let next = 0;
  return (place) => {
    while ((spans[next]?.end ?? length) <= place) next++;
    const span = spans[next];
    return span !== undefined && span.start < place ? span.end : null;
  };
}

/** `https://host/@ann`, and without the scheme `host.example/@ann`: up to the next space. */
function urls(content: string): Span[] {
  if (!content.includes("/")) return [];
  return Array.from(content.matchAll(url), ({ 0: text, index }) => ({
    start: index,
    end: index + text.length,
  }));
}

const url = /(?:\p{L}:\/\/|[\p{L}\p{N}]\.\p{L}{2,63}(?::\d{1,5})?\/)\S*/gu;

/** Behind an odd number of backslashes. */
function isEscaped(content: string, at: number): boolean {
  let start = at;
  while (content[start - 1] === "\\") start--;
  return (at - start) % 2 === 1;
}

type UserLookUp = (name: string) => { readonly named: MaybeUser; readonly nicknamed: MaybeUser };
type MaybeUser = Pick<User, "id"> | undefined;

/** Usernames of others go before local accounts of the same name. */
function createLookUp({ userByName, usersByNickname }: MentionContext): UserLookUp {
  const known = new Map<string, ReturnType<UserLookUp>>();
  const none = { named: undefined, nicknamed: undefined };
  return (name) => {
    const before = known.get(name);
    if (before || known.size >= maxLookUps) return before ?? none;
    const named = userByName(name) ?? userByName(localPrefix + name);
    const [nicknamed, another] = usersByNickname(name, 2);
    const found = { named, nicknamed: another === undefined ? nicknamed : undefined };
    known.set(name, found);
    return found;
  };
}

/**
 * Usernames go before nicknames, even longer ones: else a member with the nickname "ada, hi" would get the
 * mentions of ada.
 */
function longestUser(content: string, at: number, userNamed: UserLookUp): MaybeUser {
  const candidates = namesFrom(content, at + 1);
  for (const kind of ["named", "nicknamed"] as const) {
    for (const name of candidates) {
      const user = userNamed(name)[kind];
      if (user !== undefined) return isAddress(content, at, at + 1 + name.length) ? undefined : user;
    }
  }
  return undefined;
}

const mailDomain = /^[\p{L}\p{N}-]*\.\p{L}/u;

/**
 * Is it part of an address? `@ann/parser` is a package, `@ann@host.example` an account elsewhere, and what a sign of
 * mail addresses ties to a word before and a dot to a word behind is a mail address.
 *
 * @param end behind the name
 */
function isAddress(content: string, at: number, end: number): boolean {
  const next = content.slice(end, end + 66);
  if (/^\/[\p{L}\p{N}]/u.test(next)) return true;
  if (next.startsWith("@")) return mailDomain.test(next.slice(1));
  return (
    mailDomain.test(next) &&
    /[\p{L}\p{N}][!#$%&'*+/=?^_{|}~.-]+$/u.test(content.slice(Math.max(0, at - 66), at))
  );
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
 * Letters, digits, `_` and marks make up a word. In scripts that put no space around names `@ada` may touch the text
 * on both sides, as on the reference server.
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
