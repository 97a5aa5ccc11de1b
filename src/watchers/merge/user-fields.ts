/** The keys of an entry of db/users.json. Secrets are neither written nor read. */

import { Type } from "@sinclair/typebox";
import { memberImitated } from "../../chat/impersonation.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import { statusNames, type User } from "../../chat/model.ts";
import { codePoints, httpUrl, localUsername, nickname, statusText } from "../../chat/names.ts";
import { BANNED, type RoleBook } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { roleNames } from "../../chat/wire.ts";
import type { Fields } from "../../config/document.ts";
import { cliCommand } from "../../programs/programs.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { localPrefix, withoutPrefix } from "../../protocol/local-names.ts";
import { nameKey } from "../../text/skeleton.ts";
import type { EntryRules } from "./entry.ts";
import { field, refused, table } from "./fields.ts";

export interface UserContext {
  readonly state: State;
  /** Finds roles after the edit, by present and former names. */
  readonly roles: RoleBook;
  /** Unix seconds. */
  readonly now: number;
}

const key = field<User, UserContext>();

const keys = table<User, UserContext>({
  username: key({
    schema: Type.String({ maxLength: limits.username }),
    isAlways: true,
    show: ({ username }) => username,
    set(user, wanted = "") {
      if (wanted === user.username) return user;
      const username = localName(user, wanted);
      if (username !== null) return { ...user, username };
      return refused(
        isLocal(user)
          ? `the username of a local account is ${localPrefix} and 2-32 of a-z 0-9 _ -`
          : "the username comes from the identity service and can't be changed here",
      );
    },
  }),
  nickname: key({
    schema: Type.Union([Type.String({ maxLength: limits.nickname * 10 }), Type.Null()]),
    show: (user) => user.nickname ?? undefined,
    set(user, wanted) {
      const checked = nickname(wanted ?? null);
      return isFailure(checked) ? refused(checked.val) : { ...user, nickname: checked.nickname };
    },
  }),
  roles: key({
    schema: Type.Array(Type.String({ maxLength: 100 }), { maxItems: limits.ownRoles }),
    isAlways: true,
    show: roleNames,
    set(user, names = [], { roles, now }, written) {
      const ids = new Set<string>();
      for (const name of names) {
        if (name === BANNED) continue;
        const role = roles.byName.get(nameKey(name));
        if (!role) return refused(`the role '${name}' does not exist`);
        ids.add(role.id);
      }
      // Only a ban that the editor added or removed counts. A ban by command in the meantime stays.
      const isBanned = names.includes(BANNED);
      const bannedAt =
        isBanned === bansIn(written) ? user.bannedAt : isBanned ? (user.bannedAt ?? now) : null;
      return { ...user, roles: [...ids], bannedAt };
    },
  }),
  status: key({
    schema: Type.Object({
      status: Type.Union(statusNames.map((name) => Type.Literal(name))),
      text: Type.Optional(Type.Union([Type.String({ maxLength: limits.statusText * 4 }), Type.Null()])),
    }),
    isAlways: true,
    show: ({ status }) => status,
    set(user, wanted) {
      const text = statusText(wanted?.text);
      if (codePoints(text) > limits.statusText) {
        return refused(`the text of 'status' may have ${limits.statusText} characters`);
      }
      return { ...user, status: { status: wanted?.status ?? "online", text } };
    },
  }),
  pfp_url: key({
    schema: Type.Union([Type.String({ maxLength: limits.pictureUrl }), Type.Null()]),
    show: (user) => (user.pfp !== null || isLocal(user) ? user.pfp : undefined),
    set(user, wanted) {
      const pfp = wanted ? httpUrl(wanted, limits.pictureUrl) : null;
      if (wanted && pfp === null) return refused("'pfp_url' must be an http or https URL");
      return { ...user, pfp };
    },
  }),
  timeout_until: key({
    schema: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    show: ({ timeoutUntil }) => timeoutUntil ?? undefined,
    set(user, wanted, { now }) {
      const until = wanted ?? null;
      if (until !== null && until > now + limits.timeout) {
        return refused("'timeout_until' is in Unix seconds, at most 28 days ahead");
      }
      return { ...user, timeoutUntil: until !== null && until > now ? until : null };
    },
  }),
  // Older servers wrote these.
  password_hash: { fixed: "ignored" },
  validator: { fixed: "ignored" },
});

export const userRules: EntryRules<User, UserContext> = {
  ...keys,
  noun: "Member",
  gone: "left meanwhile; the edit of the entry is lost",
  extra: { of: ({ extra }) => extra, with: (user, extra) => ({ ...user, extra }) },
  check(after, before, { state }) {
    if (after.nickname === null || after.nickname === before.nickname) return null;
    const imitated = memberImitated(after.nickname, after, state);
    if (!imitated) return null;
    return refused(`'${after.nickname}' could be taken for '${imitated.username}'`, "nickname");
  },
  secretReason(secret, user) {
    const advice = isLocal(user)
      ? `take it out, and set a password with \`${cliCommand} user passwd ${withoutPrefix(user.username)}\``
      : "take it out";
    return `'${secret}' would stand here for all to read: ${advice}`;
  },
};

/** Checked as at registration. Names of other accounts come from the identity service. */
function localName(user: User, wanted: string): string | null {
  if (!isLocal(user) || !wanted.startsWith(localPrefix)) return null;
  const checked = localUsername(wanted.slice(localPrefix.length));
  return isFailure(checked) ? null : localPrefix + checked.name;
}

function bansIn(written: Fields | undefined): boolean {
  return Array.isArray(written?.["roles"]) && written["roles"].includes(BANNED);
}
