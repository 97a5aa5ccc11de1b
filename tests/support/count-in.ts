import { Database } from "bun:sqlite";
import { join } from "node:path";

/** How many rows a table of a data folder has. A server may run on the folder. */
export function countIn(data: string, table: string): number {
  using database = new Database(join(data, "db", "server.db"), { readonly: true });
  return database.query<{ count: number }, []>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? -1;
}
