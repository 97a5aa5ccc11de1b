/** The configuration in the form that the parts of the server take. */
import type { Config } from "../config/schema.ts";
import { isLoopbackName, type OriginSettings } from "../gateway/origins.ts";
import { publicUrl } from "../http/server-assets.ts";

export function originSettings(config: Config, host: string): OriginSettings {
  const publicHost = URL.parse(publicUrl(config)?.replace(/^ws/, "http") ?? "");
  return {
    origins: config.websocket.origins,
    isPublic: !isLoopbackName(host) || (publicHost !== null && !isLoopbackName(publicHost.hostname)),
    publicHost: publicHost?.host ?? null,
  };
}

export function dispatchLimits({ limits }: Config) {
  return {
    frameSize: limits.frame_size,
    frameSizeBeforeLogin: limits.frame_size_before_login,
    packetsPerSecond: limits.packets_per_second,
    packetsBurst: limits.packets_burst,
    malformedFrames: limits.malformed_frames,
    bytesPerSecond: limits.bytes_per_second,
    bytesBurst: limits.bytes_burst,
    connectionsPerUser: limits.connections_per_user,
  };
}

export function gatewayLimits({ limits }: Config) {
  return {
    connections: limits.connections,
    connectionsPerAddress: limits.connections_per_address,
    unauthenticated: limits.unauthenticated,
    unauthenticatedPerNetwork: limits.unauthenticated_per_address,
    loginSeconds: limits.login_seconds,
    outbox: { characters: limits.send_queue_bytes, packets: limits.send_queue_packets },
  };
}
