/** Reads the table of arrows: for one import, and as rules for the linter. */
import { dirname, relative } from "node:path";
import { forTests, type Place, places } from "./arrows.ts";

const table = "scripts/arrows.ts";

/** The folders at the root that hold code. */
const folders = [...new Set(Object.keys(places).map((name) => name.split("/")[0] ?? name))];

/** The place of a file, or null: the longest name of the table that it lies under, if not deeper than its levels. */
export function placeOf(file: string): string | null {
  const single = file.replace(/\.test\.ts$/, ".ts");
  if (Object.hasOwn(places, single)) return single;
  const folder = dirname(file);
  const around = Object.keys(places).filter((name) => isUnder(folder, name));
  const name = around.sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return null;
  const depth = folder.split("/").length - name.split("/").length;
  return depth <= (places[name]?.levels ?? 0) ? name : null;
}

/** May a file import this: a path from the root of the repository, or a package or module? */
export function mayImport(file: string, target: string): boolean {
  if (target.endsWith(".test.ts")) return false;
  const name = placeOf(file);
  if (name === null) return false;
  const listed = listedFor(name, file.endsWith(".test.ts"));
  if (listed.includes(target) || (target.startsWith("node:") && listed.includes("node:*"))) return true;
  const covers = (place: string) => isPath(place) && isUnder(target, place);
  return listed.some((each) => covers(each) && !placesInside(each).some(covers));
}

/** The TypeScript files of our folders, as paths from the root. */
export function filesOf(root: string): string[] {
  return [...new Bun.Glob(`{${folders.join(",")}}/**/*.{ts,tsx}`).scanSync(root)];
}

/** Complaints about files in folders that the table doesn't have. */
export function unlisted(files: readonly string[]): string[] {
  return files
    .filter((file) => placeOf(file) === null)
    .map((file) => `${file}: ${dirname(file)}/ isn't in the table of ${table}; say there what it may import`);
}

/** The configuration for the linter that biome.json extends. */
export function linterRules(): string {
  const others = {
    includes: ["**", "!scripts/*.mjs"],
    linter: rules(["**"], `This folder isn't in the table of ${table}: say there what it may import.`, {}),
  };
  const overrides = [others, ...Object.keys(places).flatMap(overridesOf)];
  const lines = overrides.map((override) => `    ${JSON.stringify(override)}`);
  return `{\n  "overrides": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** A set of rules for each level of folders: imports are written relative to the file. */
function overridesOf(name: string) {
  const place = placeNamed(name);
  const isFile = name.endsWith(".ts");
  const message = `${isFile ? name : `${name}/`} ${place.purpose}. What it may import stands in ${table}.`;
  return Array.from({ length: (place.levels ?? 0) + 1 }, (_, level) => {
    const folder = isFile ? dirname(name) : name;
    const files = isFile ? name : `${[folder, ...Array(level).fill("*")].join("/")}/*.{ts,tsx}`;
    const tests = files.replace(/\.(ts|\{ts,tsx\})$/, ".test.ts");
    const patterns = (isTest: boolean) => allowed(folder, level, listedFor(name, isTest));
    return [
      { includes: [files, `!${tests}`], linter: rules(patterns(false), message, place.without ?? {}) },
      { includes: [tests], linter: rules(patterns(true), message, {}) },
    ];
  }).flat();
}

function rules(group: readonly string[], message: string, without: Readonly<Record<string, string>>) {
  const imports = { level: "error", options: { patterns: [{ group, message }] } };
  if (Object.keys(without).length === 0) return { rules: { style: { noRestrictedImports: imports } } };
  const globals = { level: "error", options: { deniedGlobals: without } };
  return { rules: { style: { noRestrictedImports: imports, noRestrictedGlobals: globals } } };
}

/** Patterns that refuse everything but what is listed. The last one that matches an import decides. */
function allowed(folder: string, level: number, listed: readonly string[]): string[] {
  const own = Array.from({ length: level }, (_, ups) => ({ path: folder, specifier: upwards(ups), ups }));
  const others = listed.filter(isPath).map((path) => ({ path, ...specifierOf(folder, level, path) }));
  // Folders come behind those that they lie in, and those that take more steps upwards behind the others.
  const paths = [...own, ...others].sort((a, b) => a.ups - b.ups || a.path.length - b.path.length);
  const names = listed.filter((each) => !isPath(each));
  return [
    "**",
    ...names.flatMap((name) => (name === "node:*" ? ["!node:*", "!node:*/*"] : `!${name}`)),
    ...paths.flatMap(({ path, specifier }) => {
      if (path.includes(".")) return `!${specifier}`;
      const inside = placesInside(path).filter((place) => place !== folder);
      return [
        `!${specifier}/**`,
        // No way out through a folder that is listed, as in chat/../db/store.ts.
        `${specifier}/**/../**`,
        ...inside.map((place) => `${specifierOf(folder, level, place).specifier}/**`),
      ];
    }),
    "**/*.test.ts",
  ];
}

/** How a file so many levels below a folder names a path, and how many folders it climbs for it. */
function specifierOf(folder: string, level: number, path: string) {
  const way = relative(folder, path);
  const climbs = way === "" ? 0 : way.split("/").filter((part) => part === "..").length;
  const ups = level + climbs;
  const down = way.split("/").slice(climbs).join("/");
  return { specifier: down === "" ? upwards(ups) : `${upwards(ups)}/${down}`, ups };
}

const upwards = (ups: number) => (ups === 0 ? "." : Array(ups).fill("..").join("/"));

/** Its own folder, and what the table lists. */
function listedFor(name: string, isTest: boolean): string[] {
  const { imports, tests } = placeNamed(name);
  return [...new Set([name, ...imports, ...(isTest ? [...forTests, ...(tests ?? [])] : [])])];
}

function placesInside(path: string): string[] {
  if (!Object.hasOwn(places, path)) return [];
  return Object.keys(places).filter((name) => name.startsWith(`${path}/`));
}

function placeNamed(name: string): Place {
  const place = places[name];
  if (!place) throw new Error(`${name} isn't in the table of ${table}`);
  return place;
}

const isPath = (listed: string) =>
  listed === "package.json" || folders.some((folder) => isUnder(listed, folder));

const isUnder = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
