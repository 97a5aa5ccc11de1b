/**
 * The identity service Rotur: does this validator prove an account, for this connection's key?
 *
 * Nothing that it sends is trusted further than the table says; whatever isn't a clear yes or a clear no counts
 * as no answer. Validators and keys are never logged, which is why no error of `fetch` is either: it holds the URL.
 */

import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import { createExpiringMap } from "../limiting/expiring-map.ts";
import { networkOf } from "../limiting/network.ts";
import type { Log } from "../log/log.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { looksLocal } from "../protocol/local-names.ts";
import { showsWhole } from "../text/shown.ts";
import { createBuckets, networkFailures, tooMany } from "./attempts.ts";
import type { ConfirmedIdentity, Identity, IdentityRefusal } from "./identity.ts";
import { type Answer, ask, isObject } from "./rotur-answer.ts";

interface RoturSettings {
  readonly baseUrl: string;
  /** Full URL of the older check, when it isn't `baseUrl` + `/validate`. */
  readonly validateUrl: string | null;
  /** Ask the v2 route first. */
  readonly v2: boolean;
  /** For all the requests of one question. */
  readonly timeoutMs: number;
  /** `limits.logins_per_minute`, of which the budget of refused validators is made. */
  readonly loginsPerMinute: number;
}

interface RoturOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds of the monotonic clock. */
  readonly elapsed?: () => number;
  /** Requests at once. */
  readonly atOnce?: number;
  /** Milliseconds that questions under way may still take when the server stops. */
  readonly stopPatience?: number;
  /** Questions waiting for their turn. After a restart everybody asks at once. */
  readonly waiting?: number;
}

interface Yes {
  readonly identity: ConfirmedIdentity;
  /** Unix milliseconds; the older route doesn't say. */
  readonly expiresAt: number;
}

const longestValidator = 500;
const cacheFor = 60_000;
const cacheSize = 1000;
/** A login that waited this many time-outs for its turn fails, instead of waiting for a service that hangs. */
const longestWait = 6;
/** During an outage one line per minute is enough. */
const warnEvery = 60_000;
const maxNetworks = 10_000;

export function createRotur(
  settings: () => RoturSettings,
  log: Log,
  {
    now = Date.now,
    elapsed = () => performance.now(),
    atOnce = 64,
    waiting = 10_000,
    stopPatience = 1000,
  }: RoturOptions = {},
): Pick<Identity, "confirm" | "stop"> {
  const limiter = createConcurrencyLimiter({ atOnce, waiting });
  const stopping = new AbortController();
  /** Questions of each network that brought no yes. */
  let failures = createBuckets(maxNetworks);
  /** By URL of the check, which holds the validator and the key. */
  const known = createExpiringMap<ConfirmedIdentity>(cacheSize);
  let outage: { warnedAt: number } | null = null;

  function unavailable(problem: string): Failure<"identity_unavailable"> {
    if (limiter.stopped) return { ...fail("identity_unavailable"), quiet: true };
    if (outage === null || elapsed() - outage.warnedAt >= warnEvery) {
      outage = { warnedAt: elapsed() };
      log.warn("The identity service gives no usable answer; nobody can log in with it", { problem });
    }
    return fail("identity_unavailable");
  }

  function answered(): void {
    if (outage === null) return;
    log.info("The identity service answers again");
    outage = null;
    // Questions that failed because of the outage must not count against anybody.
    failures = createBuckets(maxNetworks);
  }

  async function check(
    old: string,
    v2: string | null,
    timeoutMs: number,
  ): Promise<ConfirmedIdentity | IdentityRefusal> {
    const askedAt = elapsed();
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping.signal]);
    let answer = v2 === null ? null : await ask(v2, signal);
    if (answer === null || lacksRoute(answer)) answer = await ask(old, signal);
    const verdict = judge(answer);
    if ("problem" in verdict) return unavailable(verdict.problem);
    answered();
    if (isFailure(verdict)) return verdict;
    known.set(old, verdict.identity, askedAt, askedAt + Math.min(verdict.expiresAt - now(), cacheFor));
    return verdict.identity;
  }

  return {
    async confirm(validator, key, address) {
      if (!isValidator(validator)) return fail("invalid_validator");
      const { baseUrl, validateUrl, v2, timeoutMs, loginsPerMinute } = settings();
      const base = baseUrl.replace(/\/+$/, "");
      const query = `key=${encodeURIComponent(key)}&v=${encodeURIComponent(validator)}`;
      const old = withQuery(validateUrl ?? `${base}/validate`, query);

      const yes = known.get(old, elapsed());
      if (yes !== undefined) return yes;

      const network = networkOf(address);
      const budget = networkFailures(loginsPerMinute);
      const refusal = () => {
        const wait = failures.wait(network, elapsed(), budget);
        return wait > 0 ? tooMany(wait) : null;
      };
      const refused = refusal();
      if (refused) return refused;
      // A network that has used half of its budget asks one question at a time, so that it can't overdraw it.
      const half = { ...budget, size: budget.size / 2 };
      const isSuspect = failures.wait(network, elapsed(), half) > 0;
      const cameAt = elapsed();
      const result = await limiter.run([network, isSuspect ? "" : key], async () => {
        const refused = refusal();
        if (refused) return refused;
        if (elapsed() - cameAt > longestWait * timeoutMs)
          return unavailable("too slow for the number of logins");
        const answer = await check(
          old,
          v2 ? withQuery(`${base}/v2/validators/verify`, query) : null,
          timeoutMs,
        );
        if (isFailure(answer)) failures.spend(network, elapsed(), budget);
        return answer;
      });
      return result ?? unavailable("too many questions are waiting");
    },
    stop() {
      limiter.stop();
      setTimeout(() => stopping.abort(), stopPatience).unref();
    },
  };
}

/** The text comes from a client, so its type is looked at too; a lone surrogate can't be percent-encoded. */
function isValidator(value: unknown): value is string {
  return (
    typeof value === "string" && value !== "" && value.length <= longestValidator && value.isWellFormed()
  );
}

function withQuery(address: string, query: string): string {
  const url = new URL(address);
  url.search = url.search === "" ? query : `${url.search}&${query}`;
  return url.href;
}

/** 404 or 405 of the route itself; an earlier v2 also answered 404 for unknown accounts, but said so. */
function lacksRoute(answer: Answer): boolean {
  if (!("status" in answer)) return false;
  if (answer.status === 405) return true;
  return answer.status === 404 && !(isObject(answer.body) && answer.body.valid === false);
}

function judge(answer: Answer): Yes | IdentityRefusal | { readonly problem: string } {
  if ("problem" in answer) return answer;
  const { status, body } = answer;
  if (status === 400 || status === 403 || status === 404) return refusal(body);
  if (status !== 200) return { problem: `it answers with status ${status}` };
  if (!isObject(body)) return { problem: "its answer is no JSON object" };
  if (body.valid === false) return refusal(body);
  if (body.valid !== true) return { problem: "its answer is neither yes nor no" };
  const { id, username, expires_at } = body;
  if (!isName(id, limits.id) || !isName(username, limits.username) || !showsWhole(username))
    return { problem: "it confirms nobody in particular" };
  // Such ids and names belong to accounts of this server. The service has no say about them.
  if (looksLocal(id) || looksLocal(username)) return { problem: "it confirms an account that isn't its own" };
  return { identity: { id, username: username.normalize("NFC") }, expiresAt: expiry(expires_at) };
}

function refusal(body: unknown): IdentityRefusal {
  const code = isObject(body) ? body.code : undefined;
  return fail(code === "account_blocked" || code === "parental_block" ? code : "invalid_validator");
}

/** Without one it is for the cache to say; an unknown kind of time is none to rely on. */
function expiry(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return typeof value === "number" ? value : 0;
}

function isName(value: unknown, longest: number): value is string {
  return (
    typeof value === "string" &&
    value.trim() !== "" &&
    value.length <= longest &&
    value.isWellFormed() &&
    !/[\p{Cc}\u2028\u2029]/u.test(value)
  );
}
