import { expect, test } from "bun:test";
import { isLoopbackName, isPublicName, originAllowed } from "./origins.ts";

const nobody = { origin: null, host: null, forwarded: false };
const local = { origins: null, isPublic: false, publicHost: null };
const open = { ...local, isPublic: true };
const listed = {
  ...open,
  origins: ["https://chat.example", "https://*.tea.example"],
  publicHost: "my.example",
};

test.each([
  ["https://evil.example", false],
  ["http://evil.example:5613", false],
  ["null", false],
  ["garbage", false],
  ["", false],
  ["https://127.0.0.1.evil.example", false],
  ["https://localhost.evil.example", false],
  ["https://originchats.com.evil.example", false],
  ["https://evil-originchats.com", false],
  ["http://originchats.com", false],
  ["https://originchats.com", true],
  ["https://beta.originchats.com", true],
  ["http://127.0.0.1:5613", true],
  ["http://[::1]:3000", true],
  ["http://localhost:3000", true],
  ["https://client.localhost", true],
  ["app://chat", true],
  ["file://", true],
])("a server of this machine alone, the page %p: %p", (origin, allowed) => {
  // Its own name made to lead here (DNS rebinding) helps no page.
  const host = URL.parse(origin)?.host ?? null;
  expect(originAllowed({ origin, host, forwarded: false }, local)).toBe(allowed);
});

test("the same server through a proxy, and a public server: any page", () => {
  const asked = { ...nobody, origin: "https://evil.example" };
  expect(originAllowed({ ...asked, forwarded: true }, local)).toBe(true);
  expect(originAllowed(asked, open)).toBe(true);
});

test.each([
  ["https://chat.example", true],
  ["HTTPS://CHAT.example", true],
  ["https://a.tea.example", true],
  ["https://a.b.tea.example", true],
  ["https://tea.example", false],
  ["http://a.tea.example", false],
  ["https://eviltea.example", false],
  ["http://chat.example", false],
  ["https://other.example", false],
  ["null", false],
  ["https://my.example", true],
  ["http://192.0.2.7:5613", true],
  ["app://chat", true],
])("a list of origins, the page %p: %p", (origin, allowed) => {
  expect(originAllowed({ origin, host: URL.parse(origin)?.host ?? null, forwarded: true }, listed)).toBe(
    allowed,
  );
});

test("a client without an origin is not a page", () => {
  for (const settings of [local, open, listed, { ...local, origins: [] }]) {
    expect(originAllowed(nobody, settings)).toBe(true);
  }
});

test("names of this machine, and names that others can let lead to it", () => {
  const loopback = ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "a.LOCALHOST"];
  const others = ["0.0.0.0", "::", "192.168.0.1", "127.0.0.1.example", "localhost.example", ""];
  expect(loopback.filter((name) => !isLoopbackName(name))).toEqual([]);
  expect(others.filter(isLoopbackName)).toEqual([]);
  expect(
    ["chat.example", "chat.example:5613", "127.0.0.1.example"].filter((host) => !isPublicName(host)),
  ).toEqual([]);
  const own = [
    "127.0.0.1:5613",
    "[::1]:80",
    "localhost",
    "a.localhost:1",
    "chat:5613",
    "192.0.2.7",
    "",
    "[::",
  ];
  expect(own.filter(isPublicName)).toEqual([]);
});
