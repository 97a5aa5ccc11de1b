/**
 * The measurements that docs/performance.md shows: docs/performance/measured.json. `npm run bench -- record` takes over
 * what is in bench/results and writes the page's table and plots anew.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plotsOf } from "./plots.ts";
import type { Measure } from "./report.ts";
import { promisesOf, tableOf } from "./table.ts";

const docs = join(import.meta.dir, "../docs");
const recorded = join(docs, "performance/measured.json");
const pagePath = join(docs, "performance.md");

/** One benchmark as it was measured once; a number that was not written down then is null. */
export interface Recorded {
  readonly name: string;
  readonly about: string;
  readonly at: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly kernel: string;
    readonly bun: string;
    readonly fsyncMilliseconds: number;
  };
  readonly measures: readonly RecordedMeasure[];
}

export interface RecordedMeasure extends Pick<Measure, "what" | "unit" | "target"> {
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What is recorded and, by path, the files that are made from it. */
export function loadRecorded(): { measured: readonly Recorded[]; page: ReadonlyMap<string, string> } {
  const measured = readJson<Recorded[]>(recorded);
  return { measured, page: pageOf(measured) };
}

/** Takes over each result of the named benchmarks that lies in bench/results, and writes the page. */
export function updatePage(names: readonly string[]): void {
  const known = new Map(loadRecorded().measured.map((result) => [result.name, result]));
  const measured = names.flatMap((name) => {
    const path = join(import.meta.dir, "results", `${name}.json`);
    return (existsSync(path) ? readJson<Recorded>(path) : known.get(name)) ?? [];
  });
  writeFileSync(recorded, `${JSON.stringify(measured, null, 2)}\n`);
  for (const [path, text] of pageOf(measured)) writeFileSync(path, text);
}

function pageOf(measured: readonly Recorded[]): Map<string, string> {
  const text = readFileSync(pagePath, "utf8");
  const promised = replaced(text, "promised", promisesOf(measured));
  const page = new Map([[pagePath, replaced(promised, "measured", tableOf(measured))]]);
  for (const [name, svg] of plotsOf(measured)) page.set(join(docs, "performance", `${name}.svg`), svg);
  return page;
}

/** The page with this text behind a mark, up to the mark `end`. */
function replaced(page: string, mark: string, text: string): string {
  const start = `<!-- ${mark} -->\n`;
  const [before = "", rest = ""] = page.split(start);
  return `${before}${start}${text}${rest.slice(rest.indexOf("<!-- end -->"))}`;
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, "utf8"));
}
