/** The client's address behind trusted proxies (01 §6). */
import { BlockList, isIP } from "node:net";

export interface AddressRules {
  /** @param peer address of the socket's other end */
  clientAddress(peer: string, headers: Headers): string;
  isTrusted(address: string): boolean;
}

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

  return {
    isTrusted,
    clientAddress(peer, headers) {
      const direct = plain(peer);
      if (!isTrusted(direct)) return direct;
      const forwarded = headers.get("x-forwarded-for");
      if (forwarded === null) {
        // Only without the other header: a proxy that isn't Cloudflare's adds to that one, and passes this one on
        // as the client made it up.
        const cloudflare = plain(headers.get("cf-connecting-ip")?.trim() ?? "");
        return isIP(cloudflare) ? cloudflare : direct;
      }
      // From the right: each trusted proxy vouches for the entry that it wrote, so the first one that isn't
      // trusted is the client. What stands left of it, the client may have made up.
      let client = direct;
      for (const entry of forwarded.split(",").reverse()) {
        const address = plain(entry.trim());
        if (isIP(address) === 0) break;
        client = address;
        if (!isTrusted(address)) break;
      }
      return client;
    },
  };
}

/** An IPv4 address that came over an IPv6 socket, in its own form; others as they are. */
function plain(address: string): string {
  return /^::ffff:(?=[\d.]+$)/i.test(address) ? address.slice("::ffff:".length) : address;
}
