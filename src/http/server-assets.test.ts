/** The server's address as clients are told it. */
import { expect, test } from "bun:test";
import { parseConfig } from "../config/load.ts";
import { baseUrl, serverFace } from "./server-assets.ts";

function configWith(url: string | null) {
  const parsed = parseConfig(JSON.stringify({ server: { url } }));
  if (!("config" in parsed)) throw new Error(parsed.problems.join(" "));
  return parsed.config;
}

test.each([
  ["chat.example", "https://chat.example", "https://chat.example"],
  ["Chat.Example:8443/", "https://chat.example:8443", "https://chat.example:8443"],
  ["https://chat.example/", "https://chat.example", "https://chat.example"],
  ["https://chat.example:443/Sub/", "https://chat.example/Sub", "https://chat.example/Sub"],
  ["http://chat.example", "http://chat.example", "http://chat.example"],
  ["wss://chat.example", "wss://chat.example", "https://chat.example"],
  ["WS://chat.example:5613", "ws://chat.example:5613", "http://chat.example:5613"],
  [null, null, "http://127.0.0.1:5613"],
])("`server.url` %p is told as %p, and files lie at %p", (written, told, files) => {
  const listening = "http://127.0.0.1:5613";
  const config = configWith(written);
  expect(serverFace(config, "/nowhere", listening).url).toBe(told);
  expect(baseUrl(config, listening)).toBe(files);
});
