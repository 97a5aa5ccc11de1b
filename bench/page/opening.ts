/** From the address to messages that can be read and a field that takes text, over a slow line on a slow processor. */
import type { People } from "../../tests/support/page.ts";
import { type Measure, measure } from "../report.ts";
import { readyTimes, watchForReady } from "./in-page.ts";
import { startLine } from "./line.ts";
import { visit } from "./visitor.ts";

const pace = { roundTrip: 100, bitsPerSecond: 9_000_000 };
const rounds = 7;

export async function opening(people: People, port: number): Promise<Measure[]> {
  const line = startLine(port, pace);
  const visitor = await visit(people, `http://127.0.0.1:${line.port}`, "opener");
  const { page, tools } = visitor;
  await page.addInitScript(watchForReady);
  await visitor.slowDown(4);
  const ready: number[] = [];
  const painted: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.goto("about:blank");
    await tools.send("Network.clearBrowserCache");
    line.cut();
    await page.goto(`http://127.0.0.1:${line.port}`);
    const times = await (await page.waitForFunction(readyTimes)).jsonValue();
    if (!times) continue;
    ready.push(times.ready);
    painted.push(times.painted);
  }
  await visitor.close();
  line.stop();
  return [
    measure("address opened: messages readable, field usable", "ms", ready, { most: 1500 }),
    measure("  first paint of anything", "ms", painted),
  ];
}
