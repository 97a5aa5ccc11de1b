import { expect, test } from "bun:test";
import { find } from "./find.ts";
import type { IndexEntry } from "./index-entry.ts";

const entry = (page: string, heading: string, text: string): IndexEntry => ({
  page,
  title: page,
  heading,
  anchor: "",
  text,
});
const index = [
  entry("a", "Logs", "How to restore nothing. Backups are elsewhere."),
  entry("b", "Restore", "Stop the server, and restore the backup."),
  entry("c", "Uploads", "Files of messages."),
];
const headings = (query: string) => find(index, query, 10).map(({ entry }) => entry.heading);

test("all words must be there, and headings come first", () => {
  expect(headings("restore")).toEqual(["Restore", "Logs"]);
  expect(headings("RESTORE  backup")).toEqual(["Restore", "Logs"]);
  expect(headings("restore files")).toEqual([]);
  expect(headings("  ")).toEqual([]);
});

test("a whole word counts more than a part of one", () => {
  const parts = [entry("a", "x", "unloading"), entry("b", "x", "loading"), entry("c", "x", "load")];
  expect(find(parts, "load", 10).map(({ entry }) => entry.page)).toEqual(["c", "b", "a"]);
  expect(find(parts, "load", 1)).toHaveLength(1);
});

test("the excerpt is around the first word", () => {
  const long = `${"before ".repeat(60)}needle${" after".repeat(60)}`;
  const [found] = find([entry("a", "x", long)], "needle", 1);
  expect(found?.excerpt).toMatch(/^… (before )+needle( after)+ …$/);
  expect(find([entry("a", "x", "short needle")], "needle", 1)[0]?.excerpt).toBe("short needle");
});
