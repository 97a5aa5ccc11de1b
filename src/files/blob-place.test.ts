/** What both places for blobs must do. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeS3 } from "../../tests/support/fake-s3.ts";
import type { BlobPlace } from "./blob-place.ts";
import { folderPlace } from "./folder.ts";
import { s3Place } from "./s3.ts";

const folder = mkdtempSync(join(tmpdir(), "places-"));
const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(async () => {
  for (const end of endings.splice(1)) await end();
});

const places: Readonly<Record<string, () => BlobPlace>> = {
  folder: () => folderPlace(join(folder, crypto.randomUUID())),
  S3() {
    const { settings, stop } = startFakeS3();
    endings.push(stop);
    const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, ...rest } = settings;
    return s3Place({ ...rest, accessKeyId, secretAccessKey });
  },
};

const hash = (digit: string) => digit.repeat(64);
function incoming(text: string): string {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, text);
  return path;
}
const textOf = (body: Blob | ReadableStream) => new Response(body).text();

describe.each(Object.entries(places))("%s", (_, open) => {
  test("takes over a file, and gives it whole and in parts", async () => {
    const place = open();
    expect(await place.size(hash("a"))).toBeNull();
    await place.put(hash("a"), incoming("tea and cake"));
    // Again is fine.
    await place.put(hash("a"), incoming("tea and cake"));
    expect(await place.size(hash("a"))).toBe(12);
    const body = place.body(hash("a"), 12);
    expect(body.size).toBe(12);
    expect(await textOf(body.slice(0, 12))).toBe("tea and cake");
    expect(await textOf(body.slice(4, 7))).toBe("and");
    expect(await textOf(body.slice(8, 12))).toBe("cake");
  });

  test("removes what it has, and lists the rest", async () => {
    const place = open();
    const digits = [..."0123456"];
    for (const digit of digits) await place.put(hash(digit), incoming(digit));
    await place.remove(hash("3"));
    await place.remove(hash("3"));
    expect(await place.size(hash("3"))).toBeNull();
    const listed: string[] = [];
    for await (const found of place.list()) listed.push(found);
    expect(listed.toSorted()).toEqual(digits.filter((digit) => digit !== "3").map(hash));
  });

  test("takes nothing but a hash for a name", async () => {
    const place = open();
    for (const name of ["../../etc/passwd", "", hash("A"), `${hash("a")}/x`, hash("a").slice(1)]) {
      const attempts = [
        () => place.size(name),
        () => place.remove(name),
        () => place.put(name, incoming("x")),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toThrow("not the hash of a blob");
      expect(() => place.body(name, 1)).toThrow("not the hash of a blob");
    }
  });
});

test("an S3 store that refuses the key is an error, and no missing file", async () => {
  const { settings, stop } = startFakeS3();
  endings.push(stop);
  const { access_key_id: accessKeyId, ...rest } = settings;
  const place = s3Place({ ...rest, accessKeyId, secretAccessKey: "wrong" });
  await expect(place.size(hash("a"))).rejects.toThrow();
  await expect(place.put(hash("a"), incoming("x"))).rejects.toThrow();
});
