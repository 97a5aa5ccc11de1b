/** From the address to messages that can be read and a field that takes text, over a slow line on a slow processor. */
import type { People } from "../../tests/support/page.ts";
import { type Measure, measure } from "../report.ts";
import { readyTime, watchForReady } from "./in-page.ts";
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
  for (let round = 0; round < rounds; round++) {
    await page.goto("about:blank");
    await tools.send("Network.clearBrowserCache");
    line.cut();
    await page.goto(`http://127.0.0.1:${line.port}`);
    const time = await (await page.waitForFunction(readyTime)).jsonValue();
    if (time !== null) ready.push(time);
  }
  await visitor.close();
  line.stop();
  return [measure("address opened: messages readable, field usable", "ms", ready, { most: 1500 })];
}
