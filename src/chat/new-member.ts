/** New members start the same, whether they join by a first login, a registration or the command line. */
import { roleOnceNamed } from "./former-names.ts";
import type { Role, User } from "./model.ts";
import { type RoleBook, USER } from "./permissions.ts";

/** What the configuration gives to newcomers, `DB.users.default`: names of roles, and further keys for the record. */
export interface Newcomers {
  readonly roles: readonly string[];
  readonly [extra: string]: unknown;
}

/**
 * The roles of newcomers, each once. A name without a role is passed over; if no name has one, they get `user`, without
 * which they would see no channel.
 */
export function newcomerRoles(names: readonly string[], book: RoleBook): readonly Role[] {
  const found = new Set(names.flatMap((name) => roleOnceNamed(name, book) ?? []));
  const user = found.size === 0 && names.length > 0 ? book.byName.get(USER) : undefined;
  return user ? [user] : [...found];
}

/**
 * @param now Unix seconds
 */
export function newMember(
  { id, username, nickname }: Pick<User, "id" | "username" | "nickname">,
  { roles, ...extra }: Newcomers,
  book: RoleBook,
  now: number,
): User {
  return {
    id,
    username,
    nickname,
    // A list of their own, so that a change to one member's roles changes nobody else's.
    roles: newcomerRoles(roles, book).map((role) => role.id),
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: now,
    bannedAt: null,
    timeoutUntil: null,
    extra,
  };
}
