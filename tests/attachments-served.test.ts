/** How uploaded files are served over HTTP. */
import { afterEach, describe, expect, test } from "bun:test";
import { drawPng } from "./support/media-files.ts";
import { rawHttp, request } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, type Town } from "./support/town.ts";
import { pdf, type Uploading, upload as uploadTo } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options?: TestServerOptions) {
  town = await openTown(options);
  const [mira] = await town.people("mira");
  return { mira };
}

const url = () => town.server.url;
const upload = (by: Member, uploading?: Uploading) => uploadTo(by, url(), uploading);
const get = (path: string, init?: RequestInit) => fetch(`${url()}${path}`, init);

describe("an uploaded file is served", () => {
  const served = async (by: Member, bytes: Uint8Array, name = "plan") => {
    const attachment = await upload(by, { bytes, name });
    const answer = await get(`/attachments/${attachment.id}`);
    const { headers } = answer;
    return {
      attachment,
      answer,
      type: headers.get("content-type"),
      shown: headers.get("content-disposition"),
    };
  };

  test("as what it is, so that nothing runs in it (content sniffing, polyglot files)", async () => {
    const { mira } = await cast({ config: { attachments: { allowed_types: ["*"] } } });
    const html = "<!doctype html><script>alert(1)</script>";
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
    for (const [bytes, type, shown] of [
      [Buffer.from(html), "text/plain; charset=utf-8", "attachment"],
      [Buffer.from(`<?xml version="1.0"?><x/>`), "text/plain; charset=utf-8", "attachment"],
      [Buffer.from("just a text"), "text/plain; charset=utf-8", "attachment"],
      [Buffer.from(svg), "image/svg+xml", "attachment"],
      [Buffer.from(`%PDF-1.7\n${html}`), "application/pdf", "attachment"],
      [Buffer.from([0, 1, 2, 3]), "application/octet-stream", "attachment"],
      [Buffer.concat([Buffer.from("fLaC"), Buffer.from(html)]), "audio/flac", "inline"],
      [Buffer.concat([Buffer.from("GIF89a"), Buffer.from(html)]), "application/octet-stream", "attachment"],
    ] as const) {
      const found = await served(mira, bytes);
      expect([found.type, found.shown]).toEqual([type, `${shown}; filename*=UTF-8''plan`]);
      expect(Object.fromEntries(found.answer.headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
      });
      expect(Buffer.from(await found.answer.arrayBuffer())).toEqual(Buffer.from(bytes));
    }
  });

  test("under a name that ends no header and leads nowhere (header injection, path traversal)", async () => {
    const { mira } = await cast();
    for (const [sent, name] of [
      ["../../etc/passwd", "passwd"],
      ["C:\\Users\\mira\\plan.pdf", "plan.pdf"],
      ['a";\r\nSet-Cookie: x=1', "a;Set-Cookie: x=1"],
      ["\u202efdp.exe", "fdp.exe"],
      ["..", "file"],
      ["päper (1)'*.pdf", "päper (1)'*.pdf"],
      [`${"x".repeat(300)}.pdf`, `${"x".repeat(251)}.pdf`],
    ] as const) {
      const { attachment, shown, answer } = await served(mira, pdf(), sent);
      expect(attachment.name).toBe(name);
      expect(decodeURIComponent(shown?.split("''")[1] ?? "")).toBe(name);
      expect(shown).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._~!-]+$/);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });

  test("whole, in parts, or not at all to a client that has it", async () => {
    const { mira } = await cast();
    const { attachment } = await served(mira, pdf("0123456789"));
    const path = `/attachments/${attachment.id}`;
    const part = await get(path, { headers: { Range: "bytes=9-13" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 9-13/20",
      "01234",
    ]);
    expect((await get(path, { headers: { Range: "bytes=99-" } })).status).toBe(416);
    const etag = part.headers.get("etag") ?? "";
    expect((await get(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    const head = await get(path, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "20", ""]);
    expect(head.headers.get("cache-control")).toBe("public, max-age=3600");
  });

  test("by its id alone; no other path leads to a file", async () => {
    const { mira } = await cast();
    const { attachment } = await served(mira, pdf());
    const hash = new Bun.CryptoHasher("sha256").update(pdf()).digest("hex");
    for (const path of [
      hash,
      `${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`,
      `..%2ffiles%2f${hash}`,
      "..%2f..%2fconfig.json",
      `${attachment.id}/..`,
      `${attachment.id}/small`,
      `${attachment.id}%00`,
      attachment.id.toUpperCase(),
      "upload",
      "x".repeat(9000),
    ]) {
      const { status } = await rawHttp(url(), request(`GET /attachments/${path}`, { Host: "test" }));
      expect([path, status]).toEqual([path, 404]);
    }
  });

  test("with thumbnails of a picture, which go with it", async () => {
    const { mira } = await cast();
    const bytes = drawPng(600, 400, (x, y) => [x % 256, y % 256, 90]);
    const attachment = await upload(mira, { bytes, name: "plan.png" });
    expect(attachment).toMatchObject({ mime_type: "image/png", width: 600, height: 400 });
    const { small } = attachment.thumbnails ?? {};
    expect(small).toMatchObject({ url: `${attachment.url}/small`, width: 320, height: 213 });
    const answer = await fetch(small?.url ?? "");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
    await mira.request("attachment_delete", { attachment_id: attachment.id });
    expect((await fetch(small?.url ?? "")).status).toBe(404);
  });
});
