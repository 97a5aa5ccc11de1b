/** What counts as one client where limits are per address. */
import { isIPv6 } from "node:net";

/**
 * The network that an address stands for: an IPv6 subscriber has at least a /64 (RFC 6177), so that is what counts
 * as one there. An IPv4 address stands for itself, also when it is written as IPv6.
 *
 * @example networkOf("2001:db8::1") === "2001:db8:0:0::/64"
 */
export function networkOf(address: string): string {
  return prefixOf(address, 4);
}

/**
 * The site that an address stands for: of IPv6 the /48, which is the most that a subscriber usually gets (RFC 6177);
 * the holder of one has 65,536 networks. An IPv4 address stands for itself.
 */
export function siteOf(address: string): string {
  return prefixOf(address, 3);
}

/** @param size groups of 16 bits of an IPv6 address */
function prefixOf(address: string, size: number): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = 8 - (back.at(-1)?.includes(".") ? 1 : 0);
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, groups - front.length - back.length)).fill("0");
  const prefix = [...front, ...zeros, ...back]
    .slice(0, size)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(":")}::/${size * 16}`;
}
