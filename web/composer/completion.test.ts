/** Completion in the field for messages and in the editor, as people use it. */
import { describe, expect, test } from "bun:test";
import { connect } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";
import { gif } from "../../tests/support/small-pictures.ts";

describe.skipIf(!hasBrowser)("completion in Chromium", () => {
  const suite = pageSuite();
  const join = (username: string) =>
    connect(suite.server.ws, { login: { register: { username, password: "tea and cake" } }, reconnect: [] });
  const field = ({ page }: Person) => page.locator("#composer");
  const options = async ({ page }: Person) => {
    await page.locator(".completion .candidate").first().waitFor();
    return page.locator(".candidate-label").allInnerTexts();
  };
  const everybody = { view: ["user"], send: ["user"] };

  test("@ offers members who may view the channel first, and roles; Tab, Enter and a click take one", async () => {
    const olga = await suite.owner();
    await olga.request("role_create", { name: "maids" });
    await olga.request("channel_create", {
      name: "staff",
      type: "text",
      permissions: { ...everybody, view: ["maids"] },
    });
    const [mark, mara] = [await join("mark"), await join("mara")];
    await olga.request("user_roles_add", { user: mara.user.username, roles: ["maids"] });
    const mira = await suite.enter("mira");
    await olga.request("user_roles_add", { user: "USR:local_mira", roles: ["maids"] });
    await mira.page.click(".place:has-text('staff')");
    await mira.page.locator("h1", { hasText: "staff" }).waitFor();
    await field(mira).pressSequentially("Hi @ma");
    expect(await options(mira)).toEqual(["mara", "@maids", "mark"]);
    await mira.page.getByText("Can't see this channel").waitFor();
    const active = await field(mira).getAttribute("aria-activedescendant");
    expect(await mira.page.locator(`[id='${active}']`).innerText()).toContain("mara");
    await field(mira).press("Tab");
    expect(await field(mira).inputValue()).toBe("Hi @mara ");
    await field(mira).pressSequentially("@ma");
    await options(mira);
    await field(mira).press("ArrowDown");
    await field(mira).press("Enter");
    expect(await field(mira).inputValue()).toBe("Hi @mara @&maids ");
    await field(mira).pressSequentially("@mar");
    await mira.page.locator(".candidate", { hasText: "mark" }).click();
    expect(await field(mira).inputValue()).toBe("Hi @mara @&maids @mark ");
    await field(mira).press("Enter");
    await mira.page.locator("[data-id] .mention", { hasText: "@mara" }).waitFor();
    mark.close();
    mara.close();
  });

  test("Escape closes it for this word, and what is not completed is sent as it is", async () => {
    const noah = await join("noah");
    const mira = await suite.enter("mira");
    await field(mira).pressSequentially("@no");
    await options(mira);
    await field(mira).press("Escape");
    await mira.page.locator(".completion").waitFor({ state: "detached" });
    await field(mira).pressSequentially("b");
    expect(await mira.page.locator(".completion").count()).toBe(0);
    await field(mira).press("Enter");
    await mira.sees("@nob");
    noah.close();
  });

  test("a name that is typed in full is sent by the first Enter", async () => {
    const noah = await join("noah");
    const mira = await suite.enter("mira");
    await field(mira).pressSequentially("Hi @noah");
    await options(mira);
    await field(mira).press("Enter");
    await mira.page.locator("[data-id] .mention", { hasText: "@noah" }).waitFor();
    expect(await mira.page.locator(".completion").count()).toBe(0);
    noah.close();
  });

  test("# offers channels and threads; a thread becomes a link to it", async () => {
    const olga = await suite.owner();
    await olga.request("channel_create", { name: "garden", type: "text", permissions: everybody });
    await olga.request("channel_create", { name: "ideas", type: "forum", permissions: everybody });
    await olga.request("channel_create", { name: "gate", type: "text", permissions: { view: ["owner"] } });
    const { thread } = await olga.request("thread_create", { channel: "ideas", name: "Gala" });
    const mira = await suite.enter("mira");
    await field(mira).pressSequentially("see #ga");
    expect(await options(mira)).toEqual(["garden", "Gala"]);
    await field(mira).press("Enter");
    expect(await field(mira).inputValue()).toBe("see #garden ");
    await field(mira).pressSequentially("#gala");
    await options(mira);
    await field(mira).press("Enter");
    expect(await field(mira).inputValue()).toBe(
      `see #garden [Gala](${suite.server.url}/#/thread%3A${thread.id}) `,
    );
  });

  test(": offers emojis, those of the server first, by names in both languages", async () => {
    const olga = await suite.owner();
    await olga.request("emoji_add", { name: "teahouse", image: gif });
    const mira = await suite.enter("mira");
    await field(mira).pressSequentially(":tea");
    await mira.page.locator(".candidate-label", { hasText: "teapot" }).waitFor();
    expect((await options(mira))[0]).toBe(":teahouse:");
    await field(mira).fill("");
    await field(mira).pressSequentially("Nice :teekanne");
    await options(mira);
    await field(mira).press("Enter");
    expect(await field(mira).inputValue()).toBe("Nice 🫖 ");
    await field(mira).pressSequentially("at 10:30");
    expect(await mira.page.locator(".completion").count()).toBe(0);
  });

  test("an edited message has the same completion", async () => {
    const noah = await join("noah");
    const mira = await suite.enter("mira");
    await mira.say("Hello");
    await mira.page.locator("[data-id]", { hasText: "Hello" }).waitFor();
    await field(mira).press("ArrowUp");
    const editor = mira.page.locator(".editor-field");
    await editor.press("End");
    await editor.pressSequentially(" @no");
    await options(mira);
    await editor.press("Enter");
    expect(await editor.inputValue()).toBe("Hello @noah ");
    await editor.press("Enter");
    await mira.page.locator("[data-id] .mention", { hasText: "@noah" }).waitFor();
    noah.close();
  });

  test("with Ctrl-Enter to send, Enter breaks the line", async () => {
    const { page, ...mira } = await suite.enter("mira");
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith(":session")) ?? "";
      localStorage.setItem(key.replace(/session$/, "enter"), "breaks");
    });
    await page.reload();
    await page.waitForSelector("#composer");
    await page.locator("#composer").pressSequentially("one");
    await page.keyboard.press("Enter");
    await page.keyboard.type("two");
    await page.getByText("Ctrl-Enter sends").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.locator("[data-id]", { hasText: "one" }).waitFor();
    expect(await mira.messages()).toEqual(["one\ntwo"]);
  });
});
