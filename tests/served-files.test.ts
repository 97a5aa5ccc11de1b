/** Files over HTTP from a real server: copies, parts, and a new address for a new icon. */
import { afterEach, expect, test } from "bun:test";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endAll } from "./support/endings.ts";
import { start } from "./support/peers.ts";

afterEach(endAll);

async function withIcon(text: string) {
  const server = await start({ config: { server: { icon: "icon.png" } } });
  const folder = join(server.folder, "db", "serverAssets");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "icon.png");
  writeFileSync(file, text);
  const address = async () => {
    const told = (await (await fetch(`${server.url}/info`)).json()) as { server: { icon: string } };
    return told.server.icon;
  };
  return { file, address };
}

test("the server's icon is served with its type, to be kept for an hour, and nothing in it runs", async () => {
  const { address } = await withIcon("0123456789");
  const answer = await fetch(await address());
  expect([answer.status, await answer.text()]).toEqual([200, "0123456789"]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/png",
    "content-length": "10",
    "cache-control": "public, max-age=3600",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
  });
  const head = await fetch(await address(), { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
});

test("a client gets a part of the icon, and nothing if it has a copy", async () => {
  const { address } = await withIcon("0123456789");
  const url = await address();
  const whole = await fetch(url);
  const etag = whole.headers.get("etag") ?? "";
  const part = await fetch(url, { headers: { Range: "bytes=2-4", "If-Range": etag } });
  expect([part.status, part.headers.get("content-range"), part.headers.get("content-length")]).toEqual([
    206,
    "bytes 2-4/10",
    "3",
  ]);
  expect(await part.text()).toBe("234");
  const beyond = await fetch(url, { headers: { Range: "bytes=10-" } });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  for (const headers of [
    { "If-None-Match": etag },
    { "If-Modified-Since": whole.headers.get("last-modified") ?? "" },
  ]) {
    const copy = await fetch(url, { headers });
    expect([copy.status, copy.headers.get("etag"), await copy.text()]).toEqual([304, etag, ""]);
  }
});

test("a new icon has a new address, so that no cache shows the old one", async () => {
  const { file, address } = await withIcon("old");
  const before = await address();
  writeFileSync(file, "new");
  utimesSync(file, 1_800_000_000, 1_800_000_000);
  expect(await address()).not.toBe(before);
  expect(new URL(await address()).pathname).toBe(new URL(before).pathname);
});
