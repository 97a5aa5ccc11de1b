/**
 * The lists that every client asks for at login, as JSON text. They are encoded once per change and member, not once
 * per request. For ten thousand logins in a row that takes seconds instead of minutes.
 */

import { looksDifferentToOthers } from "../actions/members/presence.ts";
import type { User } from "../chat/model.ts";
import { isHidden } from "../chat/presence.ts";
import type { State } from "../chat/state.ts";
import { wireRoles, wireUser } from "../chat/wire.ts";
import type { MemberTexts } from "./context.ts";

export function createMemberTexts(state: State): MemberTexts {
  /** By member object. Whether the member is online isn't part of the object, so there are two maps. */
  let objects = { online: new WeakMap<User, string>(), offline: new WeakMap<User, string>() };
  let roles = state.roles;
  let rolesText: string | null = null;
  const lists = new Map<string, { version: number; text: string }>();

  /** The texts contain names and colours of roles. */
  function forgetOldRoles(): void {
    if (roles === state.roles) return;
    roles = state.roles;
    rolesText = null;
    objects = { online: new WeakMap(), offline: new WeakMap() };
  }

  function objectOf(user: User): string {
    forgetOldRoles();
    if (isHeld(user)) return JSON.stringify(wireUser(user, state));
    const cache = state.connections(user.id) > 0 ? objects.online : objects.offline;
    const known = cache.get(user);
    if (known !== undefined) return known;
    const text = JSON.stringify(wireUser(user, state));
    cache.set(user, text);
    return text;
  }

  /** A held status isn't part of the member object, so the caches can't know of a change. */
  function isHeld(user: User): boolean {
    return state.shownStatus(user) !== user.status;
  }

  function* members(cmd: "users_list" | "users_online"): Iterable<User> {
    for (const user of state.users.values()) {
      if (user.bannedAt !== null) continue;
      if (cmd === "users_online" && (isHidden(state.shownStatus(user)) || state.connections(user.id) === 0))
        continue;
      yield user;
    }
  }

  return {
    packet(cmd, viewer) {
      // Invisible members see their own status; everybody else gets the same text.
      const differs = cmd === "users_list" ? looksDifferentToOthers(viewer, state) : isHeld(viewer);
      const own = differs ? viewer : null;
      const key = own ? null : cmd;
      const cached = key && lists.get(key);
      if (cached && cached.version === state.membersVersion) return cached.text;
      const parts: string[] = [];
      for (const user of members(cmd)) {
        parts.push(user === own ? JSON.stringify(wireUser(user, state, "own")) : objectOf(user));
      }
      const text = `{"cmd":"${cmd}","users":[${parts.join(",")}]}`;
      if (key) lists.set(key, { version: state.membersVersion, text });
      return text;
    },
    roles() {
      forgetOldRoles();
      if (rolesText === null) {
        const map = wireRoles(state);
        rolesText = JSON.stringify({ cmd: "roles_list", roles: map, val: map });
      }
      return rolesText;
    },
  };
}
