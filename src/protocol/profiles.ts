/**
 * What differs between kinds of clients. Each packet has a usual form; some have another one for connections that have
 * shown to know it. An event has one number in both. Handlers make the usual form; the place that encodes a packet
 * looks here for the other one.
 */

/** What a connection has shown to know. */
export interface Profile {
  /** It has sent `capabilities`. */
  readonly extended: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export interface Form {
  suits(profile: Profile): boolean;
  /** The packet in this form. */
  of(packet: object): object;
}

/** By `cmd`, for replies and events alike. */
const forms: ReadonlyMap<unknown, Form> = new Map([
  // Some newer clients read only `val`; older ones would get every page twice.
  ["messages_get", { suits: ({ extended }: Profile) => extended, of: withVal }],
]);

function withVal(packet: object): object {
  return { ...packet, val: (packet as Fields)["messages"] };
}

/** The other form of packets with this `cmd`; null if they have none. */
export function formOf(cmd: unknown): Form | null {
  return forms.get(cmd) ?? null;
}
