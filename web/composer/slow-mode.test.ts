/** Slow mode as people meet it in the field for messages, in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("slow mode in Chromium", () => {
  const suite = pageSuite();

  test("the message stays with its reason, the wait counts down, and it goes out later", async () => {
    const owner = await suite.owner();
    const slow = (slow_mode: number) =>
      owner.request("channel_update", { current_name: "general", updates: { slow_mode } });
    await slow(600);
    const mira = await suite.enter("mira");
    await mira.page.clock.install();
    await mira.page.getByText("one message in 600 s").waitFor();
    await mira.say("one");
    await mira.sees("one");
    await mira.say("two");
    await mira.page.getByText("Not sent:").waitFor();
    await mira.page.getByText("You can write again in").waitFor();
    expect(await mira.page.locator(".send").isDisabled()).toBe(true);
    await mira.page.clock.fastForward(600_000);
    await mira.page.getByText("You can write again in").waitFor({ state: "detached" });
    await slow(0);
    await mira.page.click("text=Try again");
    await mira.page.locator(".pending").waitFor({ state: "detached" });
    expect(await mira.messages()).toEqual(["one", "two"]);
  });

  test("it holds in one channel: in another one there is no wait", async () => {
    const owner = await suite.owner();
    await owner.request("channel_update", { current_name: "general", updates: { slow_mode: 600 } });
    await owner.request("channel_create", {
      name: "random",
      type: "text",
      permissions: { view: ["user"], send: ["user"] },
    });
    const mira = await suite.enter("mira");
    await mira.say("one");
    await mira.sees("one");
    await mira.say("two");
    await mira.page.getByText("You can write again in").waitFor();
    await mira.page.click("text=random");
    await mira.page.getByText("You can write again in").waitFor({ state: "detached" });
    await mira.say("here it works");
    await mira.page.locator("[data-id]", { hasText: "here it works" }).waitFor();
    await mira.page.click(".place >> nth=0");
    await mira.page.getByText("You can write again in").waitFor();
  });
});
