/** Texts of search, inbox and quick switcher. */
import type { SearchOperator } from "../../../client/index.ts";

export const en = {
  // Messages that were found
  goTo: "Go to the message",

  // Search
  search: "Search",
  searchFor: "Search messages",
  clear: "Clear",
  where: "Where to search",
  everywhere: "Everywhere",
  filters: "Filters",
  addFilter: (name: string) => `Add the filter ${name}`,
  removeFilter: (name: string) => `Remove ${name}`,
  operator: (name: SearchOperator) =>
    ({
      from: "From",
      in: "In",
      mentions: "Mentions",
      has: "Has",
      before: "Before",
      after: "After",
      pinned: "Pinned",
    })[name],
  operatorHint: (name: SearchOperator) =>
    ({
      from: "written by a member",
      in: "in a channel",
      mentions: "that mention a member or a role",
      has: "with a link, a picture, a file, …",
      before: "older than a day",
      after: "newer than a day",
      pinned: "pinned or not",
    })[name],
  has: (kind: string) =>
    ({
      link: "a link",
      image: "a picture",
      embed: "an embed",
      poll: "a poll",
      file: "a file",
      video: "a video",
      sound: "a sound recording",
    })[kind] ?? "",
  pinnedOnly: "pinned ones only",
  notPinned: "only those that aren't pinned",
  aRole: "role",
  daysAgo: (days: number) =>
    ({ 0: "today", 1: "yesterday", 7: "a week ago", 30: "30 days ago", 365: "a year ago" })[days] ?? "",
  suggestions: "Suggestions",
  recent: "Recent searches",
  forget: (query: string) => `Forget the search ${query}`,
  notUnderstood: (part: string) => `${part} is no filter with that value, so its words are searched for.`,
  unknownName: (name: string) => `There is no member, role or channel called ${name}.`,
  tooLong: (most: number) => `A search has at most ${most} characters.`,
  searching: "Searching…",
  results: "Results",
  resultsIn: (count: string, place: string) => `${count} in ${place}`,
  resultCount: (count: number, hasMore: boolean) =>
    count === 1 && !hasMore ? "1 message" : hasMore ? `${count} messages and more` : `${count} messages`,
  older: "Older results",
  nothing: "Nothing found",
  adviceWords: "Every word must be in the message. Try fewer words, or only the beginning of a word with *.",
  adviceFilters: "Remove a filter.",
  searchEverywhere: "Search everywhere",
  gaveUp: "There is too much to look through. A filter such as From, In or Before makes the search faster.",
  leftOut: (count: number) =>
    count === 1
      ? "1 channel was not searched. Name it with in: to search it."
      : `${count} quiet channels were not searched. Name one with in: to search it.`,
  hintTitle: "Find messages",
  hintText: "Words are found in any order and without regard to case and accents.",
  hintQuotes: '"red tea" finds these words next to each other.',
  hintMinus: "-tea leaves out messages with that word. A minus also turns a filter around.",

  // Inbox
  inbox: "Inbox",
  mentions: "Mentions",
  unread: "Unread",
  whatIsShown: "What is shown",
  noMentions: "Nobody has mentioned you yet",
  noUnread: "You have read everything",
  markRead: "Mark as read up to here",
  markPlaceRead: (name: string) => `Mark ${name} as read`,
  markAllRead: "Mark all as read",
  unreadCount: (count: number) => (count === 1 ? "1 message" : `${count} messages`),
  mentionCount: (count: number) => (count === 1 ? "1 mention" : `${count} mentions`),
  olderMentions: "Older mentions",
  replyTo: (name: string, text: string) => `${name}: ${text}`,

  // Quick switcher
  goToTitle: "Go to",
  goToField: "Channel, thread, member or setting",
  noMatch: "There is nothing of that name",
  inForum: (name: string) => `in ${name}`,
  member: "member",
  setting: "settings",
  administrationSection: "administration",
  keysHint: "Arrow keys choose, Enter opens, Escape closes",
};
