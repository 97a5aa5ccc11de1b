/** Polls, and messages that are sent later. */
import { describe, expect, test } from "bun:test";
import { connect } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("the menu of the composer in Chromium", () => {
  const suite = pageSuite();
  const menu = "button[aria-label='Files, polls and more']";

  test("a poll is asked for by keyboard, with what is missing said", async () => {
    const olga = await suite.owner();
    const { page } = await suite.enter("mira");
    await page.focus(menu);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".plus-menu button:focus");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-question]");
    await page.click("dialog .primary");
    await page.locator(".form-field .problem", { hasText: "Enter a question" }).waitFor();
    await page.keyboard.type("Which tea?");
    await page.click("dialog .primary");
    await page.locator(".poll-answers .problem", { hasText: "Enter at least two answers" }).waitFor();
    for (const answer of ["Green", "Black", "White"]) {
      await page.keyboard.type(answer);
      await page.keyboard.press("Enter");
    }
    await page.click("button[aria-label='Remove answer 2']");
    await page.getByText("Several answers may be chosen").click();
    const posted = olga.next("message_new");
    await page.click("dialog .primary");
    const [embed] = (await posted).message.embeds ?? [];
    expect(embed).toMatchObject({
      type: "poll",
      poll: {
        question: "Which tea?",
        allow_multiselect: true,
        options: [{ text: "Green" }, { text: "White" }],
      },
    });
    await page.locator("dialog").waitFor({ state: "detached" });
  });

  test("a message is sent later: presets and another time, the list, taking back, deleting", async () => {
    const { page } = await suite.enter("mira");
    const later = async (text: string) => {
      await page.fill("#composer", text);
      await page.click(menu);
      await page.click(".plus-menu >> text=Send later");
      await page.locator(".dialog-quote", { hasText: text }).waitFor();
    };
    await later("in an hour");
    await page.click(".preset >> text=In an hour");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await page.inputValue("#composer")).toBe("");
    await later("too late");
    await page.fill("input[type=datetime-local]", "2020-01-01T10:00");
    await page.click("dialog .primary");
    await page.getByText("Choose a time in the future").waitFor();
    const next = new Date().getFullYear() + 1;
    await page.fill("input[type=datetime-local]", `${next}-01-01T00:30`);
    const soon = new Date(next, 0, 1, 0, 30).getTime() - Date.now() < 364 * 86_400_000;
    expect(soon).toBe(true);
    await page.click("dialog .primary");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.click(menu);
    await page.click("text=Scheduled messages (2)");
    const first = page.locator(".scheduled", { hasText: "in an hour" });
    await first.getByText("Delete").click();
    await first.getByText("Delete it for good?").click();
    await page.locator(".scheduled", { hasText: "in an hour" }).waitFor({ state: "detached" });
    await page.locator(".scheduled", { hasText: "too late" }).getByText("Back to the message field").click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>("#composer")?.value === "too late",
    );
    expect(await page.locator("[data-id]").count()).toBe(0);
  });

  test("a scheduled message that could not be posted is told of, with its reason in the list", async () => {
    const olga = await suite.owner();
    const { page } = await suite.enter("mira");
    const at = Date.now() / 1000 + 1.5;
    const login = { login: { username: "mira", password: "tea and cake" } };
    const client = await connect(suite.server.ws, { login, reconnect: [] });
    await client.request("message_schedule", { channel: "general", content: "never", send_at: at });
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["owner"] } },
    });
    client.close();
    await page.getByText("A scheduled message could not be sent").waitFor();
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["user"] } },
    });
    await page.click(menu);
    await page.click("text=Scheduled messages (1)");
    await page.locator(".scheduled .problem", { hasText: "Not sent:" }).waitFor();
  });
});
