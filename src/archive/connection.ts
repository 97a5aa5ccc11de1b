/** A SQLite connection with prepared statements that end with it: while one is left, the file stays open. */
import type { SQLQueryBindings, Database as Sqlite, Statement } from "bun:sqlite";

export interface Connection {
  /** Prepares a statement, once for each text. */
  query<Row, Values extends SQLQueryBindings | SQLQueryBindings[]>(
    text: string,
  ): Statement<Row, Bound<Values>>;
  run(text: string): void;
  readonly inTransaction: boolean;
  /** May be called again. */
  close(): void;
}

type Bound<Values> = Values extends SQLQueryBindings[] ? Values : [Values];

export function connectionOn(sqlite: Sqlite): Connection {
  const statements = new Map<string, Statement>();
  return {
    query<Row, Values extends SQLQueryBindings | SQLQueryBindings[]>(text: string) {
      const statement = statements.get(text) ?? sqlite.prepare(text);
      statements.set(text, statement);
      return statement as Statement<Row, Bound<Values>>;
    },
    run: (text) => void sqlite.run(text),
    get inTransaction() {
      return sqlite.inTransaction;
    },
    close() {
      for (const statement of statements.values()) statement.finalize();
      statements.clear();
      sqlite.close();
    },
  };
}
