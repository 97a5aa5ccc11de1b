import { join } from "node:path";
import { connect } from "../../client/index.ts";
import { logIn, logInMany } from "../client.ts";
import { deliver, deliverySeconds } from "../delivery.ts";
import { canPin, loadCore } from "../machine.ts";
import { type Cost, loadNote, observe } from "../observe.ts";
import { type Benchmark, measure } from "../report.ts";
import { quantile } from "../statistics.ts";
import { type RunningWorld, startWorld, userId, userName, type World } from "../world.ts";

const world: World = { users: 200, rooms: 0, messages: 1000 };
const viewers = 100;
const uploaders = 50;
const megabytes = 10;
const rounds = 3;

export const uploads: Benchmark = {
  name: "uploads",
  about: `delivery at 200 messages/s to ${viewers} viewers, alone and beside ${uploaders} uploads of ${megabytes} MB at once`,
  async run() {
    const server = await startWorld(world);
    const wires = await logInMany(server, viewers);
    const sender = await logIn(server, viewers);
    const uploader = await startUploader(server);
    const alone: number[] = [];
    const beside: number[] = [];
    const rates: number[] = [];
    const grown: number[] = [];
    const costs: Cost[] = [];
    await deliver(wires, sender);
    for (let count = 0; count < rounds; count++) {
      let times: number[] = [];
      costs.push(await observe(server, async () => (times = await deliver(wires, sender))));
      alone.push(quantile(times, 0.99));
      const before = server.resident();
      uploader.start();
      costs.push(await observe(server, async () => (times = await deliver(wires, sender))));
      grown.push((server.resident() - before) / 1024 / 1024);
      beside.push(quantile(times, 0.99));
      rates.push(((await uploader.stop()) * megabytes) / deliverySeconds);
    }
    uploader.end();
    await server.stop();
    return {
      measures: [
        measure(
          "p99 beside uploads / alone",
          "×",
          beside.map((value, index) => value / (alone[index] ?? Number.NaN)),
          { most: 2 },
        ),
        measure("p99 alone", "ms", alone),
        measure("p99 beside uploads", "ms", beside),
        measure("uploaded meanwhile", "MB/s", rates),
        measure("memory that the server took for it", "MiB", grown),
      ],
      notes: [
        "uploads in JSON, from a process beside the load generator that yields to it; every file has other bytes",
        loadNote(costs),
      ],
    };
  },
};

async function startUploader(server: RunningWorld) {
  const keys: string[] = [];
  for (let n = 0; n < uploaders; n++) {
    const { validatorFor } = server.rotur.account(userName(viewers + 1 + n), userId(viewers + 1 + n));
    const login = { validator: async (key: string) => validatorFor(key) };
    const client = await connect(`ws://127.0.0.1:${server.port}`, { login, reconnect: [] });
    keys.push((await client.request("attachment_upload_key")).key);
    client.close();
  }
  const pin = canPin ? ["taskset", "-c", String(loadCore)] : [];
  const script = join(import.meta.dir, "../uploader.ts");
  const url = `http://127.0.0.1:${server.port}`;
  const child = Bun.spawn(
    ["nice", "-n", "19", ...pin, process.execPath, script, url, String(megabytes * 1_000_000), ...keys],
    { stdin: "pipe", stdout: "pipe", stderr: "inherit" },
  );
  process.once("exit", () => child.kill("SIGKILL"));
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const line = async () => (await lines.read()).value ?? "";
  await line();
  const tell = () => {
    child.stdin.write("\n");
    child.stdin.flush();
  };
  return {
    start: tell,
    async stop() {
      tell();
      return Number(await line());
    },
    end: () => child.kill(),
  };
}
