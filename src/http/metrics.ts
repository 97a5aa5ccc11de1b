import { commitBounds, type StoreMetrics } from "../db/store.ts";
import type { GatewayMetrics } from "../gateway/gateway.ts";
import type { Route } from "./route.ts";

export interface Measurements {
  readonly gateway: GatewayMetrics;
  readonly store: StoreMetrics;
  /** Longest delay of a timer since the last ten seconds, and the time by which timers were late in all; seconds. */
  readonly loop: { readonly longest: number; readonly total: number };
  /** Bytes; `free` is null when the file system does not tell. */
  readonly disk: { readonly free: number | null; readonly reserve: number; readonly isLow: boolean };
  readonly residentBytes: number;
}

/** Prometheus text format 0.0.4. Only for trusted addresses, unless `metrics.public`. */
export function metrics(measure: () => Measurements, isPublic: () => boolean, version: string): Route {
  return {
    path: "/metrics",
    private: true,
    handle(_request, client) {
      if (!isPublic() && !client.trusted) return new Response("Forbidden\n", { status: 403 });
      return new Response(render(measure(), version), {
        headers: { "Content-Type": "text/plain; version=0.0.4" },
      });
    },
  };
}

function render({ gateway, store, loop, disk, residentBytes }: Measurements, version: string): string {
  const lines = [
    "# HELP originchats_build_info The version of the program.",
    "# TYPE originchats_build_info gauge",
    `originchats_build_info{version="${version}"} 1`,
  ];
  const add = (name: string, type: "counter" | "gauge", help: string, value: number) =>
    lines.push(
      `# HELP originchats_${name} ${help}`,
      `# TYPE originchats_${name} ${type}`,
      `originchats_${name} ${value}`,
    );
  add("connections", "gauge", "Open connections.", gateway.connections);
  add("connections_authenticated", "gauge", "Connections that are logged in.", gateway.authenticated);
  add("requests_total", "counter", "Requests handled.", gateway.requests);
  add("request_errors_total", "counter", "Requests answered with an error.", gateway.errors);
  add("events_total", "counter", "Events published.", gateway.events);
  add("deliveries_total", "counter", "Copies of events handed to connections.", gateway.deliveries);
  add("frames_total", "counter", "Frames written, replies included.", gateway.frames);
  add(
    "queue_drops_total",
    "counter",
    "Presence and typing events left out for slow clients.",
    gateway.dropped,
  );
  add(
    "slow_clients_closed_total",
    "counter",
    "Clients closed because they did not read.",
    gateway.slowClosed,
  );
  add("messages_total", "counter", "Messages stored.", store.messages);
  add("writes_total", "counter", "Changes sent to the database.", store.writes);
  add("write_failures_total", "counter", "Changes that the database refused.", store.failures);
  lines.push(
    "# HELP originchats_commit_seconds Time from handing a batch to the database until it is durable.",
    "# TYPE originchats_commit_seconds histogram",
  );
  let sum = 0;
  for (const [index, bound] of commitBounds.entries()) {
    sum += store.commitBuckets[index] ?? 0;
    lines.push(`originchats_commit_seconds_bucket{le="${bound / 1000}"} ${sum}`);
  }
  lines.push(
    `originchats_commit_seconds_bucket{le="+Inf"} ${store.commits}`,
    `originchats_commit_seconds_sum ${store.commitMilliseconds / 1000}`,
    `originchats_commit_seconds_count ${store.commits}`,
  );
  add(
    "event_loop_delay_seconds",
    "gauge",
    "Longest delay of the event loop in the last ten seconds.",
    loop.longest,
  );
  add("event_loop_delay_seconds_total", "counter", "Time by which the event loop was late.", loop.total);
  if (disk.free !== null)
    add("disk_free_bytes", "gauge", "Free space on the disk of the database.", disk.free);
  add("disk_reserve_bytes", "gauge", "Free space below which nothing new is stored.", disk.reserve);
  add("disk_low", "gauge", "1 while less than the reserve is free, else 0.", disk.isLow ? 1 : 0);
  add("resident_memory_bytes", "gauge", "Memory of the process.", residentBytes);
  return `${lines.join("\n")}\n`;
}
