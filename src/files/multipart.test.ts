import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openIncoming } from "./incoming.ts";
import { createMultipartForm } from "./multipart.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "multipart-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(pieces: readonly Uint8Array[], files = 3) {
  const limits = { files, fileBytes: 2000, textBytes: 100 };
  const incoming = openIncoming(folder);
  const form = createMultipartForm("multipart/form-data; boundary=x", limits, () => incoming.open());
  if (!form) throw new Error("no form");
  const problem = await (async () => {
    for (const piece of pieces) {
      // Its memory may be used again.
      const copy = new Uint8Array(piece);
      const problem = await form.push(copy);
      copy.fill(255);
      if (problem !== null) return problem;
    }
    return form.end();
  })();
  for (const { file } of form.files) await file.close();
  const found = form.files.map(({ field, name, file }) => [field, name, readFileSync(file.path)] as const);
  await form.discard();
  expect(readdirSync(folder)).toEqual([]);
  return { problem, found, fields: Object.fromEntries(form.fields) };
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });

test("property: files and texts come back, however the body is cut", async () => {
  const content = fc.uint8Array({ maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 3 }), lengths, async (files, cuts) => {
      const parts = files.flatMap((bytes, n) => [
        `--x\r\nContent-Disposition: form-data; name="f${n}"; filename="n${n}"\r\n\r\n`,
        bytes,
        "\r\n",
      ]);
      const text = '--x\r\nContent-Disposition: form-data; name="t"\r\n\r\ntea\r\n';
      const body = Buffer.concat([...parts, text, "--x--\r\n"].map((part) => Buffer.from(part)));
      const { problem, found, fields } = await read(cut(body, cuts));
      expect(problem).toBeNull();
      expect(fields).toEqual({ t: "tea" });
      expect(found).toEqual(files.map((bytes, n) => [`f${n}`, `n${n}`, Buffer.from(bytes)]));
    }),
    { numRuns: 50 },
  );
});

test("property: no body crashes it, and nothing of a refused one stays", async () => {
  const part = fc.constantFrom(
    "--x\r\n",
    "--x--",
    "\r\n",
    'Content-Disposition: form-data; name="a"; filename="b"\r\n\r\n',
    'Content-Disposition: form-data; name="a"\r\n\r\n',
    "Content-Disposition: form-data\r\n\r\n",
    "Content-Type: multipart/mixed; boundary=y\r\n",
    "tea",
    "\u0000",
    "x".repeat(3000),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 20 }), lengths, async (parts, cuts) => {
      await read(cut(Buffer.from(parts.join("")), cuts));
    }),
    { numRuns: 300 },
  );
});
