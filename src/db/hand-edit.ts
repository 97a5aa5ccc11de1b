/** A hand edit of the data files, stored as a whole or not at all. */
import type { User } from "../chat/model.ts";
import { type Ban, changeBan } from "./bans.ts";
import { applyChannelChange, type ChannelChange } from "./channels.ts";
import { type Procedure, write } from "./procedure.ts";
import { applyRoleChange, type RoleChange } from "./roles.ts";
import { type ShownHistory, shownHistory } from "./shown-history.ts";

export interface Edit {
  readonly roles: Pick<RoleChange, "roles" | "removed">;
  readonly users: readonly User[];
  /** Bans that began, and those lifted (null). */
  readonly bans: readonly { readonly id: string; readonly ban: Ban | null }[];
  readonly channels: ChannelChange;
  /** Channels that get another name. */
  readonly renamed: readonly number[];
}

export interface AppliedEdit {
  /** The ids given to added channels. */
  readonly ids: readonly number[];
  /** What connections that show a renamed channel need again. */
  readonly shown: readonly ShownHistory[];
}

export const applyEdit = write("edit.apply", function* (input: Edit): Procedure<AppliedEdit> {
  yield* applyRoleChange({ ...input.roles, users: input.users, channels: [] });
  for (const { id, ban } of input.bans) yield* changeBan(id, ban);
  const ids = yield* applyChannelChange(input.channels);
  const shown: ShownHistory[] = [];
  for (const room of input.renamed) shown.push(yield* shownHistory(room));
  return { ids, shown };
});
