/** Messages that come and go in the open channel: what they cost, and how soon they are seen. */
import type { Client } from "../../client/index.ts";
import type { People } from "../../tests/support/page.ts";
import { type Measure, measure } from "../report.ts";
import { content } from "../world.ts";
import { isWatching, longestKey, untilPainted, watchKeys } from "./in-page.ts";
import { type Visitor, visit } from "./visitor.ts";

const channel = "general";

export async function talking(people: People, url: string, olga: Client): Promise<Measure[]> {
  const visitor = await visit(people, url, "talker");
  const say = (n: number) => olga.request("message_new", { channel, content: content(n) });
  // Until the window is full and the code is compiled.
  for (let n = 0; n < 250; n++) await say(n);
  const appended = await appending(visitor, say);
  const sent = await sending(visitor);
  const longest = await flooded(visitor, say);
  await visitor.close();
  return [
    measure("one more message: script, with the layout that it forces", "ms", appended.script, { most: 1 }),
    measure("  whole main thread", "ms", appended.all),
    measure("key pressed: frames until the own message is painted", "frames", sent.frames, { most: 1 }),
    measure("  in milliseconds", "ms", sent.times),
    measure("200 messages a second: longest time from key to paint", "ms", [longest], { most: 100 }),
  ];
}

/** Milliseconds for each message, the page's other work included. */
async function appending(visitor: Visitor, say: (n: number) => Promise<unknown>) {
  const script: number[] = [];
  const all: number[] = [];
  const each = 40;
  for (let round = 0; round < 7; round++) {
    const [scripts, tasks] = [await visitor.metric("ScriptDuration"), await visitor.metric("TaskDuration")];
    for (let n = 0; n < each; n++) {
      await say(n);
      await Bun.sleep(25);
    }
    script.push((((await visitor.metric("ScriptDuration")) - scripts) / each) * 1000);
    all.push((((await visitor.metric("TaskDuration")) - tasks) / each) * 1000);
  }
  return { script, all };
}

async function sending({ page }: Visitor) {
  const frames: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < 21; round++) {
    await page.fill("#composer", `said ${round}.`);
    const result = page.evaluate(untilPainted, `said ${round}.`);
    await page.waitForFunction(isWatching);
    await page.press("#composer", "Enter");
    const { count, milliseconds } = await result;
    frames.push(count);
    times.push(milliseconds);
    await page.locator("[data-id]", { hasText: `said ${round}.` }).waitFor();
  }
  return { frames, times };
}

/** Somebody types while 200 messages a second come. @returns the longest milliseconds from a key to its paint */
async function flooded({ page }: Visitor, say: (n: number) => Promise<unknown>): Promise<number> {
  const perSecond = 200;
  const seconds = 8;
  await page.evaluate(watchKeys);
  await page.focus("#composer");
  const start = performance.now();
  let isDone = false;
  const typing = (async () => {
    while (!isDone) {
      await page.keyboard.press("e");
      await Bun.sleep(80);
    }
  })();
  const sent: Promise<unknown>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = start + (n * 1000) / perSecond - performance.now();
    if (due > 0) await Bun.sleep(due);
    sent.push(say(n));
  }
  await Promise.all(sent);
  isDone = true;
  await typing;
  await page.fill("#composer", "", { timeout: 60_000 });
  return page.evaluate(longestKey);
}
