/**
 * The cost of commands. `message` is the limiter of messages: its three numbers are configured,
 * `rate_limiting.enabled` switches it off, and a refusal is a `rate_limit` packet. The others are token buckets per
 * user that always apply; a refusal is an `error` with code `too_many_requests`.
 */
export interface Budget {
  readonly perMinute: number;
  /** How many at once. */
  readonly burst: number;
  /** The commands that it limits, for the reference. */
  readonly of: string;
}

export const budgets = {
  typing: { perMinute: 60, burst: 10, of: "typing indicators; refused ones are dropped silently" },
  read: { perMinute: 1200, burst: 200, of: "reading lists and history" },
  search: { perMinute: 60, burst: 20, of: "searching messages" },
  status: {
    perMinute: 20,
    burst: 10,
    of: "sending a status to others; further ones are stored, and sent when the budget has refilled",
  },
  react: { perMinute: 120, burst: 30, of: "adding and removing reactions" },
  change: { perMinute: 120, burst: 40, of: "changing channels, roles, members and one's own account" },
  self_role: { perMinute: 10, burst: 10, of: "taking, giving up and ordering one's own roles" },
  picture: { perMinute: 5, burst: 5, of: "changing one's own picture" },
  poll: { perMinute: 6, burst: 5, of: "new polls" },
  slash: { perMinute: 30, burst: 10, of: "calling and registering slash commands" },
  slash_query: {
    perMinute: 240,
    burst: 20,
    of: "asking for choices while arguments of slash commands are typed",
  },
  slash_answer: { perMinute: 300, burst: 60, of: "answering slash commands" },
  voice_join: { perMinute: 10, burst: 10, of: "joining calls" },
  voice_mute: { perMinute: 30, burst: 30, of: "muting and unmuting oneself in calls" },
  unreads: { perMinute: 60, burst: 20, of: "asking for all unread counts" },
  claim: { perMinute: 5, burst: 5, of: "claiming the server" },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof budgets;
/** The numbers of each budget. A program that starts the server itself may give others than `budgets`. */
export type BudgetNumbers = Readonly<Record<BudgetName, Pick<Budget, "perMinute" | "burst">>>;
/** `message`: the limiter of messages. `none`: only the packet budget of the connection. */
export type Cost = BudgetName | "message" | "none";
