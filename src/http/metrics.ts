import { commitBounds, type StoreMetrics } from "../db/store.ts";
import type { GatewayMetrics } from "../gateway/gateway.ts";
import { type Counts, requestBounds, type Traffic } from "../observers/counters.ts";
import type { Route } from "./route.ts";

export interface Measurements {
  readonly gateway: GatewayMetrics;
  readonly store: StoreMetrics;
  /** Longest delay of a timer since the last ten seconds, and the time by which timers were late in all; seconds. */
  readonly loop: { readonly longest: number; readonly total: number };
  /** Bytes; `free` is null when the file system does not tell. */
  readonly disk: { readonly free: number | null; readonly reserve: number; readonly isLow: boolean };
  readonly residentBytes: number;
  readonly traffic: Traffic;
  /** Tries of web push by their result. */
  readonly pushes: Counts;
  readonly databaseBytes: number;
  readonly filesBytes: number;
  readonly walBytes: number;
  /** Scheduled backups. `newest`: seconds since the epoch; null: there is none, or they are off. */
  readonly backups: { readonly newest: number | null; readonly isFailing: boolean };
  /** Seconds since the epoch; null without TLS. */
  readonly certificateExpiry: number | null;
  /** Seconds since the epoch. */
  readonly startedAt: number;
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

interface Histogram {
  /** Milliseconds. */
  readonly bounds: readonly number[];
  /** One more than bounds: the last is for what took longer. */
  readonly buckets: readonly number[];
  readonly milliseconds: number;
}

function render(measured: Measurements, version: string): string {
  const lines = [
    "# HELP originchats_build_info The version of the program.",
    "# TYPE originchats_build_info gauge",
    `originchats_build_info{version="${version}"} 1`,
  ];
  const { gateway, store, loop, disk, residentBytes, traffic } = measured;
  const addEach = (name: string, help: string, label: string, counts: Counts) => {
    lines.push(`# HELP originchats_${name} ${help}`, `# TYPE originchats_${name} counter`);
    for (const [value, count] of counts) lines.push(`originchats_${name}{${label}="${value}"} ${count}`);
  };
  const add = (name: string, type: "counter" | "gauge", help: string, value: number) =>
    lines.push(
      `# HELP originchats_${name} ${help}`,
      `# TYPE originchats_${name} ${type}`,
      `originchats_${name} ${value}`,
    );
  const addHistogram = (name: string, help: string, { bounds, buckets, milliseconds }: Histogram) => {
    lines.push(`# HELP originchats_${name} ${help}`, `# TYPE originchats_${name} histogram`);
    let sum = 0;
    for (const [index, bound] of [...bounds, Number.POSITIVE_INFINITY].entries()) {
      sum += buckets[index] ?? 0;
      const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : bound / 1000;
      lines.push(`originchats_${name}_bucket{le="${le}"} ${sum}`);
    }
    lines.push(`originchats_${name}_sum ${milliseconds / 1000}`, `originchats_${name}_count ${sum}`);
  };
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
  addEach("logins_total", "Good logins and registrations.", "cmd", traffic.logins);
  addEach(
    "login_failures_total",
    "Logins with a wrong password, name or validator.",
    "code",
    traffic.loginFailures,
  );
  addEach(
    "connections_refused_total",
    "Connections that were not taken.",
    "reason",
    traffic.connectionsRefused,
  );
  addEach(
    "connections_closed_total",
    "Connections that the server closed.",
    "reason",
    traffic.connectionsClosed,
  );
  addEach("refusals_total", "Errors that clients were told.", "code", traffic.refusals);
  addEach("pushes_total", "Tries to push a message to a browser.", "result", measured.pushes);
  const commands = [...traffic.commands];
  addHistogram("request_seconds", "Time from the start of a request until it was decided.", {
    bounds: requestBounds,
    buckets: traffic.requestBuckets,
    milliseconds: commands.reduce((sum, [, { milliseconds }]) => sum + milliseconds, 0),
  });
  addEach(
    "command_seconds_total",
    "The same time by command, all requests together.",
    "cmd",
    new Map(commands.map(([name, { milliseconds }]) => [name, milliseconds / 1000])),
  );
  addEach(
    "command_requests_total",
    "Requests by command.",
    "cmd",
    new Map(commands.map(([name, { count }]) => [name, count])),
  );
  add("messages_total", "counter", "Messages stored.", store.messages);
  add("writes_total", "counter", "Changes sent to the database.", store.writes);
  add("write_failures_total", "counter", "Changes that the database refused.", store.failures);
  addHistogram("commit_seconds", "Time from handing a batch to the database until it is durable.", {
    bounds: commitBounds,
    buckets: store.commitBuckets,
    milliseconds: store.commitMilliseconds,
  });
  addEach(
    "commit_step_seconds_total",
    "The part of that time for the statements, and for bringing them to the disk.",
    "step",
    new Map(
      Object.entries(store.stepMilliseconds).map(([step, milliseconds]) => [step, milliseconds / 1000]),
    ),
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
  add("database_bytes", "gauge", "Size of the database.", measured.databaseBytes);
  add("files_bytes", "gauge", "Size of all uploaded files.", measured.filesBytes);
  add("database_wal_bytes", "gauge", "Size of the log beside the database.", measured.walBytes);
  add("process_start_time_seconds", "gauge", "When the server started, as Unix time.", measured.startedAt);
  const { backups, certificateExpiry } = measured;
  add(
    "backup_failing",
    "gauge",
    "1 after a scheduled backup failed, until one succeeds.",
    backups.isFailing ? 1 : 0,
  );
  if (backups.newest !== null)
    add(
      "backup_newest_time_seconds",
      "gauge",
      "When the newest scheduled backup was made, as Unix time.",
      backups.newest,
    );
  if (certificateExpiry !== null)
    add("certificate_expiry_seconds", "gauge", "When the certificate ends, as Unix time.", certificateExpiry);
  return `${lines.join("\n")}\n`;
}
