/** The server's address as clients are told it. */
import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../config/load.ts";
import { assetWarnings, baseUrl, serverFace } from "./server-assets.ts";

function configWith(server: { url?: string | null; icon?: string; banner?: string }) {
  const parsed = parseConfig(JSON.stringify({ server }));
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
  const config = configWith({ url: written });
  expect(serverFace(config, "/nowhere", listening).url).toBe(told);
  expect(baseUrl(config, listening)).toBe(files);
});

test("a picture whose file is missing is told as none, and warned of until the file is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "assets-"));
  try {
    const config = configWith({ icon: "logo.png", banner: "https://x.example/banner.png" });
    const face = () => serverFace(config, folder, "http://127.0.0.1:5613");
    expect(face()).toMatchObject({ icon: null, banner: "https://x.example/banner.png" });
    expect(assetWarnings(config, folder)).toEqual([
      "server.icon: there is no file 'logo.png' in db/serverAssets; clients get no icon",
    ]);
    mkdirSync(join(folder, "db", "serverAssets"), { recursive: true });
    writeFileSync(join(folder, "db", "serverAssets", "logo.png"), "picture");
    expect(face().icon).toStartWith("http://127.0.0.1:5613/server-assets/icon?v=");
    expect(assetWarnings(config, folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
