/**
 * The built-in page in Chromium, as one person has it: their own browser profile, at the server's own address.
 *
 * @example
 * const people = await openPeople();
 * const mira = await people.enter(server, "mira");
 * await mira.say("Good morning");
 * await people.close();
 */
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { fastestChromium, quiet } from "./browser.ts";

export interface Person {
  readonly page: Page;
  /** Types a message and sends it by Enter. */
  say(text: string): Promise<void>;
  /** Waits until the list of messages shows the text. */
  sees(text: string): Promise<void>;
  /** The texts in the list of messages, oldest first. */
  messages(): Promise<string[]>;
  /** What the console complained of, and requests to other hosts. */
  readonly complaints: readonly string[];
}

interface Profile {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
  readonly locale?: string;
  /** Fingers press, as on a phone. */
  readonly hasTouch?: boolean;
  /** With the service worker. Default: the page comes from the server each time. */
  readonly worker?: boolean;
}

export interface People {
  /** Opens an address in a new profile. */
  open(url: string, profile?: Profile): Promise<Person>;
  /** Opens the server, makes an account, and waits for the chat. Its password is "tea and cake". */
  enter(server: { readonly url: string }, name: string, profile?: Profile): Promise<Person>;
  close(): Promise<void>;
}

/** @param executablePath the browser */
export async function openPeople(executablePath = fastestChromium): Promise<People> {
  const chrome = await chromium.launch({ executablePath, args: [...quiet] });

  async function open(url: string, profile: Profile = {}): Promise<Person> {
    const context = await chrome.newContext({
      viewport: { width: profile.width ?? 1280, height: profile.height ?? 800 },
      colorScheme: profile.theme ?? "light",
      locale: profile.locale ?? "en-GB",
      hasTouch: profile.hasTouch ?? false,
      reducedMotion: "reduce",
      serviceWorkers: profile.worker ? "allow" : "block",
    });
    const page = await context.newPage();
    // Shorter than the runner's, which would end the browser with the test and leave the next ones without.
    page.setDefaultTimeout(20_000);
    const complaints = watch(context, page, new URL(url).host);
    await page.goto(url);
    return {
      page,
      complaints,
      async say(text) {
        await page.fill("#composer", text);
        await page.press("#composer", "Enter");
      },
      sees: (text) => page.locator(".message-rows").getByText(text).first().waitFor(),
      messages: () => page.locator("[data-id] .markdown").allInnerTexts(),
    };
  }

  return {
    open,
    async enter(server, name, profile) {
      const person = await open(server.url, profile);
      const { page } = person;
      await page.click(".entry-other button");
      await page.fill("[name=username]", name);
      await page.fill("[name=password]", "tea and cake");
      await page.press("[name=password]", "Enter");
      await page.waitForSelector("#composer");
      return person;
    },
    close: () => chrome.close(),
  };
}

function watch(context: BrowserContext, page: Page, host: string): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  page.on("console", (line) => {
    const text = line.text();
    // Chromium itself tells of each request that fails, such as while the server restarts.
    const isNetwork = /^Failed to load resource|WebSocket connection to/.test(text);
    if (line.type() === "error" && !isNetwork) complaints.push(text);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    // After a restart the server may have another port.
    if (/^(http|ws)/.test(url.protocol) && url.hostname !== host.replace(/:\d+$/, ""))
      complaints.push(url.href);
  });
  return complaints;
}
