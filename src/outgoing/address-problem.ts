import { isIP } from "node:net";

/** Longer addresses are refused. */
const longestAddress = 2048;

/**
 * Why no request may go to this address, or null. Whether its host is a public one shows only when it is resolved.
 *
 * @param trusted hosts that may be reached by any address, as in `OutgoingParts`
 */
export function addressProblem(address: string, trusted: readonly string[]): string | null {
  const url = address.length <= longestAddress ? URL.parse(address) : null;
  if (!url || url.hostname === "") return "it is no address";
  if (url.username !== "" || url.password !== "") return "it holds a password";
  if (isTrusted(url, trusted) && /^https?:$/.test(url.protocol)) return null;
  if (url.protocol !== "https:") return "it doesn't begin with https://";
  return isIP(url.hostname.replace(/^\[|\]$/g, "")) ? "it names an IP address" : null;
}

/** Is its host one of these, with or without its port? */
export function isTrusted({ hostname, host }: URL, trusted: readonly string[]): boolean {
  return trusted.some((entry) => entry.toLowerCase() === host || entry.toLowerCase() === hostname);
}
