import { expect, test } from "bun:test";
import { createDrafts } from "./drafts.ts";

function memoryStorage() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { kept, storage };
}

test("a draft outlives the page, and an empty one leaves nothing", () => {
  const { kept, storage } = memoryStorage();
  createDrafts(storage, "d:").keep("general", "Good mor");
  const drafts = createDrafts(storage, "d:");
  expect(drafts.of("general")).toBe("Good mor");
  expect(createDrafts(storage, "other:").of("general")).toBe("");
  drafts.keep("general", "");
  expect([drafts.of("general"), kept.size]).toEqual(["", 0]);
});

test("a storage that refuses loses drafts only with the page", () => {
  const refuse = () => {
    throw new Error("full");
  };
  const drafts = createDrafts({ getItem: refuse, setItem: refuse, removeItem: refuse }, "d:");
  drafts.keep("general", "Good mor");
  expect([drafts.of("general"), drafts.of("other")]).toEqual(["Good mor", ""]);
});

test("what another tab has written is there after reading again", () => {
  const { storage } = memoryStorage();
  const [here, there] = [createDrafts(storage, "d:"), createDrafts(storage, "d:")];
  here.keep("general", "old");
  there.keep("general", "new");
  expect(here.of("general")).toBe("old");
  here.reread("general");
  expect(here.of("general")).toBe("new");
});
