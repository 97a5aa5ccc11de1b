/** Custom emojis: who is told of them, which pictures they may be, and how they are served. */
import { afterEach, expect, test } from "bun:test";
import { limits } from "../src/protocol/limits.ts";
import { pngOfSize } from "./support/media-files.ts";
import { rawHttp, request } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { gif, png } from "./support/small-pictures.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options?: TestServerOptions) {
  town = await openTown(options);
  const [olga, mira] = await town.people("olga", "mira");
  await mira.news();
  return { olga, mira };
}

const add = (by: Member, name = "tea", image = gif) => by.request("emoji_add", { name, image });
const bytesOf = (dataUrl: string) => Buffer.from(dataUrl.split(",")[1] ?? "", "base64");
const get = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${town.server.url}/emojis/${name}`, { headers });

test("a new emoji has an id and a file name, and everybody is told the same", async () => {
  const { olga, mira } = await cast();
  const added = await add(olga);
  expect(added).toMatchObject({ cmd: "emoji_add", id: "1", name: "tea", added: true });
  expect(added.fileName).toMatch(/^[0-9a-f-]{36}\.gif$/);
  const { id, name, fileName } = added;
  expect(await mira.news()).toMatchObject([{ cmd: "emoji_add", id, name, fileName, added: true }]);
  const all = { [id]: { name, fileName } };
  expect((await mira.request("emoji_get_all")).emojis).toEqual(all);
  expect((await mira.request("emoji_list")).emojis).toEqual(all);
  for (const one of [{ id }, { id: Number(id) }, { name: "TEA" }]) {
    expect((await mira.request("emoji_get", one)).emoji).toEqual({ id, name, fileName });
  }
  expect(await mira.request("emoji_get_id", { name: "Tea" })).toMatchObject({ name: "Tea", id });
  expect(await mira.request("emoji_get_filename", { name: "tea" })).toMatchObject({ filepath: fileName });
});

test("a change is told with the new name and file, and the old file is gone", async () => {
  const { olga, mira } = await cast();
  const { id, fileName } = await add(olga);
  await mira.news();
  expect(await olga.request("emoji_update", { emoji_id: id, name: "cup" })).toMatchObject({
    id: 1,
    name: "cup",
    fileName,
    updated: true,
  });
  const changed = await olga.request("emoji_update", { emoji_id: 1, image: png });
  expect(changed.fileName).toMatch(/\.png$/);
  expect(await mira.news()).toMatchObject([
    { cmd: "emoji_update", id: 1, name: "cup", fileName, updated: true },
    { cmd: "emoji_update", id: 1, name: "cup", fileName: changed.fileName, updated: true },
  ]);
  expect((await get(fileName)).status).toBe(404);
  expect(Buffer.from(await (await get(String(changed.fileName))).arrayBuffer())).toEqual(bytesOf(png));
});

test("the id of a deleted emoji is never used again, also after a restart", async () => {
  const { olga, mira } = await cast();
  const { id, fileName } = await add(olga);
  await mira.news();
  expect(await olga.request("emoji_delete", { emoji_id: id })).toMatchObject({ id: 1, deleted: true });
  expect(await mira.news()).toMatchObject([{ cmd: "emoji_delete", id: 1, deleted: true }]);
  for (const name of [fileName, id]) expect((await get(name)).status).toBe(404);
  await town.restart();
  const again = await town.join("olga");
  expect((await add(again)).id).toBe("2");
});

test("changes of an emoji that isn't there are no error, and nobody is told", async () => {
  const { olga, mira } = await cast();
  expect(await olga.request("emoji_update", { emoji_id: "7", name: "cup" })).toMatchObject({
    id: 7,
    updated: false,
  });
  expect(await olga.request("emoji_delete", { emoji_id: 7 })).toMatchObject({ id: 7, deleted: false });
  expect(await mira.news()).toEqual([]);
});

test("only members with manage_server may change emojis", async () => {
  const { olga, mira } = await cast();
  await add(olga);
  for (const asked of [
    add(mira),
    mira.request("emoji_update", { emoji_id: 1, name: "x" }),
    mira.request("emoji_delete", { emoji_id: 1 }),
  ]) {
    expect(await refusal(asked)).toBe("permission_required");
  }
});

test("names are unique in any case, and of few characters", async () => {
  const { olga } = await cast();
  await add(olga, "Tea");
  await add(olga, "cup");
  expect(await refusal(add(olga, "tEA"))).toBe("emoji_name_taken");
  expect(await refusal(olga.request("emoji_update", { emoji_id: 2, name: "TEA" }))).toBe("emoji_name_taken");
  await olga.request("emoji_update", { emoji_id: 1, name: "TEA" });
  for (const name of ["", "two words", "tee-pot", "ä", "x".repeat(65), "__proto__/.."]) {
    expect(await refusal(add(olga, name))).toBe("invalid_field");
  }
  await add(olga, "__proto__");
  await add(olga, "x".repeat(64));
  expect(await refusal(olga.request("emoji_update", { emoji_id: 1 }))).toBe("invalid_field");
});

test("the kind is read from the bytes, and SVG is refused in words that say what to send", async () => {
  const { olga } = await cast();
  const encoded = (text: string, type: string) =>
    `data:${type};base64,${Buffer.from(text).toString("base64")}`;
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  for (const image of [
    encoded(svg, "image/svg+xml"),
    encoded(`\n<?xml version="1.0"?>${svg}`, "image/png"),
  ]) {
    const { code, message } = await refusalOf(add(olga, "tea", image));
    expect([code, message]).toEqual(["emoji_svg", expect.stringContaining("send it as PNG, GIF or JPEG")]);
  }
  for (const image of [
    encoded("<html><script>alert(1)</script>", "image/gif"),
    "data:image/gif,GIF89a",
    "https://example.org/a.gif",
    `${gif}!`,
  ]) {
    expect(await refusal(add(olga, "tea", image))).toBe("emoji_image_invalid");
  }
  expect((await add(olga, "tea", png.replace("image/png", "image/gif"))).fileName).toMatch(/\.png$/);
});

test("the largest picture fits, and one that is larger in bytes or pixels is refused", async () => {
  const { olga } = await cast();
  const encoded = (bytes: Buffer) => `data:image/gif;base64,${bytes.toString("base64")}`;
  const largest = limits.namedPictureBytes;
  const { fileName } = await add(olga, "tea", encoded(Buffer.from(pngOfSize(largest))));
  expect((await (await get(fileName)).arrayBuffer()).byteLength).toBe(largest);
  const larger = Buffer.from(pngOfSize(largest + 1));
  expect(await refusal(add(olga, "cup", encoded(larger)))).toBe("emoji_image_invalid");
  // Few bytes that would be many pixels.
  const wide = bytesOf(gif);
  wide.writeUInt16LE(limits.namedPictureSide + 1, 6);
  expect(await refusal(add(olga, "cup", encoded(wide)))).toBe("emoji_image_invalid");
});

test("the configuration says which types new emojis may have", async () => {
  const { olga } = await cast();
  await add(olga, "gif");
  await town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    uploads: { emoji_allowed_file_types: ["png", "jpeg"] },
  });
  const { code, message } = await refusalOf(add(olga, "tea"));
  expect([code, message]).toEqual(["emoji_type_refused", expect.stringContaining("png, jpeg")]);
  await add(olga, "png", png);
  // The one that is there is still served.
  expect((await get("1")).status).toBe(200);
});

test("a file name is kept by caches for ever, an id only for minutes, and nothing in them runs", async () => {
  const { olga } = await cast();
  const { id, fileName } = await add(olga);
  for (const [name, control] of [
    [fileName, "public, max-age=31536000, immutable"],
    [id, "public, max-age=300"],
    [`${id}.gif`, "public, max-age=300"],
    [`%20${id}`, "public, max-age=300"],
  ] as const) {
    const answer = await get(name);
    expect([name, answer.status, answer.headers.get("cache-control")]).toEqual([name, 200, control]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/gif",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "access-control-allow-origin": "*",
      vary: "Accept",
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytesOf(gif));
    const copy = await get(name, { "If-None-Match": answer.headers.get("etag") ?? "" });
    expect(copy.status).toBe(304);
  }
  await town.restart();
  expect((await get(fileName)).status).toBe(200);
});

test("only a client that prefers JSON gets it", async () => {
  const { olga } = await cast();
  const { id, name, fileName } = await add(olga);
  for (const accept of [
    "application/json",
    "application/json, */*;q=0.5",
    "image/*;q=0.1, application/json",
  ]) {
    const answer = await get(id, { Accept: accept });
    expect([accept, answer.headers.get("content-type")]).toEqual([accept, "application/json; charset=utf-8"]);
    expect(await answer.json()).toEqual({ id, name, fileName });
  }
  for (const accept of [
    "*/*",
    "image/*,*/*;q=0.8",
    "application/json, text/plain, */*",
    "application/json;q=0",
  ]) {
    expect([accept, (await get(id, { Accept: accept })).headers.get("content-type")]).toEqual([
      accept,
      "image/gif",
    ]);
  }
});

test("no name leads out of the emojis", async () => {
  const { olga } = await cast();
  await add(olga);
  for (const name of ["..%2f..%2fconfig.json", "1/x", "1%00", "01x", "-1", "1e0", "__proto__", ""]) {
    const { status } = await rawHttp(town.server.url, request(`GET /emojis/${name}`, { Host: "test" }));
    expect([name, status]).toEqual([name, 404]);
  }
});
