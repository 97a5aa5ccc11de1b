/** The service worker in Chromium: the page without a network, and what is pushed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasBrowser, wholeChromium } from "../../tests/support/browser.ts";
import { openPeople, type People } from "../../tests/support/page.ts";
import { startTestServer } from "../../tests/support/server.ts";
import { until } from "../../tests/support/until.ts";
import { placeOfPush, pushedIn } from "./pushed.ts";

const isReady = () => navigator.serviceWorker.ready.then(() => true);

describe.skipIf(!hasBrowser)("the service worker in Chromium", () => {
  let people: People;
  beforeAll(async () => {
    people = await openPeople(wholeChromium);
  });
  afterAll(() => people.close());

  test("without a network the page opens, and is in the chat when the server is back", async () => {
    const server = await startTestServer();
    const { page, complaints } = await people.enter(server, "mira", { worker: true });
    await page.evaluate(isReady);
    await server.stop();
    await page.reload();
    await page.getByText("The server can't be reached. Trying again…").waitFor();
    const again = await startTestServer({
      folder: server.folder,
      config: { websocket: { host: "127.0.0.1", port: server.port } },
    });
    await page.waitForSelector("#composer");
    await page.context().close();
    expect(complaints).toEqual([]);
    await again.dispose();
  });

  test("switching the page off removes the worker and its files, and nothing of others on the host", async () => {
    const server = await startTestServer();
    const { page } = await people.enter(server, "mira", { worker: true });
    await page.evaluate(isReady);
    await page.evaluate(() => caches.open("page of somebody else"));
    await server.reconfigure({ page: { enabled: false } });
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await until("the end of the worker", () =>
      page.evaluate(async () => {
        const left = await navigator.serviceWorker.getRegistrations();
        return left.length === 0 && (await caches.keys()).join() === "page of somebody else"
          ? true
          : undefined;
      }),
    );
    await page.context().close();
    await server.dispose();
  });

  test("what is pushed is shown, with the place that it leads to", async () => {
    const server = await startTestServer();
    const { page } = await people.enter(server, "mira", { worker: true });
    await page.context().grantPermissions(["notifications"], { origin: server.url });
    await page.evaluate(isReady);
    const tools = await page.context().newCDPSession(page);
    let registrationId = "";
    tools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      registrationId = registrations[0]?.registrationId ?? "";
    });
    await tools.send("ServiceWorker.enable");
    await until("the registration", async () => registrationId || undefined);
    const data = JSON.stringify({
      title: "#general — olga",
      body: "Tea?",
      channelName: "general",
      thread_id: null,
      message_id: "m1",
    });
    await tools.send("ServiceWorker.deliverPushMessage", { origin: server.url, registrationId, data });
    const shown = await until("the notification", () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        const [first] = await registration.getNotifications();
        return first && { title: first.title, body: first.body, place: first.data };
      }),
    );
    expect(shown).toEqual({ title: "#general — olga", body: "Tea?", place: "#/general/m1" });
    await page.context().close();
    await server.dispose();
  });
});

test.each([
  null,
  { json: () => JSON.parse("{") },
  ...[null, 5, [], {}, { title: "a" }, { title: 5, body: "", channelName: "a", message_id: "m" }].map(
    (value) => ({
      json: () => value,
    }),
  ),
  { json: () => ({ title: "a", body: "", channelName: "\ud800", thread_id: null, message_id: "m" }) },
])("what is no message of the server is not shown", (data) => {
  expect(pushedIn(data)).toBe(null);
});

test("a notification leads to its message, in a channel or a thread", () => {
  const pushed = { title: "", body: "", channelName: "tea & cake", thread_id: null, message_id: "m1" };
  expect(placeOfPush(pushed)).toBe("#/tea%20%26%20cake/m1");
  expect(placeOfPush({ ...pushed, thread_id: "t1" })).toBe("#/thread%3At1/m1");
});
