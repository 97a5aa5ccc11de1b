/** Members and roles for those who draw them. A message that comes changes neither, and so draws no other one anew. */

import { computed } from "@preact/signals";
import type { Model, WireUser } from "../../client/index.ts";
import { model } from "./session.ts";

export interface People extends Pick<Model, "me" | "members" | "roles"> {
  readonly own: WireUser | undefined;
  /** The member of that username, in any case. */
  named(username: string): WireUser | undefined;
}

const me = computed(() => model.value?.me);
const members = computed(() => model.value?.members);
const roles = computed(() => model.value?.roles);

/** Null while nobody is logged in. */
export const people = computed<People | null>(() => {
  const own = me.value;
  const all = members.value;
  const known = roles.value;
  if (own === undefined || !all || !known) return null;
  const byName = new Map([...all.values()].map((member) => [member.username.toLowerCase(), member]));
  return {
    me: own,
    members: all,
    roles: known,
    own: all.get(own),
    named: (username) => byName.get(username.toLowerCase()),
  };
});

/** Custom emojis by id. */
export const emojis = computed(() => model.value?.emojis);
export const channels = computed(() => model.value?.channels ?? []);
