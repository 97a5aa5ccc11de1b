/** Live messages at a steady rate, and how long each takes to each viewer. */
import { newMessage } from "./request.ts";
import type { Wire } from "./wire.ts";

const perSecond = 200;
/** How long `deliver` goes on. */
export const deliverySeconds = 8;
/** First letter of `message_new`. */
const m = 0x6d;

/** Sends into `general`; returns each delivery's milliseconds, in the load generator's one process and clock. */
export async function deliver(viewers: readonly Wire[], sender: Wire): Promise<number[]> {
  const request = newMessage("general");
  const sentAt: number[] = [];
  const times: number[] = [];
  const total = perSecond * deliverySeconds;
  const done = Promise.withResolvers<void>();
  for (const viewer of viewers) {
    let nth = 0;
    viewer.onSkipped = (letter) => {
      if (letter !== m) return;
      times.push(performance.now() - (sentAt[nth++] ?? 0));
      if (times.length === total * viewers.length) done.resolve();
    };
  }
  const start = performance.now();
  while (sentAt.length < total) {
    const due = start + (sentAt.length / perSecond) * 1000 - performance.now();
    if (due > 0) await Bun.sleep(due);
    sentAt.push(performance.now());
    sender.write(request);
  }
  await done.promise;
  for (const viewer of viewers) viewer.onSkipped = null;
  return times;
}
