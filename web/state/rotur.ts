/** Logging in to an account of Rotur: the server asks Rotur for the validator, since the page reaches no other host. */
import { t } from "../texts/texts.ts";
import { keep, kept } from "./kept.ts";

/** A token that may be forgotten with the tab. */
let unkept: string | null = null;

export const roturToken = (): string | null => unkept ?? kept("rotur");

/** @param isKept in this browser. Null: none */
export function setRoturToken(token: string | null, isKept: boolean): void {
  unkept = isKept ? null : token;
  keep("rotur", isKept ? token : null);
}

/**
 * @param key of the connection
 * @throws Error for people
 */
export async function validatorFor(base: string, token: string, key: string): Promise<string> {
  const answer = await fetch(new URL("page/rotur-validator", base), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, key }),
  }).catch(() => null);
  if (!answer) throw new Error(t().unreachable);
  if (answer.ok) return ((await answer.json()) as { validator: string }).validator;
  throw new Error(
    answer.status === 403 ? t().roturRefused : answer.status === 429 ? t().tooManyLogins : t().roturSilent,
  );
}
