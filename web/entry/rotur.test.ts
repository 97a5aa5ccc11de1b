/** Logging in with Rotur on the page, against a stand-in for the service. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { type FakeRotur, startFakeRotur } from "../../tests/support/fake-rotur.ts";
import { openPeople, type People } from "../../tests/support/page.ts";
import { startTestServer, type TestServer } from "../../tests/support/server.ts";

let rotur: FakeRotur;
let server: TestServer;
beforeAll(async () => {
  rotur = startFakeRotur();
  server = await startTestServer({ config: { auth_mode: "rotur", rotur: { base_url: rotur.url } } });
});
afterAll(async () => {
  await server.dispose();
  await rotur.stop();
});

const ask = (body: unknown, target = server) =>
  fetch(`${target.url}/page/rotur-validator`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** The key of a new connection, which stays open. */
function openKey(target: TestServer): Promise<string> {
  const socket = new WebSocket(target.ws);
  return new Promise((resolve, reject) => {
    socket.onerror = reject;
    socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)).val.validator_key);
  });
}

test("the server asks Rotur for the validator, and says what went wrong", async () => {
  const mira = rotur.account("mira");
  const key = await openKey(server);
  const made = await ask({ token: mira.token, key });
  expect([made.status, await made.json()]).toEqual([200, { validator: mira.validatorFor(key) }]);
  expect(made.headers.get("cache-control")).toBe("no-store");
  expect(made.headers.get("access-control-allow-origin")).toBe(null);
  expect((await ask({ token: "wrong", key })).status).toBe(403);
  for (const body of [
    // Of another server.
    { token: mira.token, key: "originChats-abc" },
    { token: mira.token },
    { token: "a\nb", key },
    { token: 5, key },
    { token: "x".repeat(3000), key },
    [],
    null,
  ])
    expect((await ask(body)).status).toBe(400);
  // Ten at once are allowed, and these were nine.
  expect((await ask({ token: mira.token, key })).status).toBe(200);
  expect((await ask({ token: mira.token, key })).status).toBe(429);
});

test("pages of other hosts can't ask, nor use up anybody's budget", async () => {
  const town = await startTestServer({ config: { auth_mode: "rotur", rotur: { base_url: rotur.url } } });
  const url = `${town.url}/page/rotur-validator`;
  for (let count = 0; count < 12; count++) {
    // What a page may send to any host without asking.
    const headers = { "Content-Type": "text/plain", Origin: "https://evil.example" };
    expect((await fetch(url, { method: "POST", headers, body: "{}" })).status).toBe(415);
  }
  const preflight = await fetch(url, { method: "OPTIONS", headers: { Origin: "https://evil.example" } });
  expect(preflight.headers.get("access-control-allow-origin")).toBe(null);
  const { token } = rotur.account("olga");
  expect((await ask({ token, key: await openKey(town) }, town)).status).toBe(200);
  await town.dispose();
});

test("without an answer of Rotur it is 502; a server without Rotur has no such route", async () => {
  const config = { rotur: { base_url: "http://127.0.0.1:9" } };
  const alone = await startTestServer({ config });
  const key = await openKey(alone);
  expect((await ask({ token: "t", key }, alone)).status).toBe(502);
  await alone.reconfigure({ ...config, auth_mode: "cracked-only" });
  expect((await ask({ token: "t", key }, alone)).status).toBe(404);
  await alone.dispose();
});

describe.skipIf(!hasBrowser)("in Chromium", () => {
  let people: People;
  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());

  test("a token logs in, is remembered, and is forgotten with logging out", async () => {
    const town = await startTestServer({ config: { auth_mode: "cracked", rotur: { base_url: rotur.url } } });
    const noah = rotur.account("noah");
    const { page, complaints } = await people.open(town.url);
    await page.getByText("Log in with Rotur").click();
    await page.fill("[name=token]", "wrong");
    await page.press("[name=token]", "Enter");
    await page.getByText("Rotur does not accept this token").waitFor();
    await page.fill("[name=token]", noah.token);
    await page.press("[name=token]", "Enter");
    await page.waitForSelector("#composer");
    await page.reload();
    await page.waitForSelector("#composer");
    await page.getByRole("button", { name: "Your account and settings" }).click();
    await page.getByText("Log out").click();
    await page.waitForSelector("[name=username]");
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("rotur"))),
    ).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
    await town.dispose();
  });

  test("logging out ends the other tabs of the account too", async () => {
    const town = await startTestServer({ config: { auth_mode: "cracked", rotur: { base_url: rotur.url } } });
    const { page } = await people.open(town.url);
    await page.getByText("Log in with Rotur").click();
    await page.fill("[name=token]", rotur.account("nora").token);
    await page.press("[name=token]", "Enter");
    await page.waitForSelector("#composer");
    const other = await page.context().newPage();
    await other.goto(town.url);
    await other.waitForSelector("#composer");
    await page.getByRole("button", { name: "Your account and settings" }).click();
    await page.getByText("Log out").click();
    await other.waitForSelector("[name=username]");
    await page.context().close();
    await town.dispose();
  });
});
