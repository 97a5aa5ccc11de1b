/** Looks for faults in a database that no server uses. Nothing is changed. */

import { errorText } from "../../text/error-text.ts";
import { type Ask, storedFaults } from "../store-rules.ts";
import { openExisting } from "./copy.ts";
import { explain, refuseForeignWal, refuseOtherDatabase } from "./database.ts";

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
