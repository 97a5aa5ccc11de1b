import { connect } from "../../client/index.ts";
import { wholeChromium } from "../../tests/support/browser.ts";
import { openPeople } from "../../tests/support/page.ts";
import { pinSelf, unpinSelf } from "../machine.ts";
import { opening } from "../page/opening.ts";
import { scrolling } from "../page/scrolling.ts";
import { switching } from "../page/switching.ts";
import { talking } from "../page/talking.ts";
import { weights } from "../page/weights.ts";
import type { Benchmark } from "../report.ts";
import { startWorld, userId, userName, type World } from "../world.ts";

const world: World = { users: 64, rooms: 0, messages: 100_000, owned: true };

/** `BENCH_PARTS=talking,scrolling` runs these alone; nothing is written then. */
export const page: Benchmark = {
  name: "page",
  about: "the built-in page in headless Chromium, on a server with a channel of 100,000 messages",
  async run() {
    const parts = process.env["BENCH_PARTS"]?.split(",");
    const has = (part: string) => parts === undefined || parts.includes(part);
    const measures = await weights();
    const server = await startWorld(world);
    const url = `http://127.0.0.1:${server.port}`;
    // Chromium's processes take the cores of this one.
    unpinSelf();
    const people = await openPeople(wholeChromium);
    const { validatorFor } = server.rotur.account(userName(0), userId(0));
    const olga = await connect(url, { login: { validator: async (key) => validatorFor(key) } });
    if (has("opening")) measures.push(...(await opening(people, server.port)));
    if (has("talking")) measures.push(...(await talking(people, url, olga)));
    if (has("switching")) measures.push(...(await switching(people, url, olga)));
    if (has("scrolling")) measures.push(...(await scrolling(people, url)));
    olga.close();
    await people.close();
    pinSelf();
    await server.stop();
    return {
      measures,
      notes: [
        "opening: 9 Mbit/s and 100 ms by a TCP proxy, which slows WebSockets down too; processor 4 × slowed; the log-in is remembered, the cache is empty, without TLS and without TCP's slow start",
        "scrolling: 4 × slowed, 400 pixels in each frame, for 60 s",
        "Chromium draws in software and shares both cores with the server",
        "the official client can't be had for this, so nothing is measured beside it",
      ],
    };
  },
};
