/** Stickers: what differs from emojis, and that what both share works for them too (tests/emojis.test.ts). */
import { afterEach, expect, test } from "bun:test";
import { stickerStore } from "../src/db/named-pictures.ts";
import { limits } from "../src/protocol/limits.ts";
import { gif, png } from "./support/small-pictures.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast() {
  town = await openTown();
  const [olga, mira] = await town.people("olga", "mira");
  return { olga, mira };
}

const add = (by: Member, name = "tea", fields: object = {}) =>
  by.request("sticker_add", { name, image: gif, ...fields });
const bytesOf = (dataUrl: string) => Buffer.from(dataUrl.split(",")[1] ?? "", "base64");
const get = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${town.server.url}/stickers/${name}`, { headers });

test("a sticker is added, changed and deleted, and everybody is told the same", async () => {
  const { olga, mira } = await cast();
  const added = await add(olga, "tea", { description: " Hot " });
  const { id, fileName } = added;
  expect(added).toMatchObject({ cmd: "sticker_add", id: "1", name: "tea", description: "Hot", added: true });
  expect(fileName).toMatch(/^[0-9a-f-]{36}\.gif$/);
  expect(await mira.news()).toEqual([
    { cmd: "sticker_add", id, name: "tea", fileName, description: "Hot", added: true },
  ]);
  const tea = { name: "tea", fileName, description: "Hot" };
  expect((await mira.request("sticker_list")).stickers).toEqual({ 1: tea });
  for (const one of [{ id }, { id: 1 }, { name: "TEA" }]) {
    expect((await mira.request("sticker_get", one)).sticker).toEqual({ id, ...tea });
  }
  const renamed = await olga.request("sticker_update", { id: 1, name: "cup" });
  expect(renamed).toMatchObject({ cmd: "sticker_update", ...tea, id, name: "cup", updated: true });
  const redrawn = await olga.request("sticker_update", { id, image: png, description: "" });
  expect(redrawn).toMatchObject({ name: "cup", description: null });
  expect(redrawn.fileName).toMatch(/\.png$/);
  expect((await get(fileName)).status).toBe(404);
  expect(Buffer.from(await (await get(redrawn.fileName)).arrayBuffer())).toEqual(bytesOf(png));
  await mira.news();
  expect(await olga.request("sticker_delete", { id })).toMatchObject({ id, deleted: true });
  expect(await mira.news()).toEqual([{ cmd: "sticker_delete", id, deleted: true }]);
  expect((await get(id)).status).toBe(404);
  for (const request of [
    olga.request("sticker_delete", { id }),
    olga.request("sticker_update", { id, name: "x" }),
    olga.request("sticker_get", { id }),
  ]) {
    expect(await refusal(request)).toBe("sticker_not_found");
  }
  const { entries } = await olga.request("modlog_get", {});
  expect(entries.slice(0, 4).map(({ action, target_name }) => [action, target_name])).toEqual([
    ["sticker_delete", "cup"],
    ["sticker_update", "cup"],
    ["sticker_update", "tea"],
    ["sticker_add", "tea"],
  ]);
  // No picture is in the log.
  expect(JSON.stringify(entries)).not.toContain("base64");
});

test("stickers and emojis have ids and names of their own, and no id is used again", async () => {
  const { olga } = await cast();
  await olga.request("emoji_add", { name: "tea", image: png });
  expect((await add(olga)).id).toBe("1");
  expect((await get("1")).headers.get("content-type")).toBe("image/gif");
  expect((await fetch(`${town.server.url}/emojis/1`)).headers.get("content-type")).toBe("image/png");
  await olga.request("sticker_delete", { id: 1 });
  expect(await olga.request("emoji_get", { id: 1 })).toMatchObject({ emoji: { name: "tea" } });
  await town.restart();
  const again = await town.join("olga");
  expect((await add(again)).id).toBe("2");
  expect(await refusal(add(again, "TEA"))).toBe("sticker_name_taken");
  expect((await again.request("emoji_get_all")).emojis).toMatchObject({ 1: { name: "tea" } });
});

test("a sticker is served by file name and by id, as a picture or as JSON, also after a restart", async () => {
  const { olga } = await cast();
  const { id, name, fileName } = await add(olga);
  await town.restart();
  for (const [path, control] of [
    [fileName, "public, max-age=31536000, immutable"],
    [id, "public, max-age=300"],
    [`${id}.gif`, "public, max-age=300"],
  ] as const) {
    const answer = await get(path);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, control]);
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytesOf(gif));
  }
  const shown = await get(id, { Accept: "application/json" });
  expect(await shown.json()).toEqual({ id, name, fileName, description: null });
  for (const path of ["..%2f1", "2", "x", ""]) expect((await get(path)).status).toBe(404);
});

test("only pictures within the limits are stickers, whatever they are called", async () => {
  const { olga, mira } = await cast();
  expect(await refusal(add(mira))).toBe("permission_required");
  const encoded = (bytes: Buffer | string, type = "image/gif") =>
    `data:${type};base64,${Buffer.from(bytes as string).toString("base64")}`;
  expect(await refusal(add(olga, "x", { image: encoded("<svg><script/></svg>", "image/svg+xml") }))).toBe(
    "sticker_svg",
  );
  const wide = bytesOf(gif);
  wide.writeUInt16LE(limits.namedPictureSide + 1, 6);
  const large = Buffer.alloc(limits.namedPictureBytes + 1);
  large.set(bytesOf(gif));
  for (const image of [encoded("<html>"), encoded(wide), encoded(large), "https://example.org/a.gif"]) {
    expect(await refusal(add(olga, "x", { image }))).toBe("sticker_image_invalid");
  }
  for (const name of ["", "two words", "ä", "x".repeat(65)]) {
    expect(await refusal(add(olga, name))).toBe("invalid_field");
  }
  const longest = "😀".repeat(limits.stickerDescription);
  expect(await refusal(add(olga, "x", { description: `${longest}!` }))).toBe("invalid_field");
  expect((await add(olga, "x", { description: longest })).description).toBe(longest);
  expect(await refusal(olga.request("sticker_update", { id: 1 }))).toBe("invalid_field");
  // The types that the configuration allows for emojis are not asked.
  await town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    uploads: { emoji_allowed_file_types: [] },
  });
  await add(olga, "y", { image: png });
});

test("there are at most so many", async () => {
  const { olga } = await cast();
  const file = (n: number) => ({ type: "image/gif" as const, data: "R0lG", fileName: `f${n}.gif` });
  const commit = (write: ReturnType<typeof stickerStore.insert>) =>
    new Promise((resolve) => town.server.store.commit(write, resolve));
  for (let n = 0; n < limits.stickers; n++) {
    const picture = { name: `s${n}`, file: file(n), description: null };
    await commit(stickerStore.insert({ ...picture, most: limits.stickers, record: null }));
  }
  expect(await refusal(add(olga))).toBe("too_many");
  await olga.request("emoji_add", { name: "tea", image: gif });
});
