import { expect, test } from "bun:test";
import fc from "fast-check";
import { createAddressRules, parseAddress } from "./address.ts";

const trusted = ["127.0.0.1", "::1", "10.0.0.0/8", "2001:db8::/32"];
const proxy = "10.0.0.1";
const untrusted = "203.0.113.9";

const rows: readonly {
  when: string;
  peer: string;
  forwarded?: string;
  cloudflare?: string;
  client: string;
}[] = [
  { when: "nothing is forwarded", peer: untrusted, client: untrusted },
  { when: "an untrusted peer claims to forward", peer: untrusted, forwarded: "1.1.1.1", client: untrusted },
  {
    when: "an untrusted peer claims to be Cloudflare",
    peer: untrusted,
    cloudflare: "1.1.1.1",
    client: untrusted,
  },
  { when: "a proxy forwards", peer: proxy, forwarded: "1.1.1.1", client: "1.1.1.1" },
  { when: "a proxy forwards nothing", peer: proxy, client: proxy },
  { when: "a proxy forwards an empty header", peer: proxy, forwarded: "", client: proxy },
  { when: "two proxies forward", peer: proxy, forwarded: "1.1.1.1, 10.0.0.2", client: "1.1.1.1" },
  { when: "the client wrote the beginning", peer: proxy, forwarded: "8.8.8.8, 1.1.1.1", client: "1.1.1.1" },
  {
    when: "the client wrote a trusted address",
    peer: proxy,
    forwarded: "127.0.0.1, 1.1.1.1",
    client: "1.1.1.1",
  },
  {
    when: "the client wrote a whole chain",
    peer: proxy,
    forwarded: "8.8.8.8, 10.0.0.3, 1.1.1.1, 10.0.0.2",
    client: "1.1.1.1",
  },
  {
    when: "the client is on the proxies' network",
    peer: proxy,
    forwarded: "10.0.0.7, 10.0.0.2",
    client: "10.0.0.7",
  },
  { when: "a proxy wrote nonsense", peer: proxy, forwarded: "1.1.1.1, nonsense", client: "unknown" },
  {
    when: "a proxy before a proxy wrote nonsense",
    peer: proxy,
    forwarded: "_hidden, 10.0.0.2",
    client: "unknown",
  },
  { when: "spaces are missing", peer: proxy, forwarded: "8.8.8.8,1.1.1.1,10.0.0.2", client: "1.1.1.1" },
  { when: "Cloudflare's tunnel forwards", peer: "127.0.0.1", cloudflare: "1.1.1.1", client: "1.1.1.1" },
  {
    when: "a proxy passes on a Cloudflare header that the client made up",
    peer: proxy,
    forwarded: "1.1.1.1",
    cloudflare: "127.0.0.1",
    client: "1.1.1.1",
  },
  { when: "Cloudflare's header is nonsense", peer: proxy, cloudflare: "8.8.8.8, 1.1.1.1", client: "unknown" },
  { when: "a proxy writes a port", peer: proxy, forwarded: "203.0.113.41:5001", client: "203.0.113.41" },
  { when: "a proxy writes a port and IPv6", peer: proxy, forwarded: "[2A00:0::5]:5001", client: "2a00::5" },
  {
    when: "a trusted proxy writes ports",
    peer: proxy,
    forwarded: "1.1.1.1:9, 10.0.0.2:80",
    client: "1.1.1.1",
  },
  { when: "a list has empty entries", peer: proxy, forwarded: " , 1.1.1.1, ,", client: "1.1.1.1" },
  { when: "a client has IPv6", peer: "::1", forwarded: "2a00::5", client: "2a00::5" },
  {
    when: "an IPv6 proxy forwards for another",
    peer: "2001:db8::1",
    forwarded: "2a00::5, 2001:db8::2",
    client: "2a00::5",
  },
  {
    when: "an untrusted IPv6 peer claims to forward",
    peer: "2a00::6",
    forwarded: "1.1.1.1",
    client: "2a00::6",
  },
  { when: "IPv4 comes over an IPv6 socket", peer: "::ffff:203.0.113.9", client: untrusted },
  {
    when: "a proxy comes over an IPv6 socket",
    peer: "::ffff:10.0.0.1",
    forwarded: "1.1.1.1",
    client: "1.1.1.1",
  },
  { when: "a proxy writes IPv4 as IPv6", peer: proxy, forwarded: "::FFFF:1.1.1.1", client: "1.1.1.1" },
];
for (const { when, peer, forwarded, cloudflare, client } of rows) {
  test(`${when}: ${client}`, () => {
    const headers = new Headers({
      ...(forwarded !== undefined && { "X-Forwarded-For": forwarded }),
      ...(cloudflare !== undefined && { "CF-Connecting-IP": cloudflare }),
    });
    expect(createAddressRules(trusted).clientOf(peer, headers).address).toBe(client);
  });
}

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["192.0.2.7:65535", "192.0.2.7"],
  ['"192.0.2.7:80"', "192.0.2.7"],
  ["2001:DB8:0:0::1", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ['"[2001:db8::1]:443"', "2001:db8::1"],
  ["2001:db8:0:0:0:0:0:1:5001", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["[::ffff:192.0.2.7]:5001", "192.0.2.7"],
  ["::ffff:192.0.2.7:5001", "192.0.2.7"],
  ["", null],
  ["unknown", null],
  ["_hidden", null],
  ["192.0.2.7:", null],
  ["192.0.2.7:port", null],
  ["192.0.2.7:123456", null],
  ["192.0.2", null],
  ["192.0.2.256", null],
  ["[192.0.2.7]:80", null],
  ["[2001:db8::1", null],
  ["[2001:db8::1]:", null],
  ["[]", null],
  ["chat.example", null],
])("%p is read as %p", (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

const noHeaders = new Headers();

test("addresses and ranges are trusted, others are not", () => {
  const { clientOf } = createAddressRules(trusted);
  const inside = ["127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "10.255.0.1", "2001:db8:ffff::1", "::ffff:10.0.0.1"];
  const outside = ["127.0.0.2", "::2", "11.0.0.1", "2001:db9::1", "", "unknown", "10.0.0", "fe80::1%eth0"];
  expect(inside.filter((address) => !clientOf(address, noHeaders).trusted)).toEqual([]);
  expect(outside.filter((address) => clientOf(address, noHeaders).trusted)).toEqual([]);
});

test("an entry that can't be read is never trusted, whatever the proxy", () => {
  const headers = new Headers({ "X-Forwarded-For": "10.0.0.3:http" });
  const client = { address: "unknown", trusted: false, forwarded: true };
  expect(createAddressRules(trusted).clientOf(proxy, headers)).toEqual(client);
});

test("without trusted proxies nobody's headers count", () => {
  const { clientOf } = createAddressRules([]);
  const headers = new Headers({ "X-Forwarded-For": "1.1.1.1", "CF-Connecting-IP": "1.1.1.1" });
  const client = { address: "127.0.0.1", trusted: false, forwarded: false };
  expect(clientOf("127.0.0.1", headers)).toEqual(client);
});

test("whatever a client writes before its own address changes nothing", () => {
  const rules = createAddressRules(trusted);
  const part = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("unknown", "", "10.0.0.9", "::1"), fc.string());
  fc.assert(
    fc.property(fc.array(part), (made) => {
      const written = made.join(",").replace(/[^\x20-\x7e]/g, "");
      const headers = new Headers({ "X-Forwarded-For": `${written}, ${untrusted}, 10.0.0.2` });
      expect(rules.clientOf(proxy, headers).address).toBe(untrusted);
    }),
    { seed: 1 },
  );
});
