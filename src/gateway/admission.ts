/** Admission of WebSockets, by origin and free places. Also warns of proxies that hide the client's address. */
import type { Log } from "../log/log.ts";
import type { AddressRules } from "./address.ts";
import { isPublicName, type OriginSettings, originAllowed } from "./origins.ts";

/** Why an upgrade was refused. */
export type ConnectionRefusal = "origin" | "address_full" | "full" | "stopping";

const refusalTexts = {
  address_full: "Too many connections from this address",
  full: "Too many connections",
  stopping: "The server is stopping",
} as const satisfies Record<Exclude<ConnectionRefusal, "origin">, string>;

export interface AdmissionOptions {
  addresses(): AddressRules;
  origins(): OriginSettings;
  /** Why no connection may come from this address, or null. */
  refusal(address: string): Exclude<ConnectionRefusal, "origin"> | null;
  refused(address: string, why: ConnectionRefusal, details: { readonly origin?: string }): void;
  readonly log: Pick<Log, "warn">;
}

/** The client's address, or the HTTP answer that refuses the upgrade. */
export type Admission = (request: Request, peer: string) => string | Response;

/** Headers that proxies add, beside the one that names the client. */
const proxyHeaders = ["via", "forwarded", "x-real-ip", "x-forwarded-proto", "x-forwarded-host"];
const mostWarned = 100;

export function createAdmission(options: AdmissionOptions): Admission {
  const warned = new Set<string>();

  /** Behind a proxy that names no client address, all clients share one address and its limits. */
  function warnOfNamelessProxy(address: string, { headers }: Request): void {
    const host = headers.get("host");
    const comesFromProxy =
      proxyHeaders.some((name) => headers.has(name)) || (host !== null && isPublicName(host));
    if (!comesFromProxy || warned.has(address) || warned.size >= mostWarned) return;
    warned.add(address);
    options.log.warn(
      "A trusted proxy sends no X-Forwarded-For header: all its clients count as one. Let it send the header, or take it out of websocket.trusted_proxies",
      { address },
    );
  }

  return (request, peer) => {
    const { address, trusted, forwarded } = options.addresses().clientOf(peer, request.headers);
    if (trusted && !forwarded) warnOfNamelessProxy(address, request);
    const origin = request.headers.get("origin");
    if (!originAllowed({ origin, host: request.headers.get("host"), forwarded }, options.origins())) {
      options.refused(address, "origin", { origin: origin?.slice(0, 200) ?? "" });
      const advice = "websocket.origins in config.json says which pages may connect";
      return new Response(`This server takes no connections from this page: ${advice}\n`, { status: 403 });
    }
    const refusal = options.refusal(address);
    if (refusal === null) return address;
    options.refused(address, refusal, {});
    return new Response(`${refusalTexts[refusal]}\n`, { status: 503 });
  };
}
