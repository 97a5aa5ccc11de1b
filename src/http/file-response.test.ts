/** Copies and parts of files, by RFC 9110. */
import { expect, test } from "bun:test";
import { answerWithoutBytes, fileResponse, type ServedFile } from "./file-response.ts";

const modifiedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const modified = "Fri, 02 Jan 2026 03:04:05 GMT";
const file: ServedFile = { type: "text/plain", version: "v1", modifiedAt, maxAge: 3600 };
const bytes = new Blob(["0123456789"]);

function ask(headers: Record<string, string> = {}, method = "GET", served = file) {
  return fileResponse(new Request("http://chat.example/f", { method, headers }), served, bytes);
}

test("a file comes with what caches and players need, and a browser runs nothing in it", async () => {
  const answer = ask();
  expect([answer.status, await answer.text()]).toEqual([200, "0123456789"]);
  expect(Object.fromEntries(answer.headers)).toEqual({
    "content-type": "text/plain",
    etag: '"v1"',
    "last-modified": modified,
    "cache-control": "public, max-age=3600",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-length": "10",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
  });
});

test("an address that never leads to other bytes may be kept for a year", () => {
  const { version, type } = file;
  const { headers } = ask({}, "GET", { version, type, maxAge: "forever" });
  expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(headers.has("last-modified")).toBe(false);
});

test.each<[Record<string, string>, number]>([
  [{ "If-None-Match": '"v1"' }, 304],
  [{ "If-None-Match": '"v0", W/"v1"' }, 304],
  [{ "If-None-Match": "*" }, 304],
  [{ "If-None-Match": '"v0"' }, 200],
  [{ "If-None-Match": '"v0"', "If-Modified-Since": modified }, 200],
  [{ "If-Modified-Since": modified }, 304],
  [{ "If-Modified-Since": "Fri, 02 Jan 2026 03:04:04 GMT" }, 200],
  [{ "If-Modified-Since": "yesterday" }, 200],
  [{ "If-None-Match": '"v1"', Range: "bytes=0-1" }, 304],
])("%p is answered with %p", async (headers, status) => {
  for (const method of ["GET", "HEAD"]) {
    const answer = ask(headers, method);
    expect([method, answer.status, answer.headers.get("etag")]).toEqual([method, status, '"v1"']);
    expect(await answer.text()).toBe(status === 304 || method === "HEAD" ? "" : "0123456789");
  }
});

test.each([
  ["bytes=0-3", "0123", "bytes 0-3/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=7-99", "789", "bytes 7-9/10"],
  ["bytes=-2", "89", "bytes 8-9/10"],
  ["bytes=-99", "0123456789", "bytes 0-9/10"],
  ["Bytes = 4-4", "4", "bytes 4-4/10"],
])("%p gets %p", async (range, text, stands) => {
  const answer = ask({ Range: range });
  expect([answer.status, await answer.text()]).toEqual([206, text]);
  expect(answer.headers.get("content-range")).toBe(stands);
  expect(answer.headers.get("content-type")).toBe("text/plain");
});

test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])("%p is none of it", (range) => {
  const answer = ask({ Range: range });
  expect([answer.status, answer.headers.get("content-range")]).toEqual([416, "bytes */10"]);
});

test.each([
  "bytes=",
  "bytes=-",
  "bytes=5-4",
  "bytes=0-1,4-5",
  "lines=1-2",
  "bytes=a-b",
  "bytes=0-99999999999999999",
])("%p gets all of it", async (range) => {
  const answer = ask({ Range: range });
  expect([answer.status, await answer.text()]).toEqual([200, "0123456789"]);
});

test.each([
  ['"v1"', 206],
  [modified, 206],
  ['"v0"', 200],
  ['W/"v1"', 200],
  ["Fri, 02 Jan 2026 03:04:06 GMT", 200],
  ["soon", 200],
])("a part for a client with parts of %p is answered with %p", (condition, status) => {
  expect(ask({ Range: "bytes=0-1", "If-Range": condition }).status).toBe(status);
});

test("HEAD needs no bytes, and asks for no part", () => {
  const request = new Request("http://chat.example/f", { method: "HEAD", headers: { Range: "bytes=0-1" } });
  const known = answerWithoutBytes(request, { ...file, size: 10 });
  expect([known?.status, known?.headers.get("content-length")]).toEqual([200, "10"]);
  const unknown = answerWithoutBytes(request, { ...file, size: null });
  expect([unknown?.status, unknown?.headers.get("content-length")]).toEqual([200, null]);
});
