/**
 * Addresses of the public internet. All others are refused where a member chooses the host: they lead to this machine,
 * to its network, or to another address that is written inside them.
 */
import { isIPv4, isIPv6 } from "node:net";

type Range = readonly [start: string, bits: number];

/** IPv4 addresses that aren't global: the IANA registry of special-purpose addresses, and multicast (RFC 5771). */
const specialIPv4: readonly Range[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  // Multicast, reserved, broadcast.
  ["224.0.0.0", 3],
];

/**
 * Only this block is global unicast. Outside of it are loopback, mapped IPv4, NAT64, private and link-local addresses
 * and multicast.
 */
const globalIPv6: Range = ["2000::", 3];

/** Parts of it that aren't hosts, or hold an IPv4 address. */
const specialIPv6: readonly Range[] = [
  // Teredo, benchmarks, ORCHID.
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4.
  ["2002::", 16],
  ["3fff::", 20],
];

/**
 * @param address as a resolver gives it; names and everything else are refused
 * @example isPublicAddress("::ffff:10.0.0.1") === false
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIPv4.some((range) => holds(range, address));
  // A zone (`fe80::1%eth0`) belongs to addresses of one link.
  if (!isIPv6(address) || address.includes("%")) return false;
  return holds(globalIPv6, address) && !specialIPv6.some((range) => holds(range, address));
}

function holds([start, bits]: Range, address: string): boolean {
  return bitsOf(address).startsWith(bitsOf(start).slice(0, bits));
}

/** 32 or 128 characters, each 0 or 1. */
function bitsOf(address: string): string {
  if (isIPv4(address)) return address.split(".").map(binary(8)).join("");
  const last = /[\d.]+$/.exec(address)?.[0] ?? "";
  const tail = isIPv4(last) ? bitsOf(last) : "";
  const [front = "", back = ""] = (tail === "" ? address : address.slice(0, -last.length)).split("::");
  const groups = (text: string) =>
    text
      .split(":")
      .filter((group) => group !== "")
      .map((group) => binary(16)(Number.parseInt(group, 16)))
      .join("");
  const [start, end] = [groups(front), groups(back) + tail];
  return start.padEnd(128 - end.length, "0") + end;
}

function binary(length: number): (value: string | number) => string {
  return (value) => Number(value).toString(2).padStart(length, "0");
}
