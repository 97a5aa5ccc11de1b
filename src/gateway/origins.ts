/**
 * Which web pages may open a WebSocket. A browser sends the page's origin with the upgrade (RFC 6455 §10.2) and lets
 * any page dial any address, so without this check a foreign page can use a server on its visitor's own machine.
 */
import { isIP } from "node:net";

export interface OriginSettings {
  /** `websocket.origins`: origins, with `*.` for any subdomain, or `*`; null for the default. */
  readonly origins: readonly string[] | null;
  /** The server can be reached from other machines. */
  readonly isPublic: boolean;
  /** Host and port of the server's public address. */
  readonly publicHost: string | null;
}

export interface Asked {
  readonly origin: string | null;
  /** The `Host` header. */
  readonly host: string | null;
  /** The request came through a trusted proxy. */
  readonly forwarded: boolean;
}

/** Clients that are pages of other hosts and can be pointed at any server. */
export const knownClients: readonly string[] = ["https://originchats.com", "https://*.originchats.com"];

/**
 * May a page of this origin connect? Programs send no origin and may; so may apps, whose origin has a scheme of
 * their own that no web page has.
 */
export function originAllowed({ origin, host, forwarded }: Asked, settings: OriginSettings): boolean {
  if (origin === null) return true;
  const { origins, isPublic, publicHost } = settings;
  if (origins === null) {
    if (isPublic || forwarded) return true;
    return isAppOrigin(origin) || isLoopbackOrigin(origin) || matches(origin, knownClients);
  }
  if (matches(origin, origins) || isAppOrigin(origin)) return true;
  const page = URL.parse(origin)?.host;
  if (page === undefined || page === "") return false;
  return page === publicHost || (page === host?.toLowerCase() && !isPublicName(page));
}

function matches(origin: string, patterns: readonly string[]): boolean {
  const asked = origin.toLowerCase();
  return patterns.some((pattern) => {
    if (pattern === "*" || pattern.toLowerCase() === asked) return true;
    const [scheme = "", suffix] = pattern.toLowerCase().split("*.");
    return suffix !== undefined && asked.startsWith(scheme) && asked.endsWith(`.${suffix}`);
  });
}

/** `app://…`, `file://`, `capacitor://…`: the program itself. A page may be `null` too, in a sandboxed frame. */
function isAppOrigin(origin: string): boolean {
  return origin !== "null" && !/^(?:https?|wss?|ftp):/i.test(origin) && /^[a-z][a-z0-9+.-]*:/i.test(origin);
}

function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && isLoopbackName(url.hostname);
}

/** Does the name or address stand for the machine itself? IPv6 with or without brackets. */
export function isLoopbackName(name: string): boolean {
  const host = name.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "::1" || host === "localhost" || host.endsWith(".localhost");
}

/**
 * Is the host of a `Host` header a name of the public DNS? Its owner can let it lead to this machine (DNS rebinding),
 * so a page of that name says nothing about where the page is from.
 */
export function isPublicName(host: string): boolean {
  const hostname = URL.parse(`http://${host}`)?.hostname ?? "";
  return hostname.includes(".") && isIP(hostname) === 0 && !isLoopbackName(hostname);
}
