/** Opens the port: admission of connections, addresses behind proxies, TLS. */
import type { Config } from "../config/schema.ts";
import { StartError } from "../config/start-error.ts";
import { createAddressRules } from "../gateway/address.ts";
import { createAdmission } from "../gateway/admission.ts";
import { isLoopbackName, isPublicName } from "../gateway/origins.ts";
import { listen, type TlsFiles, type Transport } from "../gateway/transport.ts";
import { pathOf, type Router } from "../http/route.ts";
import { siteOf } from "../limiting/network.ts";
import { createShares } from "../limiting/shares.ts";
import { errorCode, errorText } from "../text/error-text.ts";
import type { Environment } from "./environment.ts";
import type { Connected } from "./gateway.ts";
import { originSettings } from "./settings.ts";

export interface Listener {
  readonly transport: Transport;
  /** `http://HOST:PORT`, or https with TLS. */
  readonly url: string;
  /** Takes over what the configuration says of proxies. */
  reconfigure(config: Config): void;
}

/** HTTP requests of one site under way; all together are limited too (transport.ts). */
const requestsOfSite = 200;

/**
 * @param tls null: without TLS
 * @throws StartError when the port can't be opened
 */
export function openListener(
  environment: Environment,
  { gateway, counters, security }: Connected,
  router: Router,
  tls: TlsFiles | null,
): Listener {
  const { config, host, port, log } = environment;
  let addresses = createAddressRules(config.current.websocket.trusted_proxies);
  const shares = createShares(requestsOfSite);
  const admission = createAdmission({
    addresses: () => addresses,
    origins: () => originSettings(config.current, host),
    refusal: gateway.refusal,
    refused(address, reason, details) {
      counters.connectionRefused(reason);
      security.connectionRefused(address, reason, details);
    },
    log,
  });
  const transport = open();
  if (isUnprotected(config.current, host)) {
    log.warn(
      "The server listens on the network without TLS: passwords can be read on the way. Set websocket.tls, or listen on 127.0.0.1 behind a proxy with TLS",
      { host },
    );
  }
  return {
    transport,
    url: `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${transport.port}`,
    reconfigure({ websocket }) {
      addresses = createAddressRules(websocket.trusted_proxies);
    },
  };

  function open(): Transport {
    try {
      return listen({
        host,
        port,
        tls,
        maxFrame: config.current.limits.frame_size,
        upgrade(request, peer) {
          if (pathOf(request) !== "/") return Response.json({ error: "Not found" }, { status: 404 });
          return admission(request, peer);
        },
        async fetch(request, peer, awaited) {
          const { address, trusted } = addresses.clientOf(peer, request.headers);
          // The owner of a public name can let it lead to this machine, and so read answers from a browser here (DNS rebinding).
          const isForeign = isLoopbackName(address) && isPublicName(request.headers.get("host") ?? "");
          const client = { address, trusted: trusted && !isForeign, awaited };
          const response = await shares.run(siteOf(address), () => router(request, client));
          return response ?? new Response("Too many requests at once\n", { status: 503 });
        },
        sockets: gateway.sockets,
      });
    } catch (error) {
      throw new StartError(listenProblem(error, host, port));
    }
  }
}

/** A proxy on another machine may do TLS; then its address is among the trusted ones. */
function isUnprotected({ websocket }: Config, host: string): boolean {
  const isBehindProxy = websocket.trusted_proxies.some((range) => !isLoopbackName(range.replace(/\/.*/, "")));
  return websocket.tls === null && !isLoopbackName(host) && !isBehindProxy;
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = errorCode(error);
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is in use; stop what listens there, or choose another with --port`;
  }
  if (code === "EACCES" && port > 0 && port < 1024) {
    return `Port ${port} needs a privilege that this user does not have. Choose one from 1024 on, and let a proxy take ${port}; or give the privilege, with AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit (docs/operating.md)`;
  }
  return `Cannot listen on ${host}:${port}: ${errorText(error)}`;
}
