/** Looks for faults in a database that no server uses. Only `rewrite` changes it. */

import { errorText } from "../../text/error-text.ts";
import { type Ask, storedFaults } from "../store-rules.ts";
import { openExisting } from "./copy.ts";
import { explain, open, refuseForeignWal, refuseOtherDatabase } from "./database.ts";
import { shrinksInSteps } from "./free-pages.ts";

/** Pages that are named at most. */
const longestList = 100;

/** One line for each fault; an empty list: there is none. */
export function databaseFaults(file: string): string[] {
  try {
    refuseForeignWal(file);
    using database = openExisting(file);
    refuseOtherDatabase(database, file);
    const pages = database
      .query<{ integrity_check: string }, []>(`PRAGMA integrity_check(${longestList})`)
      .all()
      .map(({ integrity_check: line }) => line);
    // The other rules would read the damaged pages.
    if (pages.join() !== "ok") return pages.map((line) => `damaged: ${line}`);
    const ask: Ask = (query) => database.query(query).all();
    return storedFaults(ask, { waiting: false });
  } catch (error) {
    return [errorText(explain(error, file))];
  }
}

/** Whether the file gives free space back while a server runs. @throws Error with one line for people */
export function givesBack(file: string): boolean {
  using database = openExisting(file);
  try {
    return shrinksInSteps(database);
  } catch (error) {
    throw explain(error, file);
  }
}

/**
 * Writes the whole database anew, so that it gives free space back from now on. That takes as much space on the disk as
 * the database has, twice. When it is broken off, the database is as before.
 *
 * @throws Error with one line for people
 */
export function rewrite(file: string): void {
  // The writer's connection marks its log as that of this file.
  const database = open({ file, mode: "write", synchronous: "FULL" });
  try {
    // In memory, the copy of a big database would not fit.
    for (const text of ["PRAGMA temp_store = FILE", "VACUUM"]) database.run({ text, values: [] });
  } catch (error) {
    throw explain(error, file);
  } finally {
    database.close();
  }
}

/** Hashes of all content that a database knows, also of what it no longer uses. @throws Error with one line for people */
export function knownBlobs(file: string): Set<string> {
  using database = openExisting(file);
  try {
    return new Set(
      database
        .query<{ hash: string }, []>("SELECT hash FROM blobs")
        .all()
        .map(({ hash }) => hash),
    );
  } catch (error) {
    throw explain(error, file);
  }
}
