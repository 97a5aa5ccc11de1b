/** What the page weighs, compressed with Brotli, as browsers get it. */
import { pageFiles } from "../../src/http/page/page-files.ts";
import { type Measure, measure } from "../report.ts";

export async function weights(): Promise<Measure[]> {
  const files = [...(await pageFiles())];
  const html = files.find(([name]) => name === "index.html")?.[1].plain ?? new Uint8Array();
  const document = new TextDecoder().decode(html);
  const early = new Set([...document.matchAll(/(?:src|href)="(?:page\/)?([^"]+)"/g)].map(([, name]) => name));
  const kilobytes = (fits: (name: string) => boolean) =>
    files.reduce((sum, [name, { br }]) => (fits(name) ? sum + br.length / 1000 : sum), 0);
  const isFirst = (name: string) => early.has(name) || name === "index.html";
  const isEmojiData = (name: string) => name.startsWith("part-emojis");
  const isCode = (name: string) => /\.(js|css)$/.test(name);
  return [
    measure("first view: scripts", "KB", [kilobytes((name) => isFirst(name) && name.endsWith(".js"))], {
      most: 60,
    }),
    measure("first view: styles", "KB", [kilobytes((name) => isFirst(name) && name.endsWith(".css"))], {
      most: 12,
    }),
    measure("first view: all", "KB", [kilobytes((name) => isFirst(name) && !name.endsWith(".png"))], {
      most: 100,
    }),
    measure("all scripts and styles", "KB", [kilobytes((name) => isCode(name) && !isEmojiData(name))], {
      most: 250,
    }),
    measure("data of the emoji picker", "KB", [kilobytes(isEmojiData)], { most: 40 }),
  ];
}
