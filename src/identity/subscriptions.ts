/** Subscriptions of Rotur accounts, which decide how long uploaded files live. */
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import { createExpiringMap } from "../limiting/expiring-map.ts";
import { ask, isObject } from "./rotur-answer.ts";

export interface Subscriptions {
  /**
   * The subscription of the account with this username, in lower case; "" when there is none or the service gave no
   * sensible answer. Never throws.
   */
  of(username: string): Promise<string>;
  stop(): void;
}

export interface SubscriptionSettings {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** Seconds for which an answer is remembered. */
  readonly rememberSeconds: number;
}

/** Accounts that are remembered. */
const most = 1000;
/** Milliseconds for which no answer is remembered, so that an outage isn't asked about by each upload. */
const failureMilliseconds = 30_000;
/** The service limits this route to 30 a minute. */
const limits = { atOnce: 4, waiting: 100 };

/** @param elapsed monotonic milliseconds */
export function createSubscriptions(
  settings: () => SubscriptionSettings,
  elapsed: () => number,
): Subscriptions {
  const known = createExpiringMap<string>(most);
  const asked = new Map<string, Promise<string>>();
  const limiter = createConcurrencyLimiter(limits);
  const stopping = new AbortController();

  async function find(username: string): Promise<string> {
    const { baseUrl, timeoutMs, rememberSeconds } = settings();
    const url = `${baseUrl.replace(/\/+$/, "")}/profile?include_posts=0&name=${encodeURIComponent(username)}`;
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping.signal]);
    const answer = await limiter.run(["", username], () => ask(url, signal));
    const body = answer && "status" in answer && answer.status === 200 ? answer.body : null;
    const subscription =
      isObject(body) && typeof body["subscription"] === "string" ? body["subscription"] : null;
    const now = elapsed();
    const stay = subscription === null ? failureMilliseconds : rememberSeconds * 1000;
    const name = (subscription ?? "").slice(0, 100).toLowerCase();
    known.set(username, name, now, now + stay);
    return name;
  }

  return {
    of(username) {
      const yes = known.get(username, elapsed());
      if (yes !== undefined) return Promise.resolve(yes);
      const running = asked.get(username);
      if (running) return running;
      const answer = find(username)
        .catch(() => "")
        .finally(() => asked.delete(username));
      asked.set(username, answer);
      return answer;
    },
    stop() {
      limiter.stop();
      stopping.abort();
    },
  };
}
