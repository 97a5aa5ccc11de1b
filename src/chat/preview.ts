/** The state as it will be: events are operatorWording after a change that is not applied yet. */

import { staysInCall } from "./calls.ts";
import type { Channel, Role, User } from "./model.ts";
import { roleBook } from "./permissions.ts";
import type { State } from "./state.ts";

export interface Preview {
  readonly roles?: readonly Role[];
  readonly users?: readonly User[];
  readonly channels?: readonly Channel[];
}

/** What of a state can be told before a change of roles, members and channels is applied. Nothing else can be asked. */
export type Upcoming = Pick<
  State,
  | "roles"
  | "channels"
  | "authorName"
  | "connections"
  | "shownStatus"
  | "tail"
  | "threadsOf"
  | "threadsByActivity"
  | "threadsVersion"
  | "callIn"
  | "attachmentUrl"
>;

/** What will be when the given roles (all of them), members and channels (all of them) are there. */
export function preview(state: State, change: Preview): Upcoming {
  const names = new Map(change.users?.map((user) => [user.id, user.username]));
  const roles = change.roles ? roleBook(change.roles) : state.roles;
  return {
    roles,
    channels: change.channels ?? state.channels,
    authorName: (author) => names.get(author) ?? state.authorName(author),
    callIn: (channel) =>
      state.callIn(channel).filter((member) => staysInCall(member, state, change, { roles })),
    attachmentUrl: state.attachmentUrl,
    // None of these depends on roles, names or channels.
    connections: state.connections,
    shownStatus: state.shownStatus,
    tail: state.tail,
    threadsOf: state.threadsOf,
    threadsByActivity: state.threadsByActivity,
    threadsVersion: state.threadsVersion,
  };
}
