/**
 * What differs between clients. Each packet has a usual form; some have another one for connections that have shown to
 * know it (compatibility.md#connection-profiles). An event has the same number in both. Handlers make the usual form;
 * the code that encodes packets looks here for the other one.
 */

/** What a connection has shown to know, and what it displays. */
export interface Profile {
  /** It has sent `capabilities`. */
  readonly extended: boolean;
  /** It has used `reaction_add` or `reaction_remove`. */
  readonly newerReactions: boolean;
  /** Id of the forum whose list of threads it asked for last, or null. */
  readonly listsThreads: number | null;
}

export interface Form {
  /** Another `cmd`: then a reply has the form that is named like the request. Null where only fields differ. */
  readonly name: string | null;
  /** @param channel that the packet is about, or null */
  suits(profile: Profile, channel: number | null): boolean;
  /** The packet in this form. */
  of(packet: object): object;
}

const knowsReactions: Form["suits"] = ({ newerReactions }) => newerReactions;

const listsForum: Form["suits"] = ({ listsThreads }, channel) =>
  listsThreads !== null && listsThreads === channel;

/** By the usual `cmd`, for replies and events alike. */
const forms: ReadonlyMap<string, Form> = new Map([
  // Older clients would get every page twice.
  ["messages_get", { name: null, suits: ({ extended }, _channel) => extended, of: withVal }],
  // Some clients would count an event twice that comes under both names.
  ["message_react_add", renamed("reaction_add", knowsReactions)],
  ["message_react_remove", renamed("reaction_remove", knowsReactions)],
  ["thread_create", renamed("thread_new", listsForum)],
] satisfies [string, Form][]);

function withVal(packet: object): object {
  return { ...packet, val: (packet as { readonly messages?: unknown }).messages };
}

function renamed(name: string, suits: Form["suits"]): Form {
  return { name, suits, of: (packet) => ({ ...packet, cmd: name }) };
}

/** The other form of packets with this `cmd`; null if they have none. */
export function formOf(cmd: string): Form | null {
  return forms.get(cmd) ?? null;
}
