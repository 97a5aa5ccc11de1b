/** How many members there are. */
import { isHidden } from "./presence.ts";
import type { State } from "./state.ts";

export interface HeadCount {
  readonly members: number;
  readonly online: number;
}

/** Banned members aren't counted, nor hidden ones as online. */
export function headCount(state: State): HeadCount {
  let members = 0;
  for (const user of state.users.values()) if (user.bannedAt === null) members++;
  let online = 0;
  for (const id of state.online()) {
    const user = state.users.get(id);
    if (user && user.bannedAt === null && !isHidden(state.shownStatus(user))) online++;
  }
  return { members, online };
}
