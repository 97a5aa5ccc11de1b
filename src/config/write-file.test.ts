import { afterEach, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile, writeFileAtomically } from "./write-file.ts";

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "write-file-"));
  folders.push(path);
  return path;
}

test("puts another file in the place of the old one and leaves nothing beside it", () => {
  const path = join(folder(), "config.json");
  writeFileSync(path, "old");
  const before = statSync(path).ino;
  writeFileAtomically(path, "new ☕");
  expect(readFileSync(path, "utf8")).toBe("new ☕");
  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(join(path, ".."))).toEqual(["config.json"]);
});

test.each([
  [
    "at once",
    async (path: string, text: string, rename: () => void) => writeFileAtomically(path, text, rename),
  ],
  [
    "beside the event loop",
    async (path: string, text: string, rename: () => void) =>
      void (await replaceFile(path, text, () => true, rename)),
  ],
])(
  "%s: a file that is mounted by itself is overwritten, as the kernel lets no other take its place",
  async (_how, write) => {
    const path = join(folder(), "users.json");
    writeFileSync(path, "a text that was longer than the new one");
    const before = statSync(path).ino;
    const busy = () => {
      throw Object.assign(new Error("EBUSY: resource busy or locked, rename"), { code: "EBUSY" });
    };
    await write(path, "new ☕", busy);
    expect(readFileSync(path, "utf8")).toBe("new ☕");
    expect(statSync(path).ino).toBe(before);
    expect(readdirSync(join(path, ".."))).toEqual(["users.json"]);
    const full = () => {
      throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
    };
    await expect(write(path, "newer", full)).rejects.toThrow("ENOSPC");
    expect(readFileSync(path, "utf8")).toBe("new ☕");
  },
);

test("a link stays a link", () => {
  const path = join(folder(), "config.json");
  const real = join(folder(), "real.json");
  writeFileSync(real, "old");
  symlinkSync(real, path);
  writeFileAtomically(path, "new");
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toBe("new");
});

test.each([
  ["at once", async (path: string) => writeFileAtomically(path, "new")],
  ["beside the event loop", async (path: string) => void (await replaceFile(path, "new", () => true))],
])("%s: mode and owner stay, through a link too; a new file is for its owner only", async (_how, write) => {
  const path = join(folder(), "users.json");
  const access = () => {
    const { mode, uid, gid } = statSync(path);
    return [mode & 0o777, uid, gid];
  };
  const umask = process.umask(0o022);
  try {
    await write(path);
    expect(access()[0]).toBe(0o600);
    process.umask(0o077);
    chmodSync(path, 0o664);
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534); // only root may
    const before = access();
    await write(path);
    expect(access()).toEqual(before);
    const real = join(folder(), "real.json");
    renameSync(path, real);
    symlinkSync(real, path);
    await write(path);
    expect(access()).toEqual(before);
  } finally {
    process.umask(umask);
  }
});

test("when it fails, the old one is untouched and no half file remains", () => {
  const path = join(folder(), "config.json");
  mkdirSync(path); // renaming a file over a folder fails
  expect(() => writeFileAtomically(path, "new")).toThrow();
  expect(readdirSync(join(path, ".."))).toEqual(["config.json"]);
});
