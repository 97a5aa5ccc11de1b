/** Web push, from the switch in the settings to the push service, in Chromium. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { connect } from "../../../client/index.ts";
import { hasBrowser } from "../../../tests/support/browser.ts";
import { type FakeDevice, startFakePush } from "../../../tests/support/fake-push.ts";
import { openPeople, type People } from "../../../tests/support/page.ts";
import { pushConfig, storedSubscriptions } from "../../../tests/support/push-scene.ts";
import { startTestServer } from "../../../tests/support/server.ts";
import { until } from "../../../tests/support/until.ts";

const password = "tea and cake";

/** Headless Chromium knows no push service: the browser's side of one, which all tabs share. */
function fakePushManager(subscription: FakeDevice["subscription"]) {
  const name = "fake push service";
  const made = {
    ...subscription,
    toJSON: () => subscription,
    unsubscribe: async () => {
      localStorage.removeItem(name);
      return true;
    },
  };
  Object.assign(PushManager.prototype, {
    async subscribe({ applicationServerKey }: PushSubscriptionOptionsInit) {
      if (localStorage.getItem(name) !== null) throw new Error("There is a subscription already");
      localStorage.setItem(name, String(applicationServerKey));
      return made;
    },
    getSubscription: async () => (localStorage.getItem(name) === null ? null : made),
  });
}

const keyOfBrowser = (page: Page) => page.evaluate(() => localStorage.getItem("fake push service"));

describe.skipIf(!hasBrowser)("web push from the settings (needs Chromium)", () => {
  let people: People;
  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());

  /** mira, whose browser has a push service, and olga, who calls her. */
  async function scene() {
    const push = startFakePush();
    const device = push.device();
    const config = pushConfig(push);
    const server = await startTestServer({ config });
    const olga = await connect(server.ws, { login: { register: { username: "olga", password } } });
    const mira = await people.enter(server, "mira", { worker: true });
    const context = mira.page.context();
    await context.addInitScript(fakePushManager, device.subscription);
    await mira.page.reload();
    await mira.page.waitForSelector("#composer");
    await mira.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    /** Subscriptions that the server has. */
    const stored = () => storedSubscriptions(server.folder);
    /** Opens the settings of notifications, and gives the switch. */
    async function pushSwitch(page: Page) {
      await page.keyboard.press("Control+,");
      await page.locator(".screen-nav").getByRole("button", { name: "Notifications" }).click();
      return page.getByRole("switch", { name: "While the page is closed" });
    }
    return {
      push,
      config,
      complaints: mira.complaints,
      olga,
      device,
      server,
      context,
      page: mira.page,
      stored,
      pushSwitch,
      async switchOn() {
        await (await pushSwitch(mira.page)).check();
        await until("the subscription", async () => stored() === 1 || undefined);
      },
      /** The last page of mira is closed, and the server knows. */
      async goAway(page: Page) {
        const gone = olga.next("user_disconnect");
        await page.close();
        await gone;
      },
      async comeBack() {
        const page = await context.newPage();
        page.setDefaultTimeout(20_000);
        await page.goto(server.url);
        return page;
      },
      async close() {
        olga.close();
        await context.close();
        await server.dispose();
        await push.stop();
        expect(mira.complaints).toEqual([]);
      },
    };
  }

  test("it is switched on, tells of a mention while the person is away, and is switched off", async () => {
    const { olga, device, page, stored, switchOn, pushSwitch, goAway, comeBack, close } = await scene();
    await switchOn();
    expect(await keyOfBrowser(page)).toBe((await olga.request("push_get_vapid")).key);
    await goAway(page);
    await olga.request("message_new", { channel: "general", content: "@mira tea?" });
    expect((await device.next()).payload).toMatchObject({ title: "#general — olga", body: "@mira tea?" });
    const again = await comeBack();
    await again.waitForSelector("#composer");
    const control = await pushSwitch(again);
    expect(await control.isChecked()).toBe(true);
    await control.uncheck();
    await until("the end of the subscription", async () => stored() === 0 || undefined);
    expect(await keyOfBrowser(again)).toBe(null);
    await close();
  });

  test("a server that has lost its keys gets the browser anew at the next login", async () => {
    const first = await scene();
    await first.switchOn();
    const { server, context, page, olga } = first;
    const before = await keyOfBrowser(page);
    olga.close();
    await server.stop();
    rmSync(join(server.folder, "db", "vapid.pem"));
    const { config } = first;
    const again = await startTestServer({
      folder: server.folder,
      config: { ...config, websocket: { host: "127.0.0.1", port: server.port } },
    });
    await until("a subscription with the new key", async () => {
      const key = await keyOfBrowser(page);
      return (key !== null && key !== before) || undefined;
    });
    await until("the end of the old one", async () => storedSubscriptions(server.folder) === 1 || undefined);
    await context.close();
    await again.dispose();
    await first.push.stop();
    expect(first.complaints).toEqual([]);
  });

  test("logging out ends it", async () => {
    const { page, stored, switchOn, close } = await scene();
    await switchOn();
    await page.keyboard.press("Escape");
    await page.click(".own-button");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForSelector(".entry-form");
    await until("the end of the subscription", async () => stored() === 0 || undefined);
    expect(await keyOfBrowser(page)).toBe(null);
    await close();
  });

  test("the next person in the browser is not told what calls the one before", async () => {
    const { page, switchOn, close } = await scene();
    await switchOn();
    // As when the browser lost the session, without logging out.
    await page.evaluate(() => localStorage.removeItem("originchats:/:session"));
    await page.reload();
    await page.click(".entry-other button");
    await page.fill("[name=username]", "noah");
    await page.fill("[name=password]", password);
    await page.press("[name=password]", "Enter");
    await page.waitForSelector("#composer");
    await until("the end of the subscription", async () => (await keyOfBrowser(page)) === null || undefined);
    await close();
  });

  test("a session that was ended elsewhere leaves no subscription in the browser", async () => {
    const { server, page, switchOn, goAway, comeBack, close } = await scene();
    await switchOn();
    await goAway(page);
    const phone = await connect(server.ws, { login: { login: { username: "mira", password } } });
    const { sessions } = await phone.request("sessions_list");
    for (const { id } of sessions) await phone.request("session_revoke", { id });
    phone.close();
    const again = await comeBack();
    await again.getByText("Your session has ended").waitFor();
    await until("the end of the subscription", async () => (await keyOfBrowser(again)) === null || undefined);
    await close();
  });
});
