/** config.json of the reference server as one for this server, which is stricter. */
import { isPlain } from "../../config/edit.ts";
import { parseConfig, withoutRetiredKeys } from "../../config/load.ts";
import { fieldsOf, someText, textsOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Findings } from "./findings.ts";
import { baseName, type ReferenceFolder } from "./folder.ts";

const file = "config.json";
const assetsFolder = "db/serverAssets";

export interface ImportedConfig {
  /** The new file; null: there is none. */
  readonly text: string | null;
  readonly assets: readonly RecordOf<"asset">[];
  /** Name of the role that new members get. */
  readonly defaultRole: string;
}

export function readConfig(folder: ReferenceFolder, findings: Findings): ImportedConfig {
  const value = folder.json(file, "config");
  if (!isPlain(value)) {
    if (value !== undefined) findings.skipped("config", "the file must hold an object", file, value);
    return { text: null, assets: [], defaultRole: "user" };
  }
  findings.read("config");
  const { config, warnings } = withoutRetiredKeys(value);
  for (const warning of warnings) findings.repaired("config", warning, file);
  const assets = isPlain(config["server"]) ? assetsOf(folder, config["server"], findings) : [];
  const contact = contactIn(folder);
  if (contact !== null && config["push"] === undefined) config["push"] = { contact };
  takeOutRefused(config, findings);
  findings.imported("config");
  const defaults = fieldsOf(fieldsOf(fieldsOf(config["DB"])["users"])["default"]);
  return {
    text: `${JSON.stringify(config, null, 2)}\n`,
    assets: [...new Map(assets.map((asset) => [asset.name, asset])).values()],
    defaultRole: textsOf(defaults["roles"])[0] ?? "user",
  };
}

/** The files that icon and banner name. Only names stay in the configuration, never a path. */
function assetsOf(
  folder: ReferenceFolder,
  server: Record<string, unknown>,
  findings: Findings,
): RecordOf<"asset">[] {
  return ["icon", "banner"].flatMap((key): RecordOf<"asset">[] => {
    const named = someText(server[key]);
    if (named === undefined || named.includes("://")) return [];
    const name = baseName(named);
    const path = `${assetsFolder}/${name}`;
    delete server[key];
    if (name === "" || folder.file(path) === null) {
      findings.skipped("files", "config.json names a file that isn't there", path);
      return [];
    }
    server[key] = name;
    return [{ kind: "asset", name, file: path }];
  });
}

const placeholders = /^mailto:(?:admin@example\.|you@|$)/i;

/** Whom push services may write to, if somebody filled it in. */
function contactIn(folder: ReferenceFolder): string | null {
  const claims = someText(
    fieldsOf(folder.json("vapid/vapid_config.json", "push subscriptions"))["claims_email"],
  );
  if (claims === undefined) return null;
  const contact = claims.startsWith("mailto:") ? claims : `mailto:${claims}`;
  const isReal =
    !placeholders.test(contact) && "config" in parseConfig(JSON.stringify({ push: { contact } }));
  return isReal ? contact : null;
}

/** Takes out values that this server refuses: with one of them it would not start. */
function takeOutRefused(config: Record<string, unknown>, findings: Findings): void {
  for (;;) {
    const parsed = parseConfig(JSON.stringify(config));
    if ("config" in parsed) {
      for (const warning of parsed.warnings) findings.repaired("config", warning, file);
      return;
    }
    let taken = 0;
    for (const problem of parsed.problems) {
      const path = /^[\w.]+/.exec(problem)?.[0];
      if (path === undefined || !deleteAt(config, path.split("."))) continue;
      taken++;
      findings.repaired("config", `taken out: ${problem}`, file);
    }
    if (taken > 0) continue;
    findings.warn(`config.json can't be used, so the server gets a new one: ${parsed.problems.join(" ")}`);
    for (const key of Object.keys(config)) delete config[key];
  }
}

/** Deletes the value, or the nearest one around it that is no section. */
function deleteAt(config: Record<string, unknown>, path: readonly string[]): boolean {
  const [key = "", ...rest] = path;
  if (!Object.hasOwn(config, key)) return false;
  const section = config[key];
  if (rest.length > 0 && isPlain(section) && deleteAt(section, rest)) return true;
  return delete config[key];
}
