/** Makes validators at Rotur for the built-in page, which reaches no host but this server. */
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import { ask, isObject } from "./rotur-answer.ts";

export interface ValidatorSettings {
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** `refused`: Rotur knows no such token, or it may not make validators. `unavailable`: there was no sensible answer. */
export type MadeValidator = { readonly validator: string } | "refused" | "unavailable";

const limits = { atOnce: 16, waiting: 1000 };

/**
 * @returns a function that asks Rotur for the validator of an account, by a token of it, for a connection's key. Token and
 * validator are neither kept nor logged.
 */
export function createValidatorMaker(settings: () => ValidatorSettings) {
  const limiter = createConcurrencyLimiter(limits);
  return async (token: string, key: string, network: string): Promise<MadeValidator> => {
    const { baseUrl, timeoutMs } = settings();
    const url = `${baseUrl.replace(/\/+$/, "")}/generate_validator?key=${encodeURIComponent(key)}`;
    const answer = await limiter.run([network, token], () => ask(url, AbortSignal.timeout(timeoutMs), token));
    if (!answer || "problem" in answer) return "unavailable";
    const { status, body } = answer;
    const validator = isObject(body) ? body["validator"] : undefined;
    if (status === 200 && typeof validator === "string" && validator.length <= 500) return { validator };
    return status === 401 || status === 403 ? "refused" : "unavailable";
  };
}
