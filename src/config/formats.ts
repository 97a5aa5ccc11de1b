/** Formats of texts in config.json. */
import { isIP } from "node:net";
import { FormatRegistry } from "@sinclair/typebox";

/** A public address may be written `https://`, `http://`, `wss://`, `ws://` or as a bare host. */
export function parsePublicUrl(text: string): URL | null {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  return url && /^(https?|wss?):$/.test(url.protocol) && url.hostname !== "" ? url : null;
}

function isAddressRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isOriginPattern(text: string): boolean {
  if (text === "*" || text === "null") return true;
  const origin = text.replace("://*.", "://");
  return URL.parse(origin)?.origin === origin && /^https?:/.test(origin);
}

/** Reorders what stands around a text. Marks of a direction, which names of some languages need, are none of these. */
const turning = /[\u202a-\u202e]/;
const isolates = /[\u2066-\u2069]/;

/** Text formats: how each is checked, and the words for an error. */
export const formats: Readonly<Record<string, { expected: string; test: (text: string) => boolean }>> = {
  "http-url": {
    expected: "an http:// or https:// URL",
    test: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
  },
  "public-url": {
    expected: "a public address such as https://chat.example",
    test: (text) => parsePublicUrl(text) !== null,
  },
  // Only characters that need no percent-encoding: clients put it into a query string as it is.
  "https-origin": {
    expected: "https://HOST or https://HOST:PORT in lower case, without a path or a slash at the end",
    test: (text) => /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.parse(text)?.origin === text,
  },
  origin: {
    expected:
      'an origin such as https://chat.example without a path, https://*.chat.example for all below it, "null" or "*"',
    test: isOriginPattern,
  },
  "address-range": {
    expected: "an IP address such as 10.0.0.7 or a range such as 10.0.0.0/8",
    test: isAddressRange,
  },
  contact: {
    expected: "mailto: with a mail address, or an https:// URL",
    test: (text) =>
      /^mailto:[^\s@<>"]+@[^\s@<>"]+$/.test(text) || (/^https:\/\//.test(text) && URL.canParse(text)),
  },
  "rgb-color": {
    expected: "a colour such as #2259c7",
    test: (text) => /^#[0-9a-f]{6}$/i.test(text),
  },
  host: {
    expected: "a host name or IP address, with or without a port: push.lan, 10.0.0.7:8080, [fd00::7]",
    test: (text) => URL.parse(`http://${text}/`)?.host === text.replace(/:80$/, "").toLowerCase(),
  },
  "one-line": {
    expected: "a text of at most 2000 characters on one line, without control characters",
    test: (text) => !/[\p{Cc}\u2028\u2029]/u.test(text) && !turning.test(text) && !isolates.test(text),
  },
  // As descriptions are kept: isolates that are closed are useful in several lines.
  lines: {
    expected: "a text of at most 2000 characters without control characters",
    test: (text) => !/[^\P{Cc}\n\t]/u.test(text) && !turning.test(text),
  },
  // The text of a key would be repeated by every error that names the file.
  "file-name": {
    expected: "the name of a file",
    test: (text) => text !== "" && !/-----BEGIN|[\r\n]/.test(text),
  },
};
for (const [name, { test }] of Object.entries(formats)) FormatRegistry.Set(name, test);
