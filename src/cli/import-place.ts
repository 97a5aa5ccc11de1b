/** Where an import may write. */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";

/**
 * Nothing is ever written into the folder that is imported.
 *
 * @param dataFolder of the new server; null: there will be none. @throws Error with one line for people
 */
export function refuseInside(folder: string, dataFolder: string | null): void {
  if (dataFolder !== null && `${realPath(dataFolder)}${sep}`.startsWith(`${realPath(folder)}${sep}`)) {
    throw new Error(`${dataFolder} lies in ${folder}; choose a new folder outside of it with --data`);
  }
}

/** The path without links, also of a folder that doesn't exist yet. */
function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const parent = dirname(whole);
    return parent === whole ? whole : join(realPath(parent), basename(whole));
  }
}
