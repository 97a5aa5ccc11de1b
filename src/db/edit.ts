/** A hand edit of the data files, stored as a whole or not at all. */
import type { User } from "../chat/model.ts";
import { applyChannelChange, type ChannelChange } from "./channels.ts";
import { type Procedure, write } from "./procedure.ts";
import { applyRoleChange, type RoleChange } from "./roles.ts";
import { type Ban, changeBan } from "./users.ts";

export interface Edit {
  readonly roles: Pick<RoleChange, "roles" | "removed">;
  readonly users: readonly User[];
  /** Bans that began, and those lifted (null). */
  readonly bans: readonly { readonly id: string; readonly ban: Ban | null }[];
  readonly channels: ChannelChange;
}

/** Returns the ids given to added channels. */
export const applyEdit = write("edit.apply", function* (input: Edit): Procedure<number[]> {
  yield* applyRoleChange({ ...input.roles, users: input.users, channels: [] });
  for (const { id, ban } of input.bans) yield* changeBan(id, ban);
  return yield* applyChannelChange(input.channels);
});
