/** Files for messages: how they come in, how far they are, and where they stay. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng } from "../../tests/support/media-files.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";
import { pdf } from "../../tests/support/uploads.ts";

describe.skipIf(!hasBrowser)("files in the composer in Chromium", () => {
  const suite = pageSuite();
  const file = (name: string, bytes = 20) => ({
    name,
    mimeType: "application/pdf",
    buffer: pdf("tea".repeat(bytes)),
  });

  test("files come by button, drop and paste, and are sent in one message", async () => {
    const noah = await suite.enter("noah");
    const { page, say } = await suite.enter("mira");
    const chooser = page.waitForEvent("filechooser");
    await page.click("button[aria-label='Files, polls and more']");
    await page.click("text=Add files");
    await (await chooser).setFiles([file("one.pdf")]);
    await page.evaluate(() => {
      const drop = new DataTransfer();
      drop.items.add(new File(["%PDF-1.7\ntwo\n"], "two.pdf", { type: "application/pdf" }));
      const give = (type: string) =>
        dispatchEvent(new DragEvent(type, { dataTransfer: drop, bubbles: true, cancelable: true }));
      give("dragover");
      give("drop");
      const paste = new DataTransfer();
      paste.items.add(new File(["%PDF-1.7\nthree\n"], "three.pdf", { type: "application/pdf" }));
      document
        .getElementById("composer")
        ?.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData: paste, bubbles: true, cancelable: true }),
        );
    });
    await page.locator(".uploads li").nth(2).waitFor();
    await page.locator(".uploads:not(:has(progress))").waitFor();
    await say("all of them");
    for (const name of ["one.pdf", "two.pdf", "three.pdf"])
      await noah.page.locator(".message", { hasText: "all of them" }).getByText(name).waitFor();
    expect(await page.locator(".uploads").count()).toBe(0);
  });

  test("a picture is seen before it is sent, another file is not", async () => {
    const { page, say } = await suite.enter("mira");
    const buffer = Buffer.from(drawPng(8, 8, () => [40, 120, 60]));
    await page.setInputFiles("input[type=file]", [
      { name: "tea.png", mimeType: "image/png", buffer },
      file("plan.pdf"),
    ]);
    const width = (name: string) =>
      page
        .locator(".uploads li", { hasText: name })
        .locator("img")
        .evaluateAll((pictures: HTMLImageElement[]) =>
          Promise.all(pictures.map((picture) => picture.decode().then(() => picture.naturalWidth))),
        );
    await page.locator(".uploads li").nth(1).waitFor();
    expect(await width("tea.png")).toEqual([8]);
    expect(await width("plan.pdf")).toEqual([]);
    await page.locator(".uploads:not(:has(progress))").waitFor();
    await say("the picture");
    await page.locator(".message", { hasText: "the picture" }).getByAltText("Picture tea.png").waitFor();
    expect(await page.locator(".uploads").count()).toBe(0);
  });

  test("files stay with their channel, and go on while another one is open", async () => {
    const olga = await suite.owner();
    const everybody = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "random", type: "text", permissions: everybody });
    const { page, say } = await suite.enter("mira");
    await page.setInputFiles("input[type=file]", file("plan.pdf"));
    await page.fill("#composer", "the plan");
    await page.click("text=random");
    await page.locator("h1", { hasText: "random" }).waitFor();
    expect(await page.locator(".uploads").count()).toBe(0);
    await say("nothing with it");
    await page.locator("[data-id]", { hasText: "nothing with it" }).waitFor();
    await page.click(".place >> nth=0");
    await page.locator(".uploads", { hasText: "plan.pdf" }).waitFor();
    await page.locator(".uploads progress").waitFor({ state: "detached" });
    expect(await page.inputValue("#composer")).toBe("the plan");
    await page.press("#composer", "Enter");
    await page.locator("[data-id]", { hasText: "the plan" }).getByText("plan.pdf").waitFor();
  });

  test("an upload shows how far it is and can be stopped; one that broke off can be tried again", async () => {
    const { page } = await suite.enter("mira");
    let held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let isBroken = false;
    await page.route("**/attachments/resumable/**", async (route) => {
      if (isBroken) return route.fulfill({ status: 500, body: '{"error": "The disk fell down"}' });
      begun.resolve();
      await held.promise;
      await route.continue().catch(() => {});
    });
    await page.setInputFiles("input[type=file]", file("film.pdf", 300_000));
    await begun.promise;
    await page.locator(".uploads", { hasText: "film.pdf: 0 %" }).waitFor();
    expect(await page.locator(".send").isDisabled()).toBe(true);
    await page.click("button[aria-label='Remove film.pdf']");
    await page.locator(".uploads").waitFor({ state: "detached" });
    held.resolve();
    held = Promise.withResolvers();
    held.resolve();
    isBroken = true;
    await page.setInputFiles("input[type=file]", file("film.pdf"));
    await page.locator(".uploads .problem", { hasText: "The disk fell down" }).waitFor();
    isBroken = false;
    await page.click("button[aria-label='Try to upload film.pdf again']");
    await page.locator(".uploads .problem").waitFor({ state: "detached" });
    await page.locator(".uploads progress").waitFor({ state: "detached" });
    await page.press("#composer", "Enter");
    await page.locator("[data-id]").getByText("film.pdf").waitFor();
  });

  test("a file that the server refuses stays with its reason when the message is sent without it", async () => {
    const { page, say } = await suite.enter("mira");
    const buffer = Buffer.from("tea");
    await page.setInputFiles("input[type=file]", { name: "notes.txt", mimeType: "text/plain", buffer });
    await page.locator(".uploads .problem", { hasText: "text/plain" }).waitFor();
    await say("without it");
    await page.locator("[data-id]", { hasText: "without it" }).waitFor();
    expect(await page.locator(".uploads .problem").count()).toBe(1);
  });

  test("when the server takes no more uploads for now, the wait counts down and it goes on by itself", async () => {
    const { page } = await suite.enter("mira");
    await page.clock.install();
    let refusals = 1;
    await page.route("**/attachments/resumable", (route) =>
      refusals-- > 0
        ? route.fulfill({ status: 429, headers: { "Retry-After": "30" }, body: '{"error": "Too many"}' })
        : route.continue(),
    );
    await page.setInputFiles("input[type=file]", file("plan.pdf"));
    await page.getByText("goes on in 30 s").waitFor();
    await page.clock.fastForward(10_000);
    await page.getByText("goes on in 20 s").waitFor();
    await page.clock.fastForward(21_000);
    await page.locator(".uploads .problem").waitFor({ state: "detached" });
    await page.locator(".uploads progress").waitFor({ state: "detached" });
  });

  test("after too many messages the wait counts down, and what was written stays", async () => {
    await suite.server.reconfigure({ rate_limiting: { enabled: true } });
    const { page, say } = await suite.enter("mira");
    await page.clock.install();
    for (let number = 1; number <= 11; number++) await say(`number ${number}`);
    await page.getByText("You can write again in").waitFor();
    await page.fill("#composer", "a draft");
    await page.press("#composer", "Enter");
    expect(await page.inputValue("#composer")).toBe("a draft");
    expect(await page.locator(".send").isDisabled()).toBe(true);
    await page.clock.fastForward(61_000);
    await page.getByText("You can write again in").waitFor({ state: "detached" });
    expect(await page.locator(".send").isDisabled()).toBe(false);
  });
});
