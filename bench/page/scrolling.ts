/** Reading back through a long history without a pause, on a slow processor. */
import type { People } from "../../tests/support/page.ts";
import { type Measure, measure } from "../report.ts";
import { quantile } from "../statistics.ts";
import { readBack } from "./in-page.ts";
import { visit } from "./visitor.ts";

const seconds = 60;
/** Pixels in each frame: a wheel that is turned fast. */
const step = 400;

export async function scrolling(people: People, url: string): Promise<Measure[]> {
  const visitor = await visit(people, url, "reader");
  const { page } = visitor;
  // A slow phone has no pointer, under which rows would be marked as they pass.
  await page.mouse.move(0, 0);
  await visitor.slowDown(4);
  // Compiled by then, and the window full.
  await page.evaluate(readBack, { seconds: 5, step });
  const before = await visitor.heap();
  const { frames, passed, rows } = await page.evaluate(readBack, { seconds, step });
  const after = await visitor.heap();
  await visitor.close();
  return [
    measure("scrolling back: longest frame", "ms", [Math.max(...frames)], { most: 50 }),
    measure("  99 % of frames", "ms", [quantile(frames, 0.99)]),
    measure("  frames over 50 ms", "%", [(frames.filter((time) => time > 50).length / frames.length) * 100]),
    measure("  messages passed", "", [passed]),
    measure("  most rows in the document", "", [rows]),
    measure("scrolling back: heap after / before", "×", [after / before], { most: 1.5 }),
    measure("  heap after", "MB", [after / 1e6]),
  ];
}
