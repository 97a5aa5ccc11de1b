/** Searching for messages, as people do it in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

const everybody = { view: ["user"], send: ["user"] };

describe.skipIf(!hasBrowser)("search in Chromium", () => {
  const suite = pageSuite();
  const field = ({ page }: Person) => page.getByRole("combobox", { name: "Search messages" });
  const found = ({ page }: Person) => page.locator(".found .markdown").allInnerTexts();
  const count = ({ page }: Person, text: string) =>
    page.locator(".result-count", { hasText: text }).waitFor();
  const searchFor = async (person: Person, query: string) => {
    await field(person).fill(query);
    await field(person).press("Enter");
  };
  /** Marked words, in the order of the page. */
  const marked = ({ page }: Person) =>
    page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map(String));

  async function scene() {
    const olga = await suite.owner();
    await olga.request("channel_create", { name: "garden", type: "text", permissions: everybody });
    await olga.request("channel_create", { name: "ideas", type: "forum", permissions: everybody });
    const { thread } = await olga.request("thread_create", { channel: "ideas", name: "Summer" });
    const say = (place: object, content: string) =>
      olga.request("message_new", { channel: "general", ...place, content });
    await say({}, "The old teapot leaks");
    for (let number = 0; number < 110; number++) await say({}, `filler ${number}`);
    await say({ channel: "garden" }, "Tea leaves for the **roses**, see https://example.org/");
    await say({ thread_id: thread.id }, "Iced téa in June");
    return olga;
  }

  test("Ctrl-F opens it; words are found everywhere and marked; a result leads to its message", async () => {
    await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("filler 109");
    await page.keyboard.press("Control+f");
    await page.waitForSelector("#search-field:focus");
    await searchFor(mira, "tea");
    await count(mira, "3 messages");
    expect(await found(mira)).toEqual([
      "Iced téa in June",
      "Tea leaves for the roses, see https://example.org/",
      "The old teapot leaks",
    ]);
    expect(await marked(mira)).toEqual(["téa", "Tea", "teapot"]);
    expect(await page.locator(".found-place > .cut").allInnerTexts()).toEqual([
      "ideas › Summer",
      "garden",
      "general",
    ]);
    await page.locator(".found-place").first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.locator("[data-jumped]", { hasText: "teapot" }).waitFor();
    // The results stay beside the messages.
    await page.locator(".found-place").first().click();
    await page.locator("[data-jumped]", { hasText: "Iced" }).waitFor();
    expect(page.url()).toMatch(/#\/thread%3A/);
    await field(mira).focus();
    await page.keyboard.press("Escape");
    await page.locator(".side-panel").waitFor({ state: "detached" });
    await page.locator(".members").waitFor();
  });

  test("filters are completed by keyboard, added by buttons, and taken out again", async () => {
    await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.getByRole("button", { name: "Search messages" }).click();
    await field(mira).pressSequentially("fr");
    await page.getByRole("option", { name: "from:" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: "olga" }).waitFor();
    await page.keyboard.type("ol");
    await page.keyboard.press("Enter");
    expect(await field(mira).inputValue()).toBe("from:olga ");
    await page.getByRole("button", { name: "Add the filter Has" }).click();
    await page.getByRole("option", { name: "a link" }).click();
    expect(await field(mira).inputValue()).toBe("from:olga has:link ");
    await field(mira).press("Enter");
    await count(mira, "1 message");
    expect(await found(mira)).toEqual(["Tea leaves for the roses, see https://example.org/"]);
    await page.getByRole("button", { name: "Remove has:link" }).click();
    await count(mira, "25 messages and more");
    await page.getByRole("button", { name: "Older results" }).click();
    await count(mira, "50 messages and more");
    // The filter for channels offers those that there are.
    await page.getByRole("button", { name: "Add the filter In" }).click();
    await page.getByRole("option", { name: "garden" }).click();
    await field(mira).press("Enter");
    await count(mira, "1 message");
  });

  test("the open channel alone, nothing found with a way on, and what isn't understood", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.keyboard.press("Control+f");
    await page.getByRole("radio", { name: "general" }).check();
    await searchFor(mira, "roses");
    await page.getByText("Nothing found").waitFor();
    await page.getByRole("button", { name: "Search everywhere" }).click();
    await count(mira, "1 message");
    await searchFor(mira, "has:cake from:nobody");
    await page.getByText("has:cake is no filter with that value").waitFor();
    await page.getByText("There is no member, role or channel called nobody").waitFor();
    await page.getByText("Remove a filter").waitFor();
    await field(mira).fill("tea ".repeat(70));
    await page.getByText("A search has at most 256 characters").waitFor();

    // What was found follows its messages.
    await searchFor(mira, "roses");
    await count(mira, "1 message");
    const { results } = await olga.request("messages_search", { channel: "garden", query: "roses" });
    const at = { channel: "garden", id: results[0]?.id ?? "" };
    await olga.request("message_edit", { ...at, content: "no flowers" });
    await page.locator(".found", { hasText: "no flowers" }).waitFor();
    await olga.request("message_delete", at);
    await page.locator(".found").waitFor({ state: "detached" });
  });

  test("recent searches are offered after a reload, and forgotten one by one", async () => {
    await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.keyboard.press("Control+f");
    await searchFor(mira, "teapot");
    await count(mira, "1 message");
    await searchFor(mira, "roses");
    await page.reload();
    await mira.sees("filler 109");
    await page.keyboard.press("Control+f");
    await page.locator(".recent-search").first().waitFor();
    expect(await page.locator(".recent-search").allInnerTexts()).toEqual(["roses", "teapot"]);
    await page.getByRole("button", { name: "Forget the search roses" }).click();
    await page.locator(".recent-search", { hasText: "teapot" }).click();
    await count(mira, "1 message");
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.locator(".recent-search").first().waitFor();
    expect(await page.locator(".recent-search").allInnerTexts()).toEqual(["teapot"]);
  });

  test("on a phone it covers everything, and a result closes it", async () => {
    await scene();
    const mira = await suite.enter("mira", { width: 390, height: 844 });
    const { page } = mira;
    await mira.sees("filler 109");
    await page.getByRole("button", { name: "Search messages" }).click();
    await searchFor(mira, "teapot");
    await count(mira, "1 message");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect((await page.locator(".side-panel").boundingBox())?.width).toBe(390);
    await page.locator(".found-place").click();
    await page.locator(".side-panel").waitFor({ state: "detached" });
    await page.locator("[data-jumped]", { hasText: "teapot" }).waitFor();
  });
});
