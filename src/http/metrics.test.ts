import { expect, test } from "bun:test";
import { measured } from "../../tests/support/measured.ts";
import { metrics } from "./metrics.ts";

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
    'commit_step_seconds_total{step="statements"} 8',
    'commit_step_seconds_total{step="durable"} 4',
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
