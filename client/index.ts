/** The typed client library: for bots, the web page, tests and benchmarks. See README.md. */
export type {
  Account,
  Client,
  ClientEvents,
  ConnectionEvents,
  ConnectOptions,
  Later,
  Login,
  RequestOptions,
  SocketLike,
} from "./client.ts";
export { connect } from "./connect.ts";
export {
  emojiAddress,
  stickerAddress,
  withEmojiAddresses,
  withEmojiNames,
} from "./custom-emojis.ts";
export { differences } from "./differences.ts";
export { createDrafts, type DraftStorage, type Drafts } from "./drafts.ts";
export { CommandError, ConnectionError, TimeoutError } from "./errors.ts";
export { type FetchOptions, type Followed, fetch, follow } from "./follow.ts";
export { httpAddress } from "./http-address.ts";
export { apply } from "./model/apply.ts";
export { narrowed, withoutExcerpt } from "./model/excerpts.ts";
export { newestIn, trimmed } from "./model/histories.ts";
export { memberNamed } from "./model/members.ts";
export {
  emptyModel,
  type History,
  type Model,
  placeOf,
  requestPlace,
  threadPrefix,
  type Unread,
} from "./model/model.ts";
export { isMutedPlace, isQuietTime, withPushSettings } from "./model/push-settings.ts";
export {
  type Access,
  accessOf,
  holds,
  isOwner,
  isPrivate,
  mayActOn,
  mayCall,
  mayIn,
  mayManageRole,
  mayMoveRole,
  ownsServer,
} from "./model/rights.ts";
export { withThreads } from "./model/threads.ts";
export { pingsMe, withoutUnread } from "./model/unreads.ts";
export {
  endAround,
  type MessageWindow,
  newerWindow,
  olderWindow,
  type WindowEnd,
  type WindowMove,
  windowOf,
} from "./model/window.ts";
export { createOutbox, type NewMessage, type Outbox, type OutboxOptions, type Sending } from "./outbox.ts";
export {
  folded,
  foldedWords,
  hasValues,
  longestSearch,
  type SearchOperator,
  type SearchPart,
  type SearchWord,
  searchOperator,
  searchOperators,
  searchParts,
  searchWords,
} from "./search/grammar.ts";
export { type FoundMessage, type Search, type SearchPage, searchMessages } from "./search/search.ts";
export { slashChoices } from "./slash-choices.ts";
export { type ThreadSummary, threadSummary } from "./threads.ts";
export type * from "./types.ts";
export { type AbortLike, type FileLike, UploadError, type UploadOptions, upload } from "./upload.ts";
