/** The state as it will be: events are worded after a change that is not applied yet. */
import type { Channel, Role, User } from "./model.ts";
import { roleBook } from "./permissions.ts";
import type { State } from "./state.ts";

export interface Preview {
  readonly roles?: readonly Role[];
  readonly users?: readonly User[];
  readonly channels?: readonly Channel[];
}

/** A view of `state` in which the given roles (all of them), users and channels (all of them) have been replaced. */
export function preview(state: State, change: Preview): State {
  const book = change.roles && roleBook(change.roles);
  const names = new Map(change.users?.map((user) => [user.id, user.username]));
  return {
    get users() {
      return state.users;
    },
    get roles() {
      return book ?? state.roles;
    },
    get channels() {
      return change.channels ?? state.channels;
    },
    get membersVersion() {
      return state.membersVersion;
    },
    userByName: state.userByName,
    usersByNickname: state.usersByNickname,
    usersNamedLike: state.usersNamedLike,
    hasPicture: state.hasPicture,
    channelById: state.channelById,
    channelByName: state.channelByName,
    threadById: state.threadById,
    threadOfRoom: state.threadOfRoom,
    threadsOf: state.threadsOf,
    threadsByActivity: state.threadsByActivity,
    get threadsVersion() {
      return state.threadsVersion;
    },
    tail: state.tail,
    authorName: (author) => names.get(author) ?? state.authorName(author),
    formerTimeout: state.formerTimeout,
    hasLeft: state.hasLeft,
    idsOfFormer: state.idsOfFormer,
    connections: state.connections,
    online: state.online,
    shownStatus: state.shownStatus,
    statusesHeld: state.statusesHeld,
  };
}
