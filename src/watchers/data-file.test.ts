/** No edit is missed, whenever it is saved. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataFile, isTouched, look, remember } from "./data-file.ts";

const folder = mkdtempSync(join(tmpdir(), "data-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string): DataFile {
  const path = join(folder, "users.json");
  writeFileSync(path, text);
  return {
    name: "users",
    path,
    text: () => text,
    written: text,
    ids: [],
    packed: null,
    signature: "",
    refused: false,
    reported: "",
    reportedStale: false,
  };
}

test("an edit that is saved while the file is being read is found by the next look", async () => {
  const text = JSON.stringify({ text: "as the server wrote it" });
  const edit = text.replace("server", "editor");
  for (let turns = 0; turns < 400; turns++) {
    const file = fileOf(text);
    // Old enough that the look takes its times as reliable.
    utimesSync(file.path, 1, 1);
    const looking = look(file);
    // A little later each time, from before the first stat to after the last.
    for (let turn = 0; turn < turns / 20; turn++) await new Promise(setImmediate);
    writeFileSync(file.path, edit);
    const seen = await looking;
    remember(file, seen);
    if (seen.text === text) expect(await isTouched(file)).toBe(true);
  }
});

test("a file that was just written is read again, since a second write may leave the same times", async () => {
  const file = fileOf("{}");
  const fresh = await look(file);
  expect(fresh).toMatchObject({ text: "{}", settled: true });
  remember(file, fresh);
  expect(await isTouched(file)).toBe(true);
  utimesSync(file.path, 1, 1);
  remember(file, await look(file));
  expect(await isTouched(file)).toBe(false);
});
