/**
 * Entry of `npm run bench`: runs all benchmarks, or those named; prints tables and writes bench/results/NAME.json.
 * `npm run bench -- record` measures nothing: it writes the table and plots of docs/performance.md from these files.
 */
import { editDelete } from "./cases/edit-delete.ts";
import { fanoutBurst } from "./cases/fanout-burst.ts";
import { fanoutSingle } from "./cases/fanout-single.ts";
import { history } from "./cases/history.ts";
import { importing } from "./cases/import.ts";
import { latency } from "./cases/latency.ts";
import { loginStorm } from "./cases/login-storm.ts";
import { memoryIdle } from "./cases/memory-idle.ts";
import { messageCost } from "./cases/message-cost.ts";
import { messageNew } from "./cases/message-new.ts";
import { page } from "./cases/page.ts";
import { pings } from "./cases/pings.ts";
import { roleChange } from "./cases/role-change.ts";
import { search } from "./cases/search.ts";
import { startTime } from "./cases/start.ts";
import { unreads } from "./cases/unreads.ts";
import { uploads } from "./cases/uploads.ts";
import { usersList } from "./cases/users-list.ts";
import { describeMachine, loadCore, pinSelf, scratch, serverCore } from "./machine.ts";
import { updatePage } from "./recorded.ts";
import { type Benchmark, isMet, print, save } from "./report.ts";

const all: readonly Benchmark[] = [
  fanoutSingle,
  fanoutBurst,
  messageNew,
  messageCost,
  editDelete,
  latency,
  history,
  search,
  pings,
  unreads,
  memoryIdle,
  loginStorm,
  usersList,
  roleChange,
  uploads,
  importing,
  startTime,
  page,
];

const names = process.argv.slice(2);
if (names[0] === "record") {
  updatePage(all.map(({ name }) => name));
  process.exit(0);
}
const unknown = names.filter((name) => !all.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(", ")}; \`page\` or one of:`);
  for (const { name, about } of all) console.error(`  ${name.padEnd(14)} ${about}`);
  process.exit(2);
}

const machine = describeMachine(scratch);
pinSelf();
console.log(
  `${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Bun ${machine.bun}, fsync ${machine.fsyncMilliseconds.toFixed(2)} ms, load ${machine.load}`,
);
console.log(
  machine.pinned
    ? `server on core ${serverCore}, load generator on core ${loadCore}`
    : "server and load generator are NOT pinned to cores of their own: ratios are worth less",
);
const missed: string[] = [];
for (const benchmark of all) {
  if (names.length > 0 && !names.includes(benchmark.name)) continue;
  const report = await benchmark.run();
  print(benchmark, report);
  if (process.env["BENCH_PARTS"] === undefined) save(benchmark, report, machine);
  if (report.measures.some((entry) => isMet(entry) === false)) missed.push(benchmark.name);
}
console.log(missed.length > 0 ? `\nmissed its target: ${missed.join(", ")}` : "\nevery target met");
process.exit(0);
