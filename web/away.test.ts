/** A connection that is lost, for moments or for long, in Chromium. Time is stopped, so no test waits for it. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { hasBrowser } from "../tests/support/browser.ts";
import { type Line, openLine } from "../tests/support/line.ts";
import { openPeople, type People, type Person } from "../tests/support/page.ts";
import { startTestServer, type TestServer } from "../tests/support/server.ts";

describe.skipIf(!hasBrowser)("away and back in Chromium", () => {
  let people: People;
  let server: TestServer;
  let line: Line;
  let mira: Person;

  beforeEach(async () => {
    people = await openPeople();
    server = await startTestServer();
    line = await openLine(server.url);
    mira = await people.enter({ url: line.address.replace("ws:", "http:") }, "mira");
    await mira.page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      new MutationObserver(() => {
        const text = document.querySelector(".line.lost")?.textContent;
        if (text) told.push(text);
      }).observe(document.body, { childList: true, subtree: true });
    });
  });
  afterEach(async () => {
    await people.close();
    line.close();
    await server.dispose();
  });

  const told = () => mira.page.evaluate(() => (window as unknown as { told: string[] }).told);
  const join = (username: string) =>
    connect(server.ws, { login: { register: { username, password: "tea and cake" } } });

  /** The connection is lost, and each new one too, until the line leads to the server again. */
  function breakLine(): void {
    line.leadTo("http://127.0.0.1:9");
    line.cut();
  }

  async function stopTime(): Promise<void> {
    await mira.page.clock.install();
    await mira.page.clock.pauseAt(Date.now() + 60_000);
  }

  test("less than two seconds away: nothing is said, and what came meanwhile is there", async () => {
    const olga = await join("olga");
    await mira.say("before");
    await mira.page.locator("[data-id]", { hasText: "before" }).waitFor();
    await stopTime();
    line.cut();
    await olga.request("message_new", { channel: "general", content: "meanwhile" });
    // The first attempt comes after half a second to one and a half.
    await mira.page.clock.runFor(1900);
    await mira.sees("meanwhile");
    await mira.say("after");
    await mira.page.locator("[data-id]", { hasText: "after" }).waitFor();
    expect(await mira.messages()).toEqual(["before", "meanwhile", "after"]);
    expect(await told()).toEqual([]);
    olga.close();
  });

  test("longer: it is said, one can go on writing, and it goes away with the loss", async () => {
    await stopTime();
    breakLine();
    await mira.page.clock.runFor(2100);
    await mira.page.getByText("The connection is lost").waitFor();
    await mira.say("written while away");
    await mira.page.getByText("Waiting for the connection").waitFor();
    line.leadTo(server.url);
    await mira.page.clock.runFor(30_000);
    await mira.page.locator("[data-id]", { hasText: "written while away" }).waitFor();
    await mira.page.locator(".line.lost").waitFor({ state: "detached" });
    await mira.page.locator(".pending").waitFor({ state: "detached" });
    expect(await mira.messages()).toEqual(["written while away"]);
  });

  test("when the browser says that the network is back, nobody waits for the next attempt", async () => {
    const context = mira.page.context();
    await stopTime();
    await context.setOffline(true);
    breakLine();
    await mira.page.clock.runFor(60_000);
    await mira.page.getByText("The connection is lost").waitFor();
    line.leadTo(server.url);
    // Time stands still: only the event leads back.
    await context.setOffline(false);
    await mira.page.locator(".line.lost").waitFor({ state: "detached" });
  });

  test("after a long sleep every message is there once, in order, and the reader is where they were", async () => {
    const olga = await join("olga");
    const say = (content: string) => olga.request("message_new", { channel: "general", content });
    for (let n = 0; n < 30; n++) await say(`number ${n}.`);
    await mira.sees("number 29.");
    breakLine();
    for (let n = 30; n < 90; n++) await say(`number ${n}.`);
    line.leadTo(server.url);
    await mira.page.evaluate(() => dispatchEvent(new Event("online")));
    await mira.sees("number 89.");
    expect(await mira.page.locator(".jump-down").count()).toBe(0);
    const all = Array.from({ length: 90 }, (_, n) => `number ${n}.`);
    let shown = await mira.messages();
    expect(shown).toEqual(all.slice(-shown.length));
    while (shown[0] !== all[0]) {
      await mira.page.locator(".messages").evaluate((list) => list.scrollTo(0, -list.scrollHeight));
      await mira.page.waitForFunction(
        (before) => document.querySelector("[data-id] .markdown")?.textContent !== before,
        shown[0],
      );
      shown = await mira.messages();
      const first = all.indexOf(shown[0] ?? "");
      expect(shown).toEqual(all.slice(first, first + shown.length));
    }
    olga.close();
  });

  test("after a restart of the server too, with a message that was on its way", async () => {
    const olga = await join("olga");
    await olga.request("message_new", { channel: "general", content: "one" });
    await mira.sees("one");
    olga.close();
    breakLine();
    await mira.say("two");
    const { port } = server;
    await server.stop();
    server = await startTestServer({
      folder: server.folder,
      config: { websocket: { host: "127.0.0.1", port } },
    });
    const noah = await join("noah");
    await noah.request("message_new", { channel: "general", content: "three" });
    line.leadTo(server.url);
    await mira.page.evaluate(() => dispatchEvent(new Event("online")));
    await mira.page.locator("[data-id]", { hasText: "two" }).waitFor();
    await mira.sees("three");
    await mira.page.locator(".pending").waitFor({ state: "detached" });
    expect(await mira.messages()).toEqual(["one", "three", "two"]);
    noah.close();
  });
});
