import { describe, expect, test } from "bun:test";
import { dirname, join } from "node:path";

const web = join(import.meta.dir, "..");
const catalogues = [...new Bun.Glob("**/texts/en.ts").scanSync(web), "texts/en.ts"];

/** Words that are the same in both languages. */
const same = new Set([
  "bot",
  "webhook",
  "online",
  "offline",
  "userName",
  "uploading",
  "uploadFailed",
  "emojis",
  "webhooks",
  "text",
  "previewLink",
  "forum",
  "channelName",
  "roleName",
  "moderation",
  "status",
  "normalContrast",
  "resultsIn",
  "botName",
  "serverName",
  "banner",
  "server",
  "version",
  "bots",
  "replyTo",
  "inForum",
]);

describe.each([...new Set(catalogues)].sort())("texts of %s", (path) => {
  const folder = dirname(dirname(path));

  test("every text is used", async () => {
    const { en } = await import(join(web, path));
    // The texts in web/texts are for all areas, which call them `common` beside their own.
    const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(join(web, folder))];
    const code = (await Promise.all(files.map((file) => Bun.file(join(web, folder, file)).text()))).join(
      "\n",
    );
    const accessor = folder === "." ? "(?:t|common)" : "t";
    const isUsed = (name: string) => new RegExp(`\\b${accessor}\\(\\)\\s*\\.${name}\\b`).test(code);
    expect(Object.keys(en).filter((name) => !isUsed(name))).toEqual([]);
  });

  test("no text was left in the other language", async () => {
    const { en } = await import(join(web, path));
    const { de } = await import(join(web, dirname(path), "de.ts"));
    const isLeft = (name: string) => String(en[name]) === String(de[name]) && !same.has(name);
    expect(Object.keys(en).filter(isLeft)).toEqual([]);
  });
});
