/** What a client in a browser does, on a page of another origin: sockets, requests, images. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Browser, hasBrowser, openBrowser } from "./support/browser.ts";
import { drawPng } from "./support/media-files.ts";
import { gif } from "./support/small-pictures.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { upload } from "./support/uploads.ts";

describe.skipIf(!hasBrowser)("in Chromium", () => {
  let browser: Browser;
  let town: Town;
  let olga: Member;
  let page: Page;
  /** Of the server's HTTP routes. */
  let base: string;

  beforeAll(async () => {
    browser = await openBrowser({ "/worker.js": "" });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    town = await openTown({
      config: {
        attachments: { allowed_types: ["image/*", "text/*"] },
        push: { contact: "mailto:admin@chat.example" },
      },
    });
    [olga] = await town.people("olga");
    page = await browser.page();
    base = town.server.url.replace(/^ws/, "http").replace(/\/$/, "");
  });
  afterEach(async () => {
    await page.context().close();
    await town.close();
  });

  /** Logs in as this account, and leaves the socket on the page as `socket`. */
  async function logIn(name: string): Promise<void> {
    const account = town.rotur.account(name);
    await page.exposeFunction("validatorFor", account.validatorFor);
    await page.evaluate(async (url) => {
      const globals = globalThis as unknown as Globals;
      const socket = new WebSocket(url);
      const waiting: { cmd: string; give(packet: Packet): void }[] = [];
      globals.socket = socket;
      globals.next = (cmd) => new Promise((give) => waiting.push({ cmd, give }));
      socket.onmessage = ({ data }) => {
        const packet = JSON.parse(data) as Packet;
        const nth = waiting.findIndex(({ cmd }) => cmd === packet.cmd);
        if (nth >= 0) waiting.splice(nth, 1)[0]?.give(packet);
      };
      const { val } = await globals.next("handshake");
      globals.key = (val as { validator_key: string }).validator_key;
      const ready = globals.next("ready");
      const validator = await globals.validatorFor(globals.key);
      socket.send(JSON.stringify({ cmd: "auth", validator }));
      await ready;
    }, town.server.url);
  }

  test("a page connects, logs in, and its message reaches the others", async () => {
    await logIn("mira");
    await olga.news();
    await page.evaluate(async () => {
      const { socket, next } = globalThis as unknown as Globals;
      const sent = next("message_new");
      socket.send(JSON.stringify({ cmd: "message_new", channel: "general", content: "from a page" }));
      await sent;
    });
    expect(await olga.news()).toMatchObject([
      { cmd: "message_new", message: { user: "mira", content: "from a page" } },
    ]);
  });

  test("a page reads /info, and the status of an error", async () => {
    const answer = await page.evaluate(async (base) => {
      const info = await fetch(`${base}/info`);
      const missing = await fetch(`${base}/nothing`);
      return { server: ((await info.json()) as { server: object }).server, status: missing.status };
    }, base);
    expect(answer).toMatchObject({ server: { name: expect.any(String) }, status: 404 });
  });

  test("a page shows an emoji, and fetches it with its type, size and tag", async () => {
    const { fileName } = await olga.request("emoji_add", { name: "tea", image: gif });
    const seen = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const answer = await fetch(url);
      const { size } = await answer.blob();
      const names = ["Content-Type", "Content-Length", "ETag", "Accept-Ranges"];
      return { width: image.naturalWidth, size, headers: names.map((name) => answer.headers.get(name)) };
    }, `${base}/emojis/${fileName}`);
    expect(seen.width).toBeGreaterThan(0);
    expect(seen.headers).toEqual(["image/gif", `${seen.size}`, expect.any(String), "bytes"]);
  });

  test("a page uploads a picture by the validator of its login, shows it, and sends it", async () => {
    await logIn("mira");
    await olga.news();
    const picture = Buffer.from(drawPng(40, 30, () => [20, 120, 90])).toString("base64");
    const shown = await page.evaluate(
      async ({ base, picture }) => {
        const { key, validatorFor, socket, next } = globalThis as unknown as Globals;
        const answer = await fetch(`${base}/attachments/upload`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            validator_key: key,
            validator: await validatorFor(key),
            file: `data:image/png;base64,${picture}`,
            name: "plan.png",
            mime_type: "image/png",
            channel: "general",
          }),
        });
        const { attachment } = (await answer.json()) as { attachment: { id: string; url: string } };
        const image = new Image();
        image.src = attachment.url;
        await image.decode();
        const { size } = await (await fetch(attachment.url)).blob();
        const sent = next("message_new");
        const content = { channel: "general", content: "look", attachments: [{ id: attachment.id }] };
        socket.send(JSON.stringify({ cmd: "message_new", ...content }));
        await sent;
        return { status: answer.status, width: image.naturalWidth, size };
      },
      { base, picture },
    );
    expect(shown).toMatchObject({ status: 201, width: 40 });
    const [event] = await olga.news();
    expect(event).toMatchObject({
      cmd: "message_new",
      message: { content: "look", attachments: [{ name: "plan.png", size: shown.size, width: 40 }] },
    });
  });

  test.each(["page.html", "picture.svg"])(
    "SVG and HTML served as active content: the script in %s does not run",
    async (name) => {
      const script = `<script>opened=1;fetch("${browser.origin}/ran")</script>`;
      const text = name.endsWith("svg")
        ? `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`
        : `<!doctype html><html><body>${script}</body></html>`;
      const attachment = await upload(olga, town.server.url, { bytes: Buffer.from(text), name });
      const ran: string[] = [];
      page.on("request", (request) => ran.push(request.url()));
      // A download ends the navigation, which is fine.
      await page.goto(attachment.url).catch(() => {});
      const state = await page.evaluate(() => (globalThis as { opened?: number }).opened ?? "never");
      expect(state).toBe("never");
      expect(ran.filter((url) => url.endsWith("/ran"))).toEqual([]);
      // In a frame of another page, which shows what it can.
      await page.goto(browser.origin);
      await page.setContent(`<iframe src="${attachment.url}"></iframe>`);
      await page.waitForLoadState("networkidle");
      expect(ran.filter((url) => url.endsWith("/ran"))).toEqual([]);
    },
  );

  test("a page may subscribe to web push with the server's key, and its subscription is taken", async () => {
    await page.context().grantPermissions(["notifications"], { origin: browser.origin });
    await logIn("mira");
    const subscribed = await page.evaluate(async () => {
      const { socket, next, navigator } = globalThis as unknown as Globals;
      const ask = async (cmd: string, answer: string, fields: object = {}) => {
        const coming = next(answer);
        socket.send(JSON.stringify({ cmd, ...fields }));
        return coming;
      };
      const { key = "" } = await ask("push_get_vapid", "push_vapid");
      await navigator.serviceWorker.register("/worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      // This browser reaches no push service. It looks at the key before it asks one.
      const outcome = async (applicationServerKey: string) =>
        pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).then(
          () => "subscribed",
          (error: Error) => error.name,
        );
      const outcomes = [await outcome(key), await outcome(key.slice(4))];

      const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
        "deriveBits",
      ]);
      const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
      const base64url = (bytes: Uint8Array) =>
        btoa(String.fromCharCode(...bytes))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replaceAll("=", "");
      const keys = { p256dh: base64url(point), auth: base64url(crypto.getRandomValues(new Uint8Array(16))) };
      // As `toJSON` gives it.
      const subscription = { endpoint: "https://push.example/abc", expirationTime: null, keys };
      return { outcomes, answer: await ask("push_subscribe", "push_subscribed", { subscription }) };
    });
    expect(subscribed.outcomes).toEqual(["AbortError", "InvalidAccessError"]);
    expect(subscribed.answer).toMatchObject({ success: true });
  });

  test("a page posts to a webhook after the preflight", async () => {
    const { webhook } = await olga.request("webhook_create", { channel: "general", name: "CI" });
    const status = await page.evaluate(async (url) => {
      const body = JSON.stringify({ content: "built" });
      const headers = { "Content-Type": "application/json" };
      return (await fetch(url, { method: "POST", headers, body })).status;
    }, `${base}/webhooks?token=${webhook.token}`);
    expect(status).toBe(204);
    expect(await olga.news()).toContainEqual(expect.objectContaining({ cmd: "message_new" }));
  });
});

/** Of the page, which the types of the server's runtime don't have. */
declare const Image: new () => { src: string; readonly naturalWidth: number; decode(): Promise<void> };

interface Packet {
  readonly cmd: string;
  readonly val?: unknown;
  /** Of `push_vapid`. */
  readonly key?: string;
}

/** The part of the page's `navigator` that push needs. */
interface PageNavigator {
  readonly serviceWorker: {
    register(script: string): Promise<unknown>;
    readonly ready: Promise<{
      readonly pushManager: { subscribe(options: object): Promise<unknown> };
    }>;
  };
}

/** What `logIn` puts onto the page. */
interface Globals {
  socket: WebSocket;
  /** Of this connection, for validators. */
  key: string;
  next(cmd: string): Promise<Packet>;
  validatorFor(key: string): Promise<string>;
  readonly navigator: PageNavigator;
}
