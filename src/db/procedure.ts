/**
 * Procedures of the store, written once for every database. A procedure is a generator that yields statements and
 * gets their rows back. The SQLite worker drives it synchronously inside one transaction; a driver with
 * asynchronous statements (PostgreSQL) can drive the same generator.
 *
 * Statements are built with Kysely once, at their first use, and run with values of each call. Building one takes tens
 * of microseconds: too long for each message, and too long for a start that would build all of them.
 */
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Tables } from "./tables.ts";

/** Builds statements; never runs them. */
export const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

export type SqlValue = string | number | null;

/** A statement with its values, as a driver gets it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** What it stores is counted (`StoreMetrics`) once it is durable. */
  readonly counts?: "message";
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back differs by statement; `rows` and `row` give it its type
export type Procedure<Result> = Generator<Statement, Result, any>;

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Builds a statement once, at the first call. The returned function fills in the values of a call.
 *
 * @example
 * const byId = prepared<{ id: string }>()((value) => sql.selectFrom("users").selectAll().where("id", "=", value("id")));
 * const user = yield* row(byId({ id }));
 */
export function prepared<Args extends Readonly<Record<string, SqlValue>>>() {
  return <Row>(
    build: (value: <Key extends keyof Args & string>(key: Key) => Args[Key]) => Compilable<Row>,
  ): ((args: Args) => Typed<Row>) => {
    let statement: Built | null = null;
    return (args) => {
      statement ??= compile(build((key) => new Placeholder(key) as unknown as never));
      const { text, parameters, names } = statement;
      const values = new Array<SqlValue>(names.length);
      for (let index = 0; index < names.length; index++) {
        const name = names[index] ?? null;
        values[index] = name === null ? (parameters[index] as SqlValue) : (args[name] ?? null);
      }
      return { text, values };
    };
  };
}

interface Built {
  readonly text: string;
  readonly parameters: readonly (Placeholder | SqlValue)[];
  /** The placeholder of each parameter. Null for a constant. */
  readonly names: readonly (string | null)[];
}

function compile(query: Compilable): Built {
  const { sql: text, parameters } = query.compile() as { sql: string; parameters: Built["parameters"] };
  const names = parameters.map((parameter) => (parameter instanceof Placeholder ? parameter.name : null));
  return { text, parameters, names };
}

/** A statement for this call alone, where what it asks depends on the call: for what nobody waits for often. */
export function built<Row>(query: Compilable<Row>): Typed<Row> {
  const { sql: text, parameters } = query.compile();
  return { text, values: parameters as readonly SqlValue[] };
}

/** A statement that knows the type of its rows. */
export interface Typed<Row> extends Statement {
  readonly row?: Row;
}

export function* rows<Row>(statement: Typed<Row>): Procedure<readonly Row[]> {
  return yield statement;
}

export function* row<Row>(statement: Typed<Row>): Procedure<Row | undefined> {
  const found: readonly Row[] = yield statement;
  return found[0];
}

/** A call of a procedure as a value: it crosses to the worker as JSON. */
export interface Call<Result> {
  readonly name: string;
  readonly args: unknown;
  /** Never set; carries the type. */
  readonly result?: Result;
}
/** Changes the database, in a group commit. */
export interface Write<Result> extends Call<Result> {
  readonly kind: "write";
  /** Makes the result of what came back, if that is smaller. */
  readonly unpack?: (value: unknown) => Result;
}
/** Reads a consistent snapshot. */
export interface Read<Result> extends Call<Result> {
  readonly kind: "read";
  /** Makes the result of what came back. */
  readonly unpack: (value: unknown) => Result;
}

interface Registered {
  readonly kind: "write" | "read";
  readonly run: (args: never) => Procedure<unknown>;
  /** For calls that follow one another; gives a result for each. */
  readonly runSeveral?: (inputs: readonly never[]) => Procedure<readonly unknown[]>;
}
const procedures = new Map<string, Registered>();

function register(name: string, procedure: Registered): void {
  if (procedures.has(name)) throw new Error(`two procedures named ${name}`);
  procedures.set(name, procedure);
}

/** The names of all changes, for tests that walk them. */
export function writeNames(): readonly string[] {
  return [...procedures].flatMap(([name, { kind }]) => (kind === "write" ? [name] : []));
}

/** Defines a change. Args and result must survive JSON. */
export function write<Args, Result>(
  name: string,
  run: (args: Args) => Procedure<Result>,
): (args: Args) => Write<Result> {
  register(name, { kind: "write", run });
  return (args) => ({ kind: "write", name, args });
}

/** How a call and its result cross to the database thread and back, and what runs there. */
interface Several<Args, PackedArgs, PackedResult, Result> {
  readonly pack: (args: Args) => PackedArgs;
  /** Gives a result for each input, as if they were run one by one. */
  readonly run: (inputs: readonly PackedArgs[]) => Procedure<readonly PackedResult[]>;
  readonly unpack: (packed: PackedResult, args: Args) => Result;
}

/**
 * Defines a change of which calls that follow one another in a commit are run as one, so that what only the last of
 * them decides is written once. What is packed must survive JSON.
 */
export function writeSeveral<Args, PackedArgs, PackedResult, Result>(
  name: string,
  { pack, run, unpack }: Several<Args, PackedArgs, PackedResult, Result>,
): (args: Args) => Write<Result> {
  function* runOne(args: PackedArgs): Procedure<PackedResult | undefined> {
    return (yield* run([args]))[0];
  }
  register(name, { kind: "write", run: runOne, runSeveral: run });
  return (args) => ({
    kind: "write",
    name,
    args: pack(args),
    unpack: (value) => unpack(value as PackedResult, args),
  });
}

/**
 * Defines a query. Args and what `run` gives must survive JSON.
 *
 * @param unpack for results that travel in a smaller form
 */
export function read<Args, Result>(
  name: string,
  run: (args: Args) => Procedure<Result>,
): (args: Args) => Read<Result>;
export function read<Args, Packed, Result>(
  name: string,
  run: (args: Args) => Procedure<Packed>,
  unpack: (packed: Packed) => Result,
): (args: Args) => Read<Result>;
export function read<Args, Packed>(
  name: string,
  run: (args: Args) => Procedure<Packed>,
  unpack: (packed: Packed) => unknown = (value) => value,
): (args: Args) => Read<unknown> {
  register(name, { kind: "read", run });
  return (args) => ({ kind: "read", name, args, unpack: (value) => unpack(value as Packed) });
}

/** Starts the procedure that a call names. Its result is not unpacked. @throws if none has that name */
export function begin({ name, args }: Call<unknown>): Procedure<unknown> {
  return named(name).run(args as never);
}

/** Runs all calls in their order, and gives their results, not unpacked. */
export function* beginAll(calls: readonly Call<unknown>[]): Procedure<unknown[]> {
  const results: unknown[] = [];
  let group: Call<unknown>[] = [];
  for (const [index, call] of calls.entries()) {
    const { run, runSeveral } = named(call.name);
    if (!runSeveral) {
      results.push(yield* run(call.args as never));
      continue;
    }
    group.push(call);
    if (calls[index + 1]?.name === call.name) continue;
    for (const result of yield* runSeveral(group.map(({ args }) => args as never))) results.push(result);
    group = [];
  }
  return results;
}

function named(name: string): Registered {
  const found = procedures.get(name);
  if (!found) throw new Error(`no procedure named ${name}`);
  return found;
}

/** Runs a procedure to its end on a driver whose statements answer at once. */
export function drive<Result>(
  procedure: Procedure<Result>,
  run: (statement: Statement) => readonly unknown[],
): Result {
  let step = procedure.next();
  while (!step.done) step = procedure.next(run(step.value));
  return step.value;
}
