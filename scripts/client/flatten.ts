/**
 * Declaration files of modules as one file. It reads what the compiler writes: one statement begins on each line without
 * indentation. Anything else is refused.
 */
import { dirname, join } from "node:path";

/** Path of a declaration file from the root of the package, such as `model/model.d.ts`, and its text. */
export type Declarations = ReadonlyMap<string, string>;

interface Declared {
  readonly module: string;
  readonly name: string;
  /** With its comment, without `export`. */
  readonly text: string;
}

interface Module {
  readonly declared: ReadonlyMap<string, Declared>;
  /** What it takes from other modules, or hands on, by name. */
  readonly taken: ReadonlyMap<string, string>;
  /** Modules of which it hands on everything. */
  readonly handedOn: readonly string[];
  readonly exported: ReadonlySet<string>;
}

/**
 * The declarations that the entry exports, with those that they need, and one list of exports.
 *
 * @throws Error when two of them share a name, or a file has a statement that isn't expected
 */
export function flatten(files: Declarations, entry: string): string {
  const modules = new Map([...files].map(([path, text]) => [path, parsed(path, text)]));
  const moduleAt = (path: string): Module => {
    const module = modules.get(path);
    if (!module) throw new Error(`There is no ${path}`);
    return module;
  };

  function find(path: string, name: string): Declared | null {
    const { declared, taken, handedOn } = moduleAt(path);
    const own = declared.get(name);
    if (own) return own;
    const from = taken.get(name);
    if (from !== undefined) return find(from, name);
    for (const other of handedOn) {
      const found = find(other, name);
      if (found) return found;
    }
    return null;
  }

  function exportsOf(path: string): string[] {
    const { exported, handedOn } = moduleAt(path);
    return [...new Set([...exported, ...handedOn.flatMap(exportsOf)])].sort();
  }

  const reached = new Map<string, Declared>();
  function reach(declared: Declared): void {
    const other = reached.get(declared.name);
    if (other === declared) return;
    if (other) throw new Error(`${other.module} and ${declared.module} both have a ${declared.name}`);
    reached.set(declared.name, declared);
    for (const word of new Set(withoutComments(declared.text).match(/[A-Za-z_$][\w$]*/g))) {
      const needed = find(declared.module, word);
      if (needed) reach(needed);
    }
  }

  const names = exportsOf(entry);
  for (const name of names) {
    const declared = find(entry, name);
    if (!declared) throw new Error(`${entry} exports ${name}, which is nowhere`);
    reach(declared);
  }
  const order = [...files.keys()];
  const texts = [...reached.values()]
    .sort((a, b) => order.indexOf(a.module) - order.indexOf(b.module))
    .map(({ text }) => text);
  return `${texts.join("\n")}\nexport { ${names.join(", ")} };\n`;
}

function parsed(path: string, text: string): Module {
  const declared = new Map<string, Declared>();
  const taken = new Map<string, string>();
  const handedOn: string[] = [];
  const exported = new Set<string>();
  const at = (specifier: string) => join(dirname(path), specifier).replace(/\.ts$/, ".d.ts");
  const plain = text.replace(/import\("([^"]+)"\)\.(\w+)/g, (_, specifier: string, name: string) => {
    taken.set(name, at(specifier));
    return name;
  });
  for (const { comment, code } of statements(plain)) {
    const list = /^(import|export)(?: type)? \{(.*)\}(?: from "([^"]+)")?;$/s.exec(code);
    const all = /^export (?:type )?\* from "([^"]+)";$/.exec(code);
    const name =
      /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const) ([\w$]+)/.exec(
        code,
      )?.[1];
    if (list) {
      for (const each of (list[2] ?? "").split(",").map((part) => part.replace(/\btype /, "").trim())) {
        if (each === "") continue;
        if (!/^[\w$]+$/.test(each)) throw new Error(`${path}: names may not be changed on the way: ${each}`);
        if (list[3] !== undefined) taken.set(each, at(list[3]));
        if (list[1] === "export") exported.add(each);
      }
    } else if (all?.[1] !== undefined) handedOn.push(at(all[1]));
    else if (name !== undefined) {
      if (code.startsWith("export ")) exported.add(name);
      const earlier = declared.get(name);
      const bare = comment + code.replace(/^export /, "").replace(/^(?=class|function|const)/, "declare ");
      declared.set(name, { module: path, name, text: earlier ? `${earlier.text}\n${bare}` : bare });
    } else throw new Error(`${path}: this statement is not expected: ${code.slice(0, 80)}`);
  }
  return { declared, taken, handedOn, exported };
}

/** The statements of a file, each with the comment above it. */
function statements(text: string): { comment: string; code: string }[] {
  const found: { comment: string; code: string }[] = [];
  let comment = "";
  let code = "";
  for (const line of text.split("\n")) {
    if (code === "" && line.trim() === "") continue;
    const inComment = comment !== "" && !comment.trimEnd().endsWith("*/");
    if (code === "" && (inComment || line.startsWith("/**"))) {
      // Two comments in a row: the first one was of the file.
      comment = inComment ? `${comment}${line}\n` : `${line}\n`;
      continue;
    }
    if (code === "" && line.startsWith("//")) continue;
    code += code === "" ? line : `\n${line}`;
    if (!isComplete(code)) continue;
    found.push({ comment, code });
    comment = code = "";
  }
  if (code !== "") throw new Error(`This statement has no end: ${code.slice(0, 80)}`);
  return found;
}

function isComplete(code: string): boolean {
  const bare = withoutComments(code)
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .trimEnd();
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0;
  if (count(/[{([]/g) !== count(/[})\]]/g)) return false;
  const isBlock = /^(export )?(declare )?(abstract )?(interface|class) /.test(bare);
  return bare.endsWith(isBlock ? "}" : ";");
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, "");
}
