import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { isSecret } from "../log/log.ts";

/**
 * What a key has, for a line that goes into logs: never what may be a secret.
 *
 * @param path of the key, such as `rotur.base_url`
 * @param schema what was expected there
 */
export function shownValue(value: unknown, path: string, schema?: TSchema): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (mayBeSecret(value, path, schema)) {
    return "what stands there; that may be a secret, so it is not shown";
  }
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function mayBeSecret(value: unknown, path: string, schema: TSchema | undefined): boolean {
  // Addresses and connection strings carry passwords and tokens: `//user:password@host`, `?token=…`.
  if (typeof value === "string" && /[@=]|-----BEGIN/.test(value)) return true;
  // Nobody means a secret where a number stands: `post_content` is a length.
  if (schema && (TypeGuard.IsInteger(schema) || TypeGuard.IsNumber(schema) || TypeGuard.IsBoolean(schema))) {
    return false;
  }
  const [key = ""] = /[^.[\]]+(?=(\[\d+\])*$)/.exec(path) ?? [];
  return (isSecret(key) || /(^|_)key$/.test(key)) && value !== null;
}
