import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeReference } from "../../../tests/support/reference/folder.ts";
import { eras, makeModel } from "../../../tests/support/reference/model.ts";
import { seenInModel } from "../../../tests/support/reference/seen.ts";
import { expectInFormat, seenInRecords } from "../../../tests/support/reference/seen-in-records.ts";
import type { ArchiveRecord } from "../records.ts";
import type { ReferenceOptions } from "./parts.ts";
import { isReferenceFolder, openReference } from "./source.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  folders.push(folder);
  return folder;
}

const now = 1_780_000_000;

async function read(folder: string, options: ReferenceOptions = {}) {
  const source = openReference(folder, { now, ...options });
  try {
    const records: ArchiveRecord[] = [];
    for await (const record of source.records()) records.push(record);
    return { records, report: source.report(), source };
  } finally {
    source.close();
  }
}

describe.each([...eras])("a folder of era %s", (era) => {
  test.each([1, 2, 3])("shows what its model says (seed %d)", async (seed) => {
    const folder = newFolder();
    const model = makeModel(era, seed);
    writeReference(model, folder);
    const { records, report } = await read(folder);
    expect(seenInRecords(records)).toEqual(seenInModel(model));
    expect(report.skipped).toEqual([]);
  });

  test("is told from other folders", () => {
    const folder = newFolder();
    expect(isReferenceFolder(folder)).toBe(false);
    writeReference(makeModel(era, 4), folder);
    expect(isReferenceFolder(folder)).toBe(true);
  });

  test("gives records of the format, in its order", async () => {
    const folder = newFolder();
    writeReference(makeModel(era, 4), folder);
    const { records } = await read(folder);
    expectInFormat(records);
  });
});
