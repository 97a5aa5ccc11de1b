import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { procedureModules } from "./procedures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procedures-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function modulesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  mkdirSync(join(folder, "deep"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const text = await procedureModules(folder);
  return [...text.matchAll(/^import "\.\/(.*)";$/gm)].map(([, name = ""]) => name);
}

test("each module that imports `read` or `write` is in the list, in alphabetical order, and no other", async () => {
  const found = await modulesOf({
    "pins.ts": 'import { type Procedure, prepared, write } from "./procedure.ts";\n',
    "audit.ts": 'import {\n  begin,\n  type Read,\n  read,\n  row,\n} from "./procedure.ts";\n',
    "deep/drafts.ts": 'import { write as change } from "../procedure.ts";\n',
    "rooms.ts": 'import { type Procedure, type Read, type Write, prepared } from "./procedure.ts";\n',
    "weight.ts": "export const read = 1;\n",
    "pins.test.ts": 'import { write } from "./procedure.ts";\n',
  });
  expect(found).toEqual(["audit.ts", "deep/drafts.ts", "pins.ts"]);
});
