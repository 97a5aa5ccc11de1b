/** Files and values that are too large for a server to have made them. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recordsOf } from "../../../tests/support/reference/seen-in-records.ts";
import { newFolder } from "../../../tests/support/server.ts";
import type { ArchiveRecord } from "../records.ts";
import { openReference } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
  put("db/users.json", { "USR:71fa": { username: "zed", roles: ["owner"] } });
  put("db/channels.json", [{ name: "lobby", type: "text", permissions: { view: ["user"] } }]);
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, value: unknown): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
}

function read() {
  const source = openReference(folder, { now: 1_780_000_000 });
  try {
    const records = [...(source.records() as Iterable<ArchiveRecord>)];
    return { records, report: source.report() };
  } finally {
    source.close();
  }
}

test("a file of values that is too large is not read, and the report warns", () => {
  put("db/roles.json", {});
  truncateSync(join(folder, "db/roles.json"), 256 * 1024 * 1024 + 1);
  const { report } = read();
  expect(report.warnings).toEqual([expect.stringContaining("db/roles.json has 268435457 bytes")]);
});

test("a picture of an emoji that is too large is not read", () => {
  put("db/serverEmojis.json", { 1: { name: "tea", fileName: "1.gif" } });
  put("db/serverEmojis/1.gif", "");
  truncateSync(join(folder, "db/serverEmojis/1.gif"), 8 * 1024 * 1024 * 1024);
  expect(recordsOf(read().records, "emoji")).toEqual([]);
});

test("a poll has at most a hundred options", () => {
  const options = Array.from({ length: 200_000 }, (_, index) => ({ text: `${index}` }));
  const embed = { type: "poll", poll: { question: "Which?", options } };
  put("db/channels/lobby.json", [{ id: "1", user: "zed", content: "", timestamp: 1, embeds: [embed] }]);
  const { records, report } = read();
  const [message] = recordsOf(records, "message");
  expect(message?.embeds).toMatchObject([{ poll: { options: { length: 100 } } }]);
  expect(report.repairs.map(({ reason }) => reason)).toContain("options beyond 100 were left out");
});
