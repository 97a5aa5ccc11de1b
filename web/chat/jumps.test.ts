/** Going to messages that are far from the newest, and back, in Chromium. */
import { describe, expect, test } from "bun:test";
import type { Client } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("jumps in Chromium", () => {
  const suite = pageSuite();

  /** @returns ids, oldest first */
  async function many(olga: Client, count: number): Promise<string[]> {
    const sent = Array.from({ length: count }, (_, index) =>
      olga.request("message_new", { channel: "general", content: `number ${index}.` }),
    );
    return (await Promise.all(sent)).map(({ message }) => message.id);
  }

  const inSight = ({ page }: Person, text: string) =>
    page
      .locator(".message", { hasText: text })
      .first()
      .evaluate((row) => {
        const list = row.closest(".messages")?.getBoundingClientRect();
        const { top, bottom } = row.getBoundingClientRect();
        return list !== undefined && top >= list.top && bottom <= list.bottom;
      });
  const texts = ({ page }: Person) => page.locator(".message-rows [data-id] .markdown").allInnerTexts();
  const scrollTo = ({ page }: Person, end: "top" | "bottom") =>
    page
      .locator(".messages")
      .evaluate((list, end) => list.scrollTo(0, end === "top" ? -list.scrollHeight : 0), end);

  test("the line of new messages stands before the first of them when the page is opened again", async () => {
    const olga = await suite.owner();
    await many(olga, 40);
    const { page, sees } = await suite.enter("mira");
    await sees("number 39.");
    const address = page.url();
    await page.goto("about:blank");
    for (const content of ["came later", "came last"])
      await olga.request("message_new", { channel: "general", content });
    await page.goto(address);
    await sees("came last");
    expect(await page.locator(".divider.new + .message .markdown").innerText()).toBe("came later");
  });

  test("an address opens a message among a thousand, and one reads on from it in both directions", async () => {
    const olga = await suite.owner();
    const ids = await many(olga, 1000);
    const mira = await suite.enter("mira");
    const { page, sees } = mira;
    await sees("number 999.");
    // The list gets another size in the frame of the jump, before anybody is told that it was scrolled.
    await page.evaluate(() => {
      const { scrollIntoView } = Element.prototype;
      Element.prototype.scrollIntoView = function (options) {
        scrollIntoView.call(this, options);
        this.closest<HTMLElement>(".messages")?.style.setProperty("border-top", "3px solid");
      };
    });
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/general/${ids[400]}`);
    await page.locator("[data-jumped]", { hasText: "number 400." }).waitFor();
    expect(await inSight(mira, "number 400.")).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("number 400.");
    await page.locator("[data-jumped]").waitFor({ state: "detached" });

    // The list goes on by itself near its edge, so it is looked at once for each step.
    for (let seen = await texts(mira); !seen.includes("number 0."); seen = await texts(mira)) {
      await scrollTo(mira, "top");
      await page.waitForFunction(
        (before) => document.querySelector(".message-rows .markdown")?.textContent !== before,
        seen[0],
      );
      expect((await texts(mira)).length).toBeLessThanOrEqual(120);
    }
    for (let seen = await texts(mira); !seen.includes("number 999."); seen = await texts(mira)) {
      await scrollTo(mira, "bottom");
      await page.waitForFunction(
        (before) => [...document.querySelectorAll(".message-rows .markdown")].at(-1)?.textContent !== before,
        seen.at(-1),
      );
      const shown = (await texts(mira)).map((text) => Number.parseInt(text.slice(7), 10));
      expect(shown.length).toBeLessThanOrEqual(120);
      // No gap, and nothing doubled.
      expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
    }
    await scrollTo(mira, "bottom");
    await olga.request("message_new", { channel: "general", content: "news." });
    await sees("news.");
  });

  test("what was read long ago is forgotten, and fetched again on the way back", async () => {
    const olga = await suite.owner();
    await many(olga, 700);
    const mira = await suite.enter("mira");
    const { page } = mira;
    const sent: string[] = [];
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    await page.reload();
    await mira.sees("number 699.");
    for (let seen = await texts(mira); !seen.includes("number 0."); seen = await texts(mira)) {
      await scrollTo(mira, "top");
      await page.waitForFunction(
        (before) => document.querySelector(".message-rows .markdown")?.textContent !== before,
        seen[0],
      );
    }
    const pages = () => sent.filter((frame) => frame.includes('"messages_around"')).length;
    const before = pages();
    for (let seen = await texts(mira); !seen.includes("number 699."); seen = await texts(mira)) {
      await scrollTo(mira, "bottom");
      await page.waitForFunction(
        (before) => [...document.querySelectorAll(".message-rows .markdown")].at(-1)?.textContent !== before,
        seen.at(-1),
      );
      const shown = (await texts(mira)).map((text) => Number.parseInt(text.slice(7), 10));
      expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
    }
    expect(pages() - before).toBeGreaterThan(2);
    await scrollTo(mira, "bottom");
    await olga.request("message_new", { channel: "general", content: "news." });
    await mira.sees("news.");
    await page.locator(".jump-down").waitFor({ state: "detached" });
  });

  test("from far back one is told of new messages, and returns to the newest", async () => {
    const olga = await suite.owner();
    const ids = await many(olga, 300);
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("number 299.");
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/general/${ids[20]}`);
    await page.locator("[data-jumped]").waitFor();
    await olga.request("message_new", { channel: "general", content: "news." });
    await page.getByText("1 new message").waitFor();
    expect(await texts(mira)).not.toContain("news.");
    await page.getByText("1 new message").click();
    await mira.sees("news.");
    expect(await inSight(mira, "news.")).toBe(true);
    await page.locator(".jump-down").waitFor({ state: "detached" });
  });

  test("the address is the first thing opened, and what is unread stays so", async () => {
    const olga = await suite.owner();
    const ids = await many(olga, 300);
    const mira = await suite.enter("mira");
    await mira.sees("number 299.");
    await mira.page.goto("about:blank");
    await olga.request("message_new", { channel: "general", content: "news." });
    await mira.page.goto(`${suite.server.url}/#/general/${ids[20]}`);
    await mira.page.locator("[data-jumped]", { hasText: "number 20." }).waitFor();
    expect(await texts(mira)).not.toContain("news.");
    await mira.page.locator(".jump-down").click();
    await mira.page.locator(".divider.new").waitFor();
    await mira.sees("news.");
  });

  test("an answer shows how its original begins, and leads to it", async () => {
    const olga = await suite.owner();
    const ids = await many(olga, 300);
    const at = { channel: "general" };
    await olga.request("message_new", { ...at, content: "I agree.", reply_to: ids[10] ?? "" });
    await olga.request("message_new", { ...at, content: "I don't.", reply_to: ids[11] ?? "" });
    await olga.request("message_delete", { ...at, id: ids[11] ?? "" });
    const mira = await suite.enter("mira");
    await mira.page.getByText("Reply to a message that was deleted").waitFor();
    await mira.page.locator(".reply-jump", { hasText: "number 10." }).click();
    await mira.page.locator("[data-jumped]", { hasText: "number 10." }).waitFor();
    expect(await inSight(mira, "number 10.")).toBe(true);
  });

  test("from a message far up in one place to a message in another", async () => {
    const olga = await suite.owner();
    const permissions = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "ideas", type: "forum", permissions });
    const { thread } = await olga.request("thread_create", { channel: "ideas", name: "Summer" });
    const ids = await many(olga, 120);
    const said = await olga.request("message_new", { thread_id: thread.id, content: "Iced tea" });
    const mira = await suite.enter("mira");
    const go = (key: string, id: string) =>
      mira.page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `#/${encodeURIComponent(key)}/${id}`,
      );
    await go("general", ids[3] ?? "");
    await mira.page.locator("[data-jumped]", { hasText: "number 3." }).waitFor();
    await go(`thread:${thread.id}`, said.message.id);
    await mira.page.locator("[data-jumped]", { hasText: "Iced tea" }).waitFor();
    await mira.page.getByText("This is the beginning of").waitFor();
  });

  test("an address of a message that is gone says so, and shows the newest", async () => {
    const olga = await suite.owner();
    const ids = await many(olga, 60);
    await olga.request("message_delete", { channel: "general", id: ids[3] ?? "" });
    await olga.request("message_new", {
      channel: "general",
      content: `see ${suite.server.url}/#/general/${ids[3]}`,
    });
    const mira = await suite.enter("mira");
    await mira.page.locator(".message a", { hasText: "#/general/" }).click();
    await mira.page.getByText("That message is not there any more").waitFor();
    await mira.sees("see http");
    expect(mira.page.context().pages().length).toBe(1);
  });
});
