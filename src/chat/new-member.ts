/** Who joins: by a first login, a registration or the command line, all get the same to begin with (01 §7.4, §10). */
import { roleOnceNamed } from "./former-names.ts";
import type { User } from "./model.ts";
import type { RoleBook } from "./permissions.ts";

/** What the configuration gives to newcomers, `DB.users.default`: names of roles, and further keys for the record. */
export interface Newcomers {
  readonly roles: readonly string[];
  readonly [extra: string]: unknown;
}

/**
 * A role that the configuration names and that doesn't exist is passed over: nobody is kept out by a wrong name there.
 *
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
    // A copy for each: in the reference all newcomers shared one list (01 §10).
    roles: [...new Set(roles.flatMap((name) => roleOnceNamed(name, book)?.id ?? []))],
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: now,
    bannedAt: null,
    timeoutUntil: null,
    extra,
  };
}
