/** A member's own status. */
import type { Status } from "../../chat/model.ts";
import { statusChange } from "../../chat/presence.ts";
import { updateUsers } from "../../db/users.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import type { HeldStatuses } from "./held-statuses.ts";
import { presenceEvents } from "./presence.ts";

/** Stores the status at once. Others are told at once too, or later of the last one when it changes too often. */
export function setStatus(
  { state, user, heldStatuses }: ByMember & { readonly heldStatuses: Pick<HeldStatuses, "mayTell"> },
  status: Status,
) {
  const connections = state.connections(user.id);
  const notices = statusChange({ before: user.status, after: status, connections });
  if (notices.length === 0) return {};
  const after = { ...user, status };
  const tells = heldStatuses.mayTell(user.id);
  const told = notices.filter(({ audience }) => tells || audience === "self");
  const shown = state.shownStatus(user);
  const held = tells ? [] : ([{ type: "status_held", id: user.id, shown }] as const);
  return commit(updateUsers({ users: [after] }), () => ({
    changes: [{ type: "users", users: [after] }, ...held],
    events: presenceEvents(told, after, state, { shown: tells ? status : shown, answered: true }),
  }));
}
