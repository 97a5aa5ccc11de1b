/** From a click on a channel to its messages, the first time and again. */
import type { Client } from "../../client/index.ts";
import type { People } from "../../tests/support/page.ts";
import { type Measure, measure } from "../report.ts";
import { content } from "../world.ts";
import { isWatching, untilShown } from "./in-page.ts";
import { type Visitor, visit } from "./visitor.ts";

const channels = Array.from({ length: 12 }, (_, n) => `topic-${String.fromCharCode(97 + n)}`);
const messages = 60;
const everybody = { view: ["user"], send: ["user"], react: ["user"], create_thread: ["user"] };

export async function switching(people: People, url: string, olga: Client): Promise<Measure[]> {
  for (const channel of channels) {
    await olga.request("channel_create", { name: channel, type: "text", permissions: everybody });
    for (let n = 0; n < messages; n++)
      await olga.request("message_new", { channel, content: `${channel}: ${content(n)}` });
  }
  const measures: Measure[] = [];
  for (const factor of [1, 4]) {
    const visitor = await visit(people, url, `switcher-${factor}`);
    await visitor.slowDown(factor);
    const fresh = await around(visitor);
    const again = [...(await around(visitor)), ...(await around(visitor))];
    if (factor === 1) {
      measures.push(
        measure("channel switched, not cached", "ms", fresh, { most: 150 }),
        measure("channel switched, cached", "ms", again, { most: 50 }),
      );
    } else {
      measures.push(
        measure("  on a processor 4 × slowed, not cached", "ms", fresh),
        measure("  on a processor 4 × slowed, cached", "ms", again),
      );
    }
    await visitor.close();
  }
  return measures;
}

async function around({ page }: Visitor): Promise<number[]> {
  const times: number[] = [];
  for (const channel of channels) {
    const result = page.evaluate(untilShown, channel);
    await page.waitForFunction(isWatching);
    await page.locator(".place", { hasText: new RegExp(`^${channel}`) }).click();
    times.push(await result);
  }
  return times;
}
