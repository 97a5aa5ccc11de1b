import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { contentOf, faultsOf, fullDataFolder, type Opened } from "../../tests/support/archives.ts";
import { fileFaults } from "../../tests/support/file-checker.ts";
import { newFolder } from "../../tests/support/server.ts";
import { exportStore } from "./export.ts";
import { openFolder } from "./read-folder.ts";
import { type ArchiveRecord, recordKinds } from "./records.ts";
import { createReport } from "./report.ts";
import type { ArchiveSource } from "./source.ts";
import { writeStore } from "./write-store.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = Date.UTC(2026, 0, 1);
const within = (name: string) => join(folder, name);

async function exported(from: string, to: string) {
  const report = createReport();
  await exportStore({ dataFolder: within(from), folder: within(to), now, report });
  return report.result();
}

function open(from: string) {
  const report = createReport();
  return { report, source: openFolder(within(from), report) };
}

async function imported({ report, source }: Opened, to: string | null) {
  const dataFolder = to === null ? null : within(to);
  const contents = await writeStore({ source, dataFolder, now, report });
  return { ...report.result(), contents };
}

test("what is exported and imported is exported as the same bytes", async () => {
  fullDataFolder(within("old"));
  const first = await exported("old", "archive");
  expect(Object.keys(first.counts)).toEqual([...recordKinds]);
  const { counts, problems, notes } = await imported(open("archive"), "new");
  expect({ problems, notes, exported: first.problems }).toEqual({ problems: [], notes: [], exported: [] });
  expect(counts).toEqual(first.counts);
  await exported("new", "again");
  expect(contentOf(within("again"))).toEqual(contentOf(within("archive")));
  expect(fileFaults(within("new"))).toEqual([]);
  expect(faultsOf(within("new"))).toEqual([]);
});

test("an import that breaks off at any record goes on, and ends as if it had not", async () => {
  fullDataFolder(within("old"));
  await exported("old", "archive");
  const all = [...(open("archive").source.records() as Iterable<ArchiveRecord>)];
  const expected = contentOf(within("archive"));
  for (let broken = 1; broken <= all.length; broken += 3) {
    const to = `new ${broken}`;
    await expect(imported(breaking(open("archive"), broken), to)).rejects.toThrow("broken off");
    const { problems } = await imported(open("archive"), to);
    expect(problems, `broken off after ${broken}`).toEqual([]);
    await exported(to, `again ${broken}`);
    expect(contentOf(within(`again ${broken}`)), `broken off after ${broken}`).toEqual(expected);
    expect(faultsOf(within(to))).toEqual([]);
  }
});

function breaking({ report, source }: Opened, after: number): Opened {
  let count = 0;
  function* records() {
    for (const record of source.records() as Iterable<ArchiveRecord>) {
      if (count++ === after) throw new Error("broken off");
      yield record;
    }
    throw new Error("broken off");
  }
  return { report, source: { ...source, records } };
}

test("a second import of the same archive changes nothing; one of something else is refused", async () => {
  fullDataFolder(within("old"));
  await exported("old", "archive");
  await imported(open("archive"), "new");
  const before = contentOf(within("new"));
  expect((await imported(open("archive"), "new")).contents).toBeNull();
  expect(contentOf(within("new"))).toEqual(before);
  const other: ArchiveSource = { ...open("archive").source, id: "another" };
  const { report } = open("archive");
  await expect(imported({ report, source: other }, "new")).rejects.toThrow("holds a server already");
  await expect(imported(open("archive"), "old")).rejects.toThrow("holds a server already");

  await expect(imported(breaking(open("archive"), 5), "begun")).rejects.toThrow("broken off");
  await expect(imported({ report, source: other }, "begun")).rejects.toThrow(
    "belongs to the import of something else that was broken off",
  );
});

test("a rehearsal counts the same and leaves nothing", async () => {
  fullDataFolder(within("old"));
  await exported("old", "archive");
  const rehearsed = await imported(open("archive"), null);
  expect(rehearsed).toEqual(await imported(open("archive"), "new"));
});
