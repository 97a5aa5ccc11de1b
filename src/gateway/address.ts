/** The client's address behind trusted proxies. */
import { BlockList, isIP, isIPv6 } from "node:net";

export interface Client {
  /** In its canonical form, or `unknownAddress`. */
  readonly address: string;
  /** The address is one of a trusted proxy, or of the machine itself. */
  readonly trusted: boolean;
  /** A trusted proxy named the address. */
  readonly forwarded: boolean;
}

export interface AddressRules {
  /** @param peer address of the socket's other end */
  clientOf(peer: string, headers: Headers): Client;
}

/** The address of clients whose proxy wrote no valid address. It is never trusted. */
export const unknownAddress = "unknown";

/** @param trusted addresses and CIDR ranges whose forwarding headers are believed */
export function createAddressRules(trusted: readonly string[]): AddressRules {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
  /** @param entries the nearest proxy's entry last */
  const client = (direct: string, entries: readonly string[]): Client => {
    // From the right: each trusted proxy vouches for the entry that it wrote, so the first untrusted one is the client.
    // The client may have made up all entries left of it.
    let address = direct;
    for (const entry of entries.toReversed()) {
      address = parseAddress(entry) ?? unknownAddress;
      if (!isTrusted(address)) break;
    }
    return { address, trusted: isTrusted(address), forwarded: entries.length > 0 };
  };

  return {
    clientOf(peer, headers) {
      const direct = parseAddress(peer) ?? unknownAddress;
      if (!isTrusted(direct)) return client(direct, []);
      const forwarded = entriesOf(headers.get("x-forwarded-for"));
      // Only without the other header: a proxy that isn't Cloudflare's adds to that one, and passes this one on
      // as the client made it up.
      return client(
        direct,
        forwarded.length > 0 ? forwarded : entriesOf(headers.get("cf-connecting-ip"), null),
      );
    },
  };
}

/** The entries of a list; empty ones don't count (RFC 9110 §5.6.1). */
function entriesOf(header: string | null, separator: "," | null = ","): string[] {
  if (header === null) return [];
  const entries = separator === null ? [header] : header.split(separator);
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/**
 * Reads an address in every form that proxies write: with a port, in brackets, in quotes (RFC 7239 §6), IPv4 as
 * IPv6. Returns one form of it, or null if it is none.
 *
 * @example parseAddress("[2001:DB8:0::1]:5001") === "2001:db8::1"
 */
export function parseAddress(text: string): string | null {
  const bare = text.replace(/^"(.*)"$/, "$1");
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? canonical(bracketed) : null;
  if (isIP(bare) !== 0) return canonical(bare);
  // Without brackets, a port is recognised only where the whole is no IPv6 address itself.
  const withoutPort = bare.replace(/:\d{1,5}$/, "");
  return isIP(withoutPort) === 0 ? null : canonical(withoutPort);
}

/** IPv6 as in RFC 5952, without a zone; an IPv4 address that came over an IPv6 socket in its own form. */
function canonical(address: string): string {
  if (!isIPv6(address)) return address;
  const host = URL.parse(`http://[${address.replace(/%.*/, "")}]/`)?.hostname.slice(1, -1) ?? unknownAddress;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (!mapped) return host;
  const bytes = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return bytes.flatMap((group) => [group >> 8, group & 255]).join(".");
}
