/** Polls in Chromium: live for two people. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("polls in Chromium", () => {
  const suite = pageSuite();
  const option = ({ page }: Person, text: string) => page.locator(".poll-option", { hasText: text });
  const share = async (person: Person, text: string, expected: string) =>
    option(person, text).locator(".poll-share", { hasText: expected }).waitFor();

  test("votes are seen by everybody at once, change, and are taken back", async () => {
    const olga = await suite.owner();
    await olga.request("poll_create", {
      channel: "general",
      question: "Which tea?",
      options: ["Green", "Black"],
    });
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    await noah.page.getByText("Choose one answer").waitFor();
    await option(mira, "Green").click();
    await share(noah, "Green", "1 · 100%");
    await option(noah, "Black").click();
    await share(mira, "Green", "1 · 50%");
    expect(await option(mira, "Green").getAttribute("aria-pressed")).toBe("true");
    expect(await option(mira, "Black").getAttribute("aria-pressed")).toBe("false");
    await option(mira, "Black").click();
    await share(noah, "Black", "2 · 100%");
    await share(noah, "Green", "0 · 0%");
    await mira.page.getByText("Take my vote back").click();
    await share(noah, "Black", "1 · 100%");
    await mira.page.locator(".poll-option.own").waitFor({ state: "detached" });
    // Pressing the own answer again takes it back too.
    await option(noah, "Black").click();
    await mira.page.locator(".poll-state", { hasText: "0 votes" }).waitFor();
    expect(await mira.page.getByText("End the poll").count()).toBe(0);
  });

  test("with several answers each counts, and a reload remembers the own ones", async () => {
    const olga = await suite.owner();
    await olga.request("poll_create", {
      channel: "general",
      question: "When?",
      options: ["Friday", { text: "Saturday", emoji: "🎉" }, "Sunday"],
      allow_multiselect: true,
      duration_hours: 30,
    });
    const mira = await suite.enter("mira");
    await mira.page.getByText("You may choose several answers").waitFor();
    await mira.page.getByText("Ends in 30 hours").waitFor();
    await option(mira, "Friday").click();
    await share(mira, "Friday", "1 · 100%");
    await option(mira, "Saturday").click();
    await share(mira, "Saturday", "1 · 50%");
    await mira.page.reload();
    await share(mira, "Saturday", "1 · 50%");
    expect(await mira.page.locator(".poll-option.own").allInnerTexts()).toEqual([
      expect.stringContaining("Friday"),
      expect.stringContaining("🎉 Saturday"),
    ]);
    await option(mira, "Friday").click();
    await share(mira, "Saturday", "1 · 100%");
  });

  test("its author ends it after a question; then nobody votes, and all see who chose what", async () => {
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    const client = await suite.client("mira");
    await client.request("poll_create", {
      channel: "general",
      question: "Which tea?",
      options: ["Green", "Black"],
    });
    await option(noah, "Green").click();
    await mira.page.getByText("End the poll").click();
    await mira.page.locator("dialog .danger").click();
    await noah.page.locator(".poll-state").getByText("Ended").waitFor();
    expect(await noah.page.locator("button.poll-option").count()).toBe(0);
    await noah.page.locator(".poll-option.first", { hasText: "Green" }).waitFor();
    await mira.page.getByText("Show who chose what").click();
    await mira.page.locator(".voters dd", { hasText: "noah" }).waitFor();
    await mira.page.locator(".voters dd", { hasText: "Nobody chose this" }).waitFor();
  });

  test("the last minute counts seconds", async () => {
    const olga = await suite.owner();
    const mira = await suite.enter("mira");
    await mira.page.clock.install();
    await olga.request("poll_create", {
      channel: "general",
      question: "Now?",
      options: ["Yes", "No"],
      expires_at: Date.now() / 1000 + 600,
    });
    await mira.page.getByText("Ends in 10 minutes").waitFor();
    await mira.page.clock.fastForward("09:15");
    await mira.page.getByText(/Ends in \d\d seconds/).waitFor();
  });

  test("what the server refuses is said in the poll", async () => {
    const olga = await suite.owner();
    await olga.request("poll_create", {
      channel: "general",
      question: "Which tea?",
      options: ["Green", "Black"],
    });
    const mira = await suite.enter("mira");
    await option(mira, "Green").waitFor();
    await olga.request("user_timeout", { user: "USR:local_mira", timeout: 600 });
    await option(mira, "Green").click();
    await mira.page.locator(".poll .problem", { hasText: /\w/ }).waitFor();
  });
});
