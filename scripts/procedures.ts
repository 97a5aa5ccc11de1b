/** The list of modules that define procedures, which the database threads import so that they find each by its name. */
import { join } from "node:path";

/** The imports of src/db/procedures.gen.ts. @param folder src/db */
export async function procedureModules(folder: string): Promise<string> {
  const files = [...new Bun.Glob("**/*.ts").scanSync(folder)].filter((file) => !file.endsWith(".test.ts"));
  const imports: string[] = [];
  for (const file of files.toSorted()) {
    if (definesProcedures(await Bun.file(join(folder, file)).text())) imports.push(`import "./${file}";`);
  }
  return ["// Made by `npm run generate` from the files beside it. Do not edit.", ...imports, ""].join("\n");
}

/** Without `read` or `write` of procedure.ts no module can define one. */
function definesProcedures(text: string): boolean {
  const imports = text.matchAll(/^import \{([^}]*)\} from "[./]*\/procedure\.ts";/gm);
  return [...imports].some(([, names = ""]) =>
    names.split(",").some((name) => /^(?:read|write)\b/.test(name.trim())),
  );
}
