/**
 * What differs between kinds of clients. A connection starts with the profile `reference`. It becomes `extended` when it
 * sends `capabilities`, and stays so. Handlers know nothing of this: the delivery layer looks it up here.
 */
export type Profile = "reference" | "extended";

type Fields = Readonly<Record<string, unknown>>;

/** Fields that packets carry besides, for connections of the profile `extended`. By `cmd`, for replies and events alike. */
const additions: ReadonlyMap<unknown, (packet: Fields) => Fields> = new Map([
  // Some newer clients read only `val`; older ones would get every page twice.
  ["messages_get", ({ messages }: Fields) => ({ val: messages })],
]);

/** The packet as extended connections get it; null if that is no different. */
export function extendedForm(packet: object): object | null {
  const fields = packet as Fields;
  const added = additions.get(fields["cmd"])?.(fields);
  return added ? { ...packet, ...added } : null;
}
