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
  fetch(`${target.url}/page/rotur-validator`, { method: "POST", body: JSON.stringify(body) });

test("the server asks Rotur for the validator, and says what went wrong", async () => {
  const mira = rotur.account("mira");
  const key = "originChats-abc";
  const made = await ask({ token: mira.token, key });
  expect([made.status, await made.json()]).toEqual([200, { validator: mira.validatorFor(key) }]);
  expect(made.headers.get("cache-control")).toBe("no-store");
  expect(made.headers.get("access-control-allow-origin")).toBe(null);
  expect((await ask({ token: "wrong", key })).status).toBe(403);
  for (const body of [
    { token: mira.token, key: "another-service" },
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

test("without an answer of Rotur it is 502; a server without Rotur has no such route", async () => {
  const config = { rotur: { base_url: "http://127.0.0.1:9" } };
  const alone = await startTestServer({ config });
  expect((await ask({ token: "t", key: "originChats-abc" }, alone)).status).toBe(502);
  await alone.reconfigure({ ...config, auth_mode: "cracked-only" });
  expect((await ask({ token: "t", key: "originChats-abc" }, alone)).status).toBe(404);
  await alone.dispose();
});

describe.skipIf(!hasBrowser)("in Chromium (needs it as /usr/bin/chromium)", () => {
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
});
