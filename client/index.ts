/** The typed client library: for bots, the web page, tests and benchmarks. See README.md. */
export {
  type Account,
  type Client,
  type ConnectOptions,
  connect,
  type Happenings,
  type Later,
  type Login,
  type RequestOptions,
} from "./connect.ts";
export { differences } from "./differences.ts";
export { CommandError, ConnectionError, TimeoutError } from "./errors.ts";
export { type FetchOptions, type Followed, fetch, follow } from "./follow.ts";
export {
  apply,
  emptyModel,
  type History,
  type Model,
  memberNamed,
  pingsMe,
  type Unread,
  withoutUnread,
} from "./model.ts";
export type * from "./types.ts";
