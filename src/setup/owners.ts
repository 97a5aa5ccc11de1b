/** Which accounts the answer about owners means. */
import { localUsername } from "../chat/names.ts";
import { isFailure } from "../protocol/errors.ts";
import { localPrefix, looksLocal } from "../protocol/local-names.ts";
import { parsedConfig } from "./answers.ts";
import { answerTo, type SetupIo } from "./asking.ts";
import type { Part } from "./questions.ts";

type OwnerKind = "local" | "rotur";

export const ownerKindFlag = "owner-kind";
export const ownerKindWords = "Are these accounts of this server (local) or of Rotur (rotur)?";

export function ownerKind(answer: string): OwnerKind | null {
  if (/^(l|local)$/i.test(answer)) return "local";
  return /^(r|rotur)$/i.test(answer) ? "rotur" : null;
}

/**
 * The owners as config.json needs them: a Rotur account by its name, an account of this server by its id. Where both
 * kinds can log in, a plain name is ambiguous. A returned text says why the answer can't be used.
 */
export async function exactOwners(
  answers: Part,
  given: OwnerKind | null,
  quiet: boolean,
  io: SetupIo,
): Promise<string[] | string> {
  const { owners, auth_mode: mode } = parsedConfig(answers);
  const only = { rotur: "rotur", "cracked-only": "local", cracked: null } as const;
  const isOpen = only[mode] === null && owners.some((name) => !looksLocal(name));
  const asked = isOpen ? (given ?? (quiet ? "local" : await askOwnerKind(owners, io))) : "local";
  const kind = only[mode] ?? asked;
  const exact: string[] = [];
  for (const name of owners) {
    if (mode === "rotur" && (looksLocal(name) || given === "local"))
      return `'${name}' is an account of this server, and none can log in with the mode "rotur".`;
    if (mode === "cracked-only" && given === "rotur")
      return `'${name}' is a Rotur account, and none can log in with the mode "cracked-only".`;
    if (kind === "rotur" && !looksLocal(name)) {
      exact.push(name);
      continue;
    }
    const checked = localUsername(looksLocal(name) ? name.slice(localPrefix.length) : name);
    if (isFailure(checked)) return `'${name}' can't be an account of this server: ${checked.val}.`;
    exact.push(localPrefix + checked.name);
  }
  return exact;
}

async function askOwnerKind(owners: readonly string[], io: SetupIo): Promise<OwnerKind> {
  for (;;) {
    const answer = await answerTo(io, `${owners.join(", ")}: ${ownerKindWords} [local]: `);
    const kind = ownerKind(answer || "local");
    if (kind !== null) return kind;
    io.print("Please answer local or rotur.");
  }
}
