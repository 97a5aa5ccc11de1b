/**
 * `npm run page -- screenshots [FOLDER]`: pictures of the screens of the built-in page, in three widths and both
 * themes, for everybody who changes the page. The folder is `.tmp/page` unless another is named. `--readme` writes
 * docs/page.png too.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openPeople } from "./support/page.ts";
import { composerShots } from "./support/page-composer-shots.ts";
import { conversation } from "./support/page-scene.ts";
import { administered } from "./support/page-scene-admin.ts";
import { threadsAndPolls } from "./support/page-scene-threads.ts";
import { adminShots } from "./support/page-shots-admin.ts";
import { findShots } from "./support/page-shots-find.ts";
import { peopleShots } from "./support/page-shots-people.ts";
import { threadShots } from "./support/page-shots-threads.ts";
import { startTestServer } from "./support/server.ts";

const root = join(import.meta.dir, "..");
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

const [command, ...args] = process.argv.slice(2);
if (command !== "screenshots") {
  console.error("usage: npm run page -- screenshots [FOLDER] [--readme]");
  process.exit(2);
}
const folder = args.find((argument) => !argument.startsWith("--")) ?? join(root, ".tmp", "page");
mkdirSync(folder, { recursive: true });

const server = await startTestServer({
  config: { server: { name: "Tea House", description: "A quiet place for people who like tea" } },
});
const scene = await conversation(server);
await threadsAndPolls(scene);
await administered(scene);
const people = await openPeople();
for (const theme of ["light", "dark"] as const) {
  for (const size of sizes) {
    const write = async (name: string, shoot: (path: string) => Promise<unknown>) => {
      const path = join(folder, `${name}-${size.width}-${theme}.png`);
      await shoot(path);
      console.log(path);
    };
    const { page } = await people.open(server.url, { ...size, theme });
    await page.locator(".server-face h1").waitFor();
    await write("entry", (path) => page.screenshot({ path }));
    await page.fill("[name=username]", "mira");
    await page.fill("[name=password]", "tea and cake");
    // The first picture's visitor makes the account.
    if (!server.state.userByName("USR:local_mira")) {
      await page.click(".entry-other button");
      await page.fill("[name=username]", "mira");
      await page.fill("[name=password]", "tea and cake");
    }
    await page.press("[name=password]", "Enter");
    await page.locator(".message-rows").getByText("Perfect.").waitFor();
    await page.locator(".picture img").evaluate((image: { decode(): Promise<void> }) => image.decode());
    await write("chat", (path) => page.screenshot({ path }));
    await composerShots(page, (name) => write(name, (path) => page.screenshot({ path })));
    if (size.width < 900) {
      await page.click("button[aria-label='Show channels']");
      await page.locator(".sidebar").waitFor();
      await write("channels", (path) => page.screenshot({ path }));
    }
    await threadShots(page, (name) => write(name, (path) => page.screenshot({ path })));
    await findShots(page, (name) => write(name, (path) => page.screenshot({ path })));
    await page.context().close();

    const admin = await people.open(server.url, { ...size, theme });
    await adminShots(admin.page, (name) => write(name, (path) => admin.page.screenshot({ path })));
    await admin.page.context().close();

    const olga = await people.open(server.url, { ...size, theme });
    await peopleShots(olga.page, (name) => write(name, (path) => olga.page.screenshot({ path })));
    await olga.page.context().close();
  }
}
await people.close();
for (const client of [scene.olga, ...scene.people]) client.close();
await server.dispose();
if (args.includes("--readme"))
  copyFileSync(join(folder, "chat-1440-light.png"), join(root, "docs", "page.png"));
