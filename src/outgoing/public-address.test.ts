import { expect, test } from "bun:test";
import fc from "fast-check";
import { isPublicAddress } from "./public-address.ts";

test("SSRF: IPv4 addresses that aren't public", () => {
  for (const address of [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
  ]) {
    expect(`${address} ${isPublicAddress(address)}`).toBe(`${address} false`);
  }
});

test("SSRF: IPv6 forms of private addresses", () => {
  for (const address of [
    "::",
    "::1",
    "0:0:0:0:0:0:0:1",
    // Mapped, compatible, translated and NAT64 forms, in both notations.
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    // 6to4, Teredo, ISATAP on a link.
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::5efe:10.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
  ]) {
    expect(`${address} ${isPublicAddress(address)}`).toBe(`${address} false`);
  }
});

test("public addresses", () => {
  for (const address of ["1.1.1.1", "100.63.255.255", "172.32.0.1", "223.255.255.255", "11.0.0.1"]) {
    expect(isPublicAddress(address)).toBe(true);
  }
  for (const address of [
    "2606:4700:4700::1111",
    "2a00:1450:4001:800::200e",
    "2001:4860:4860::8888",
    "2001:200::1",
  ]) {
    expect(isPublicAddress(address)).toBe(true);
  }
});

test("what is no address isn't public", () => {
  for (const text of [
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "1.2.3.4.5",
    "[::1]",
    "1.1.1.1 ",
  ]) {
    expect(isPublicAddress(text)).toBe(false);
  }
  fc.assert(fc.property(fc.ipV4(), (address) => !isPublicAddress(`::ffff:${address}`)));
  fc.assert(fc.property(fc.ipV6(), (address) => typeof isPublicAddress(address) === "boolean"));
});
