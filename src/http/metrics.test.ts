import { expect, test } from "bun:test";
import { metrics } from "./metrics.ts";

const measured = {
  gateway: {
    connections: 1,
    authenticated: 2,
    requests: 3,
    errors: 4,
    events: 5,
    deliveries: 6,
    frames: 7,
    dropped: 8,
    slowClosed: 9,
  },
  store: {
    commits: 66,
    writes: 10,
    messages: 11,
    failures: 12,
    commitMilliseconds: 13_000,
    commitBuckets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  },
  loop: { longest: 0.14, total: 15 },
  disk: { free: 17, reserve: 18, isLow: false },
  residentBytes: 16,
  traffic: {
    logins: new Map([["auth", 20]]),
    loginFailures: new Map([["invalid_password", 21]]),
    connectionsRefused: new Map([["origin", 22]]),
    connectionsClosed: new Map([["policy", 23]]),
    refusals: new Map([["banned", 24]]),
    commands: new Map([
      ["ping", { count: 25, milliseconds: 2000 }],
      ["typing", { count: 20, milliseconds: 500 }],
    ]),
    requestBuckets: [1, 1, 1, 1, 1, 1, 1, 1, 1, 36],
  },
  pushes: new Map([["sent", 70]]),
  databaseBytes: 26,
  filesBytes: 62,
  walBytes: 27,
  backups: { newest: 71, isFailing: true },
  certificateExpiry: 28,
  startedAt: 29,
};
const ask = (open: boolean, trusted: boolean) =>
  metrics(
    () => measured,
    () => open,
    "1.2.3+abc",
  ).handle(new Request("http://x/metrics"), { address: "192.0.2.1", trusted, awaited() {} }, {});

test("each figure stands under its own name, and the commits of a bucket in all longer ones too", async () => {
  const answer = await ask(false, true);
  const text = await answer.text();
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(samples.map((line) => line.replace("originchats_", ""))).toEqual([
    'build_info{version="1.2.3+abc"} 1',
    "connections 1",
    "connections_authenticated 2",
    "requests_total 3",
    "request_errors_total 4",
    "events_total 5",
    "deliveries_total 6",
    "frames_total 7",
    "queue_drops_total 8",
    "slow_clients_closed_total 9",
    'logins_total{cmd="auth"} 20',
    'login_failures_total{code="invalid_password"} 21',
    'connections_refused_total{reason="origin"} 22',
    'connections_closed_total{reason="policy"} 23',
    'refusals_total{code="banned"} 24',
    'pushes_total{result="sent"} 70',
    'request_seconds_bucket{le="0.001"} 1',
    'request_seconds_bucket{le="0.005"} 2',
    'request_seconds_bucket{le="0.01"} 3',
    'request_seconds_bucket{le="0.025"} 4',
    'request_seconds_bucket{le="0.05"} 5',
    'request_seconds_bucket{le="0.1"} 6',
    'request_seconds_bucket{le="0.25"} 7',
    'request_seconds_bucket{le="1"} 8',
    'request_seconds_bucket{le="5"} 9',
    'request_seconds_bucket{le="+Inf"} 45',
    "request_seconds_sum 2.5",
    "request_seconds_count 45",
    'command_seconds_total{cmd="ping"} 2',
    'command_seconds_total{cmd="typing"} 0.5',
    'command_requests_total{cmd="ping"} 25',
    'command_requests_total{cmd="typing"} 20',
    "messages_total 11",
    "writes_total 10",
    "write_failures_total 12",
    'commit_seconds_bucket{le="0.0005"} 1',
    'commit_seconds_bucket{le="0.001"} 3',
    'commit_seconds_bucket{le="0.002"} 6',
    'commit_seconds_bucket{le="0.005"} 10',
    'commit_seconds_bucket{le="0.01"} 15',
    'commit_seconds_bucket{le="0.025"} 21',
    'commit_seconds_bucket{le="0.05"} 28',
    'commit_seconds_bucket{le="0.1"} 36',
    'commit_seconds_bucket{le="0.25"} 45',
    'commit_seconds_bucket{le="1"} 55',
    'commit_seconds_bucket{le="+Inf"} 66',
    "commit_seconds_sum 13",
    "commit_seconds_count 66",
    "event_loop_delay_seconds 0.14",
    "event_loop_delay_seconds_total 15",
    "disk_free_bytes 17",
    "disk_reserve_bytes 18",
    "disk_low 0",
    "resident_memory_bytes 16",
    "database_bytes 26",
    "files_bytes 62",
    "database_wal_bytes 27",
    "process_start_time_seconds 29",
    "backup_failing 1",
    "backup_newest_time_seconds 71",
    "certificate_expiry_seconds 28",
  ]);
});

test("only for trusted addresses, unless the operator opens it", async () => {
  expect((await ask(false, false)).status).toBe(403);
  expect((await ask(true, false)).status).toBe(200);
});
