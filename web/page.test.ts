/** The built-in page as people use it, in Chromium and against the real server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { hasBrowser } from "../tests/support/browser.ts";
import { drawPng } from "../tests/support/media-files.ts";
import { openPeople, type People, type Person } from "../tests/support/page.ts";
import { startPathProxy } from "../tests/support/path-proxy.ts";
import { startTestServer, type TestServer } from "../tests/support/server.ts";

describe.skipIf(!hasBrowser)("the page in Chromium", () => {
  let people: People;
  let server: TestServer;
  const here: Person[] = [];

  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());
  beforeEach(async () => {
    server = await startTestServer({ config: { server: { name: "Tea House", description: "Tea & talk" } } });
  });
  afterEach(async () => {
    const complaints = here.flatMap((person) => person.complaints);
    for (const { page } of here.splice(0)) await page.context().close();
    await server.dispose();
    expect(complaints).toEqual([]);
  });

  async function enter(name: string): Promise<Person> {
    const person = await people.enter(server, name);
    here.push(person);
    return person;
  }

  async function open(url: string): Promise<Person> {
    const person = await people.open(url);
    here.push(person);
    return person;
  }

  const everybody = { view: ["user"], send: ["user"], react: ["user"], edit_own: ["user"] };
  const join = (username: string) =>
    connect(server.ws, { login: { register: { username, password: "tea and cake" } } });

  test("the printed address makes the first account the owner, and keeps the code out of the address", async () => {
    const { page } = await open(`${server.url}/#claim=${server.claimCode}`);
    await page.getByText("becomes its owner").waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    expect(await page.locator("h1").innerText()).toBe("Tea House");
    expect(await page.locator("[name=invite]").count()).toBe(0);
    await page.fill("[name=username]", "mira");
    await page.fill("[name=password]", "tea and cake");
    await page.click("button[type=submit]");
    await page.getByRole("region", { name: "owner" }).getByText("mira").waitFor();
    expect([...server.state.users.values()].map(({ roles }) => roles.length)).toEqual([2]);
  });

  test("what is refused is said beside its field", async () => {
    await enter("mira");
    const { page } = await open(server.url);
    const described = async (name: string) => {
      const id = await page.locator(`[name=${name}][aria-invalid=true]`).getAttribute("aria-describedby");
      return page.locator(`#${id}`).innerText();
    };
    await page.click("button[type=submit]");
    expect(await described("username")).toBe("Enter a name");
    await page.fill("[name=username]", "mira");
    await page.fill("[name=password]", "wrong word");
    await page.click("button[type=submit]");
    expect(await described("password")).toBe("The password is wrong");
    await page.fill("[name=username]", "nobody");
    await page.click("button[type=submit]");
    expect(await described("username")).toBe("There is no account with this name");
    await page.click(".entry-other button");
    await page.getByText("4 to 72 characters").waitFor();
    await page.fill("[name=username]", "m");
    await page.fill("[name=password]", "abc");
    await page.click("button[type=submit]");
    expect(await described("username")).toBe("A name has 2 to 32 characters");
    await page.fill("[name=username]", "noah");
    await page.click("button[type=submit]");
    expect(await described("password")).toBe("A password has 4 to 72 characters");
    await page.fill("[name=username]", "mira");
    await page.fill("[name=password]", "another");
    await page.click("button[type=submit]");
    expect(await described("username")).toContain("taken");
  });

  test("in German what the server refuses is said in German", async () => {
    const person = await people.open(server.url, { locale: "de-DE" });
    here.push(person);
    const { page } = person;
    await page.getByRole("button", { name: "Anmelden", exact: true }).waitFor();
    await page.fill("[name=username]", "nobody");
    await page.fill("[name=password]", "tea and cake");
    await page.press("[name=password]", "Enter");
    await page.getByText("Dieses Konto gibt es nicht").waitFor();
  });

  test("an invite leads to the form with its code", async () => {
    const owner = await join("olga");
    await owner.request("owner_claim", { code: server.claimCode ?? "" });
    const { invite } = await owner.request("invite_create", {});
    owner.close();
    await server.reconfigure({ cracked: { allow_registration: false } });
    const { page } = await open(`${server.url}/invite/${invite.code}`);
    await page.click("text=Make an account");
    expect(await page.inputValue("[name=invite]")).toBe(invite.code);
    await page.getByText("Filled in from your invite link").waitFor();
    await page.fill("[name=username]", "mira");
    await page.fill("[name=password]", "tea and cake");
    await page.click("button[type=submit]");
    await page.waitForSelector("#composer");
  });

  test("two people chat: typing, messages, replies, reactions, edits, deletions", async () => {
    const mira = await enter("mira");
    const noah = await enter("noah");
    await noah.page.locator("#composer").pressSequentially("Goo");
    await mira.page.getByText("noah is typing…").waitFor();
    await noah.say("Good **morning** @mira");
    await mira.sees("morning");
    expect(await mira.page.locator(".message.calls strong").innerText()).toBe("morning");
    expect(await mira.page.locator(".typing").innerText()).toBe("");

    await mira.page.hover(".message");
    await mira.page.click(".message button[aria-label=Reply]");
    await mira.say("Have some tea");
    await noah.page.locator(".reply-jump").getByText("Good morning").waitFor();

    await noah.page.hover(".message >> nth=1");
    await noah.page.click(".message >> nth=1 >> button[aria-label=React]");
    await noah.page.click("button[aria-label='React with ❤️']");
    const reaction = mira.page.locator(".reaction");
    await reaction.click();
    await noah.page.locator(".reaction .count", { hasText: "2" }).waitFor();

    await mira.page.press("#composer", "ArrowUp");
    await mira.page.fill(".editor-field", "Have some *green* tea");
    await mira.page.press(".editor-field", "Enter");
    await noah.page.locator("em", { hasText: "green" }).waitFor();
    await noah.page.getByText("(edited)").waitFor();

    await mira.page.hover(".message >> nth=1");
    await mira.page.click(".message >> nth=1 >> button[aria-label=More]");
    await mira.page.click(".message-menu >> text=Delete");
    await mira.page.click("dialog .danger");
    await noah.page.locator("em", { hasText: "green" }).waitFor({ state: "detached" });
    expect(await noah.messages()).toEqual(["Good morning @mira"]);
  });

  test("what is sent while the server restarts arrives once, and nothing is doubled or missing", async () => {
    const port = Number(new URL(server.url).port);
    const mira = await enter("mira");
    await mira.say("before");
    // Stored, not only shown.
    await mira.page.locator("[data-id]", { hasText: "before" }).waitFor();
    await server.stop();
    await mira.say("meanwhile");
    await mira.page.getByText("Waiting for the connection").waitFor();
    await mira.page.getByText("The connection is lost").waitFor();
    await mira.page.getByText("before").waitFor();
    server = await startTestServer({
      folder: server.folder,
      config: { websocket: { host: "127.0.0.1", port } },
    });
    await mira.page.locator(".pending").waitFor({ state: "detached" });
    await mira.say("after");
    await mira.page.locator("[data-id]", { hasText: "after" }).waitFor();
    expect(await mira.messages()).toEqual(["before", "meanwhile", "after"]);
    const noah = await enter("noah");
    await noah.sees("after");
    expect(await noah.messages()).toEqual(["before", "meanwhile", "after"]);
  });

  test("the connection of a remembered log-in opens before the page's script is there, once", async () => {
    const { page, sees, say } = await enter("mira");
    await say("before");
    await sees("before");
    // So that the browser asks the server for the script.
    await page.evaluate(async () => {
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    });
    let sockets = 0;
    const opened = new Promise<void>((resolve) => {
      page.on("websocket", (socket) => {
        sockets++;
        // The handshake is there before its reader is.
        socket.on("framereceived", () => resolve());
      });
    });
    await page.route("**/page/main-*.js", async (route) => {
      await opened;
      await route.continue();
    });
    await page.reload();
    await sees("before");
    await say("after");
    await page.locator("[data-id]", { hasText: "after" }).waitFor();
    expect(sockets).toBe(1);
  });

  test("a reload keeps the session, the channel and the draft, and never the password", async () => {
    const { page } = await enter("mira");
    await page.fill("#composer", "not finished");
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(kept).not.toContain("tea and cake");
    await page.reload();
    await page.waitForSelector("#composer");
    expect(await page.inputValue("#composer")).toBe("not finished");
  });

  test("logging out ends the session on the server too", async () => {
    const { page } = await enter("mira");
    const token = await page.evaluate(() => {
      const session = Object.entries(localStorage).find(([key]) => key.endsWith(":session"))?.[1] ?? "{}";
      return (JSON.parse(session) as { token: string }).token;
    });
    await page.click(".own-button");
    await page.click("text=Log out");
    await page.waitForSelector(".entry-form");
    expect(await page.evaluate(() => Object.keys(localStorage).some((key) => key.endsWith(":session")))).toBe(
      false,
    );
    const refused = await connect(server.ws, { login: { session: token } }).catch((error: Error) => error);
    expect(refused).toMatchObject({ code: "invalid_session" });
  });

  test("logging out leaves nothing that was written, looked for or opened", async () => {
    const { page } = await enter("mira");
    await page.click(".channels button.place");
    await page.fill("#composer", "for my eyes only");
    expect(await page.evaluate(() => Object.keys(localStorage).length)).toBeGreaterThan(2);
    await page.click(".own-button");
    await page.click("text=Log out");
    await page.waitForSelector(".entry-form");
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    expect(new URL(page.url()).hash).toBe("");
  });

  test("by keyboard alone: account, message, edit, and the other channel", async () => {
    const owner = await join("olga");
    await owner.request("owner_claim", { code: server.claimCode ?? "" });
    await owner.request("channel_create", { name: "random", type: "text", permissions: everybody });
    const { page } = await open(server.url);
    const { keyboard } = page;
    const tabTo = async (wanted: string) => {
      for (let step = 0; step < 40; step++) {
        await keyboard.press("Tab");
        const label = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement | null;
          if (element === document.body) return "";
          return `${element?.getAttribute("aria-label") ?? ""} ${element?.innerText ?? ""}`;
        });
        if (label.includes(wanted)) return;
      }
      throw new Error(`Tab never reaches ${wanted}`);
    };
    await page.waitForSelector(".entry-form");
    await tabTo("Make an account");
    await keyboard.press("Enter");
    await page.waitForSelector("[name=invite]");
    await keyboard.type("mira");
    await keyboard.press("Tab");
    await keyboard.type("tea and cake");
    await keyboard.press("Enter");
    await page.waitForSelector("#composer:focus");
    await keyboard.type("Hello");
    await keyboard.press("Shift+Enter");
    await keyboard.type("everybody");
    await keyboard.press("Enter");
    await page.locator("[data-id]", { hasText: "everybody" }).waitFor();
    expect(await page.locator("[data-id] .markdown").innerText()).toBe("Hello\neverybody");
    await keyboard.press("ArrowUp");
    await page.waitForSelector(".editor-field:focus");
    await keyboard.type("!");
    await keyboard.press("Enter");
    await page.getByText("(edited)").waitFor();
    await page.waitForSelector("#composer:focus");
    await tabTo("random");
    await keyboard.press("Enter");
    await page.locator("h1", { hasText: "random" }).waitFor();
    owner.close();
  });

  test("an unread channel and a mention are marked, and the new messages begin with a line", async () => {
    const owner = await join("olga");
    await owner.request("owner_claim", { code: server.claimCode ?? "" });
    await owner.request("channel_create", { name: "random", type: "text", permissions: everybody });
    const mira = await enter("mira");
    await owner.request("message_new", { channel: "random", content: "old" });
    await mira.page.click("text=random");
    await mira.sees("old");
    await mira.page.click(".place >> nth=0");
    await mira.page.locator("h1", { hasText: "general" }).waitFor();
    await owner.request("message_new", { channel: "random", content: "new for @mira" });
    await mira.page.locator(".place.unread .badge", { hasText: "1" }).waitFor();
    expect(await mira.page.title()).toMatch(/^\(1\) /);
    await mira.page.click("text=random");
    await mira.sees("new for");
    const rows = await mira.page
      .locator(".message-rows > li")
      .evaluateAll((rows) =>
        rows.map((row) =>
          row.classList.contains("new") ? "line" : (row.querySelector(".markdown")?.textContent ?? ""),
        ),
      );
    expect(rows.filter((row) => row !== "")).toEqual(["old", "line", "new for @mira"]);
    await mira.page.locator(".badge").waitFor({ state: "detached" });
    owner.close();
  });

  test("a long history: the document stays small, and reading far back moves nothing", async () => {
    const owner = await join("olga");
    const sent = Array.from({ length: 450 }, (_, index) =>
      owner.request("message_new", { channel: "general", content: `number ${index}` }),
    );
    await Promise.all(sent);
    const { page, sees } = await enter("mira");
    await sees("number 449");
    const first = () => page.locator(".message-rows .markdown").first().innerText();
    const count = () => page.locator("[data-id]").count();
    const tools = await page.context().newCDPSession(page);
    /** Nodes that are in memory, in the document or not. */
    const nodes = async () => {
      await tools.send("HeapProfiler.collectGarbage");
      return (await tools.send("Memory.getDOMCounters")).nodes;
    };
    const nodesBefore = await nodes();
    for (let oldest = await first(); oldest !== "number 0"; ) {
      await page.locator(".messages").evaluate((element) => element.scrollTo(0, -element.scrollHeight));
      await page.waitForFunction(
        (before) => document.querySelector(".message-rows .markdown")?.textContent !== before,
        oldest,
      );
      oldest = await first();
      expect(await count()).toBeLessThanOrEqual(120);
    }
    expect(await nodes()).toBeLessThan(nodesBefore + 1500);
    await owner.request("message_new", { channel: "general", content: "while reading" });
    await page.getByText("1 new message").click();
    await sees("while reading");
    expect(await count()).toBeLessThanOrEqual(120);
    owner.close();
  });

  test("a picture is added, shown to the others, and opens in full", async () => {
    const mira = await enter("mira");
    const noah = await enter("noah");
    const buffer = Buffer.from(drawPng(640, 480, () => [20, 120, 90]));
    await mira.page.setInputFiles("input[type=file]", { name: "plan.png", mimeType: "image/png", buffer });
    await mira.page.locator(".uploads", { hasText: "plan.png" }).waitFor();
    await mira.page.locator(".send:enabled").waitFor();
    await mira.page.locator(".uploads progress").waitFor({ state: "detached" });
    await mira.say("the plan");
    await noah.sees("the plan");
    await noah.page.locator(".picture img").evaluate((image: HTMLImageElement) => image.decode());
    await noah.page.click(".picture");
    const full = noah.page.locator(".lightbox img");
    expect(
      await full.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBe(640);
    await noah.page.keyboard.press("Escape");
    await noah.page.locator(".lightbox").waitFor({ state: "detached" });
  });

  test("a file that is not taken says why, and can be removed", async () => {
    await server.reconfigure({ attachments: { max_size: 1000 } });
    const { page } = await enter("mira");
    const buffer = Buffer.alloc(2000);
    await page.setInputFiles("input[type=file]", { name: "big.bin", mimeType: "text/plain", buffer });
    await page.locator(".uploads", { hasText: "larger than 1 kB" }).waitFor();
    await page.click("button[aria-label='Remove big.bin']");
    await page.locator(".uploads").waitFor({ state: "detached" });
  });

  test("below a path of a proxy it loads, chats and shows pictures", async () => {
    await using proxy = startPathProxy("/chat", () => server.url);
    const mira = await people.enter({ url: `${proxy.url}/chat/` }, "mira");
    here.push(mira);
    const buffer = Buffer.from(drawPng(64, 48, () => [20, 120, 90]));
    await mira.page.setInputFiles("input[type=file]", { name: "plan.png", mimeType: "image/png", buffer });
    await mira.page.locator(".uploads progress").waitFor({ state: "detached" });
    await mira.say("through the proxy");
    await mira.page.locator("[data-id] .picture img").evaluate((image: HTMLImageElement) => image.decode());
    expect(mira.page.url()).toStartWith(`${proxy.url}/chat/`);
  });

  test("what people write stays text, and runs nothing", async () => {
    const mira = await enter("mira");
    const owner = await join("olga");
    const nasty = [
      "<img src=x onerror=window.ran=1><script>window.ran=1</script>",
      "[x](javascript:window.ran=1)",
      `\u202e${"z\u0300\u0301\u0302\u0303\u0304".repeat(40)} ${"w".repeat(1500)}`,
      "***||~~`a`~~||***\n> > > > > deep\n- \n```\nopen",
    ];
    for (const content of nasty) await owner.request("message_new", { channel: "general", content });
    await mira.sees("open");
    const found = await mira.page.evaluate(() => ({
      ran: "ran" in window,
      tags: document.querySelectorAll(".message-text :is(img, script, iframe)").length,
      links: [...document.querySelectorAll<HTMLAnchorElement>(".message-text a")].map(({ href }) => href),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      inner: (() => {
        const list = document.querySelector(".messages");
        return list ? list.scrollWidth - list.clientWidth : -1;
      })(),
    }));
    expect(found).toEqual({ ran: false, tags: 0, links: [], overflow: 0, inner: 0 });
    owner.close();
  });

  test("a phone: drawers that close, and a composer in sight", async () => {
    const person = await people.enter(server, "mira", { width: 390, height: 844 });
    here.push(person);
    const { page } = person;
    const sidebar = page.locator(".sidebar");
    expect(await sidebar.isVisible()).toBe(false);
    await page.click("button[aria-label='Show channels']");
    await sidebar.waitFor();
    await page.click(".place");
    await sidebar.waitFor({ state: "hidden" });
    await page.click("button[aria-label='Show members']");
    await page.locator(".members").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".members").waitFor({ state: "hidden" });
    const box = await page.locator("#composer").boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
