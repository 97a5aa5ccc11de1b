import { expect, test } from "bun:test";
import { blankRole } from "../../chat/blank-role.ts";
import { idOf, named } from "./role-entries.ts";

const fox = blankRole("id-fox", "Fox", 1);
const book = { byId: new Map([[fox.id, fox]]), byName: new Map([["fox", fox]]) };

test("an entry belongs to the role of its id, else of its key in the last file, else of its name", () => {
  const written = new Map([
    ["id-old", { key: "Fox" }],
    ["id-fox", { key: "Vixen" }],
  ]);
  const find = (key: string, given: unknown, last = written) => idOf(key, given, last, book);
  expect(find("Fox", "id-fox")).toBe("id-fox");
  // It was deleted meanwhile.
  expect(find("Vixen", "id-old")).toBe("id-old");
  expect(find("Fox", undefined)).toBe("id-old");
  expect(find("Vixen", "id-never")).toBe("id-fox");
  expect(find("fOX", 5, new Map())).toBe("id-fox");
  expect(find("cat", null)).toBeNull();
});

test("the first pair of roles whose names differ only in case is reported", () => {
  const names = (...given: readonly string[]) => named(given.map((name) => ({ name })));
  expect(names("a", "b").clash).toBeNull();
  expect(names("a", "b", "A", "B").clash).toEqual({ name: "A", holder: "a" });
  expect(names("Ä").byName.get("ä")).toEqual({ name: "Ä" });
});
