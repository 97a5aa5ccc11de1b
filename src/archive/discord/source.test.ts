import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDiscord } from "../../../tests/support/discord/folder.ts";
import { makeDiscordModel, seenInDiscord } from "../../../tests/support/discord/model.ts";
import {
  expectInFormat,
  recordsOf,
  seenInRecords,
} from "../../../tests/support/reference/seen-in-records.ts";
import type { ArchiveRecord } from "../records.ts";
import { createReport } from "../report.ts";
import { type DiscordOptions, isDiscordFolder, openDiscord } from "./source.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function written(seed: number) {
  const folder = mkdtempSync(join(tmpdir(), "discord-"));
  folders.push(folder);
  const model = makeDiscordModel(seed);
  writeDiscord(model, folder);
  return { folder, model };
}

async function read(folder: string, options: DiscordOptions = {}) {
  const report = createReport();
  const records: ArchiveRecord[] = [];
  for await (const record of openDiscord(folder, options, report).records()) records.push(record);
  return { records, ...report.result() };
}

describe("exports of DiscordChatExporter", () => {
  test.each([1, 2, 3])("show what their model says (seed %d)", async (seed) => {
    const { folder, model } = written(seed);
    const { records, problems } = await read(folder);
    expect(seenInRecords(records)).toEqual(seenInDiscord(model));
    // Only names change.
    expect(new Set(problems.map(({ kind, reason }) => `${kind}: ${reason.split(",")[0]}`))).toEqual(
      new Set(["channel: another name", "role: another name"]),
    );
  });

  test("let members in if the import is told so, but not into private threads", async () => {
    const { folder, model } = written(4);
    const { records, notes } = await read(folder, { visible: true });
    expect(seenInRecords(records)).toEqual(seenInDiscord(model, true));
    expect(notes[0]).toContain("private threads");
  });

  test("give roles without permissions", async () => {
    const { records } = await read(written(5).folder);
    const crew = recordsOf(records, "role").find(({ name }) => name === "Crew");
    expect(crew).toMatchObject({ color: "#33AA55" });
    expect(crew?.permissions).toBeUndefined();
    const admins = recordsOf(records, "role").filter(({ permissions }) =>
      permissions?.includes("administrator"),
    );
    expect(admins.map(({ name }) => name)).toEqual(["owner", "admin"]);
  });

  test("give members without a password, whose ids are no accounts", async () => {
    const { records } = await read(written(5).folder);
    for (const { id, passwordHash } of recordsOf(records, "member")) {
      expect([id.startsWith("discord:"), passwordHash]).toEqual([true, undefined]);
    }
  });

  test("are told from other folders", () => {
    const { folder } = written(6);
    expect(isDiscordFolder(folder)).toBe(true);
    expect(isDiscordFolder(join(folder, "nothing"))).toBe(false);
  });

  test("give records of the format, in its order", async () => {
    const { records } = await read(written(7).folder);
    expectInFormat(records);
  });
});
