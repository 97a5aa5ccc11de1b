/** axe-core looks at the screens of the page, in both themes and at two widths. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { hasBrowser } from "../tests/support/browser.ts";
import { openPeople, type People } from "../tests/support/page.ts";
import { composerShots } from "../tests/support/page-composer-shots.ts";
import { conversation } from "../tests/support/page-scene.ts";
import { administered } from "../tests/support/page-scene-admin.ts";
import { threadsAndPolls } from "../tests/support/page-scene-threads.ts";
import { adminShots } from "../tests/support/page-shots-admin.ts";
import { findShots } from "../tests/support/page-shots-find.ts";
import { peopleShots } from "../tests/support/page-shots-people.ts";
import { threadShots } from "../tests/support/page-shots-threads.ts";
import { startTestServer, type TestServer } from "../tests/support/server.ts";

const axe = readFileSync(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir), "utf8");

/** Until what follows from a change is drawn. */
const twoFrames = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Each violation with the elements that it is about, in the light theme, and of contrast in the dark one too. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // The page's policy lets no other script run, but the debugger may run one.
  await session.send("Runtime.evaluate", { expression: axe });
  const run = async (options: object): Promise<string[]> => {
    const { result } = await session.send("Runtime.evaluate", {
      expression: `axe.run(${JSON.stringify(options)}).then(({ violations }) =>
        JSON.stringify(violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 200) + " " + failureSummary))))`,
      awaitPromise: true,
    });
    return JSON.parse(String(result.value)) as string[];
  };
  const light = await run({});
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(twoFrames);
  const dark = await run({ runOnly: ["color-contrast"] });
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(twoFrames);
  await session.detach();
  return [...light, ...dark.map((violation) => `dark: ${violation}`)];
}

describe.skipIf(!hasBrowser)("accessibility in Chromium", () => {
  let people: People;
  let server: TestServer;
  beforeAll(async () => {
    people = await openPeople();
    server = await startTestServer({ config: { server: { name: "Tea House", description: "Tea & talk" } } });
    const scene = await conversation(server);
    await threadsAndPolls(scene);
    await administered(scene);
  });
  afterAll(async () => {
    await people.close();
    await server.dispose();
  });

  const profiles = [
    { width: 1280, height: 844 },
    { width: 390, height: 844 },
  ];

  test.each(profiles)("entry and chat at $width pixels have no violations", async (profile) => {
    const entry = await people.open(server.url, profile);
    await entry.page.getByText("Tea & talk").waitFor();
    await entry.page.click("button[type=submit]");
    await entry.page.getByText("Enter a name").waitFor();
    expect(await violations(entry.page)).toEqual([]);

    const name = `visitor-${profile.width}`;
    const { page, sees } = await people.enter(server, name, profile);
    await sees("See you there");
    expect(await violations(page)).toEqual([]);
    if (profile.width < 900) {
      for (const [button, drawer] of [
        ["Show channels", ".sidebar"],
        ["Show members", ".members"],
      ] as const) {
        await page.click(`button[aria-label='${button}']`);
        await page.locator(drawer).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator(drawer).waitFor({ state: "hidden" });
      }
    }
    await page.hover(".message >> nth=-1");
    await page.click(".message >> nth=-1 >> button[aria-label=React]");
    expect(await violations(page)).toEqual([]);
  });

  test.each(profiles)(
    "what belongs to messages, forums, and search at $width pixels have no violations",
    async (profile) => {
      const { page } = await people.enter(server, `guest-${profile.width}`, profile);
      const look = async (name: string) => {
        expect([name, await violations(page)]).toEqual([name, []]);
      };
      await threadShots(page, look);
      await findShots(page, look);
      await page.context().close();
    },
  );

  test.each(profiles)(
    "cards of members, the settings and high contrast at $width pixels have no violations",
    async (profile) => {
      const { page } = await people.open(server.url, profile);
      await peopleShots(page, async (name) => {
        expect([name, await violations(page)]).toEqual([name, []]);
      });
      await page.context().close();
    },
  );

  test.each(profiles)("the administration at $width pixels has no violations", async (profile) => {
    const { page } = await people.open(server.url, profile);
    await adminShots(page, async (name) => {
      expect([name, await violations(page)]).toEqual([name, []]);
    });
    await page.context().close();
  });

  test.each(profiles)("what the composer opens, at $width pixels, has no violations", async (profile) => {
    const { page, sees } = await people.enter(server, `writer-${profile.width}`, profile);
    await sees("See you there");
    await composerShots(page, async (name) => {
      expect([name, await violations(page)]).toEqual([name, []]);
    });
    await page.context().close();
  });
});
