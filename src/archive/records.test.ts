import { expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { type ArchiveRecord, recordKinds, recordSchemas } from "./records.ts";
import type { ArchiveSource } from "./source.ts";

const fox: ArchiveRecord = { kind: "role", id: "r:fox", name: "Fox" };
const source: ArchiveSource = {
  id: "one role",
  what: "an archive",
  messages: 0,
  records: () => [fox],
  file: () => null,
};

test("a record says its kind, and nothing that its kind doesn't have", async () => {
  const role = TypeCompiler.Compile(recordSchemas.role);
  const checked: boolean[] = [];
  for await (const record of source.records()) checked.push(role.Check(record));
  expect(checked).toEqual([true]);
  expect(role.Check({ ...fox, kind: "member" })).toBe(false);
  expect(role.Check({ ...fox, password: "tea" })).toBe(false);
});

test("each kind stands under its name", () => {
  const names = recordKinds.map((name): string => recordSchemas[name].properties.kind.const);
  expect(names).toEqual([...recordKinds]);
});

test("each field of each kind is described", () => {
  const bare = recordKinds.flatMap((name) => {
    const { kind, ...fields } = recordSchemas[name].properties;
    return undescribed(fields, name);
  });
  expect(bare).toEqual([]);
});

function undescribed(fields: Readonly<Record<string, TSchema>>, path: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${path}.${name}`]),
    ...undescribed(field["properties"] ?? field["items"]?.properties ?? {}, `${path}.${name}`),
  ]);
}
