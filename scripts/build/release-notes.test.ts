import { expect, test } from "bun:test";
import { releaseNotes } from "./release-notes.ts";

const changelog = `# Changelog

## Unreleased

- next

## 0.10.0 (2026-12-01)

### Part

- tenth

## 0.1.0 (2026-11-01)

- first
`;

test("the notes of a version are its section, and before a release the unreleased one", () => {
  expect(releaseNotes(changelog, "0.1.0")).toBe("- first\n");
  expect(releaseNotes(changelog, "0.10.0")).toBe("### Part\n\n- tenth\n");
  expect(releaseNotes(changelog, "0.11.0")).toBe("- next\n");
  expect(() => releaseNotes("# Changelog\n", "0.1.0")).toThrow("no section for 0.1.0");
});
