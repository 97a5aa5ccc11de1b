/** `POST /page/rotur-validator`: how the built-in page logs in to an account of Rotur. */
import type { Config } from "../../config/schema.ts";
import { networkOf } from "../../limiting/network.ts";
import { readBody } from "../body.ts";
import { fileNotFound } from "../file-response.ts";
import { json, type Route, refusal } from "../route.ts";
import { createRouteBudget, withFields } from "../route-budget.ts";

export interface RoturParts {
  readonly config: () => Config;
  /** Asks Rotur. */
  make(
    token: string,
    key: string,
    network: string,
  ): Promise<{ readonly validator: string } | "refused" | "unavailable">;
  /** Is it the key of a connection that is open now? */
  isOpenKey(key: string): boolean;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
}

const requests = { perMinute: 20, burst: 10 };
const mostBytes = 2048;

/**
 * The body is `{"token","key"}`: a token of the account, and the key of the page's open connection; validators for
 * other servers are not this page's business. The answer is `{"validator"}`, 403 when Rotur refuses the token, 502 when
 * it does not answer.
 */
export function roturValidator({ config, make, isOpenKey, elapsed }: RoturParts): Route {
  const budget = createRouteBudget("rotur", () => requests, elapsed);
  return {
    method: "POST",
    path: "/page/rotur-validator",
    private: true,
    async handle(request, client) {
      if (!config().page.enabled || config().auth_mode === "cracked-only") return fileNotFound();
      // Pages of other hosts can send everything but this type without asking first, and that is not allowed to them.
      if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
        return refusal(415, "The body must be application/json");
      const network = networkOf(client.address);
      const { wait, fields } = budget.charge(network);
      if (wait > 0) return refusal(429, "Too many logins from this network; try again later", fields);
      const body = await readBody(request, client, mostBytes, elapsed);
      const asked = typeof body === "string" ? null : parsed(body);
      if (!asked) return withFields(refusal(400, "The body must be JSON with token and key"), fields);
      if (!isOpenKey(asked.key))
        return withFields(refusal(400, "The key must be that of an open connection to this server"), fields);
      const made = await make(asked.token, asked.key, network);
      if (made === "refused") return withFields(refusal(403, "Rotur does not accept this token"), fields);
      if (made === "unavailable")
        return withFields(refusal(502, "Rotur does not answer at the moment"), fields);
      return json(made, { headers: { ...fields, "Cache-Control": "no-store" } });
    },
  };
}

function parsed(body: Uint8Array): { readonly token: string; readonly key: string } | null {
  try {
    const { token, key } = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
    const isToken = typeof token === "string" && /^[\x21-\x7e]{1,500}$/.test(token);
    const isKey = typeof key === "string" && /^originChats-[\x21-\x7e]{1,300}$/.test(key);
    return isToken && isKey ? { token, key } : null;
  } catch {
    return null;
  }
}
