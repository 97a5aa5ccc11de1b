/**
 * Requests to addresses that members choose. Every one goes through here, so that nobody can make the server talk to
 * itself or to its own network:
 *
 * - only `https:`, without a password in the address, and to a name, not to an IP address
 * - the name is resolved once; if any of its addresses isn't public, the request is refused
 * - the connection goes to exactly the addresses that were checked, whatever the name means a moment later; the
 *   certificate is still checked against the name
 * - each redirect is checked in the same way
 * - time and size of an answer are limited
 *
 * Requests to hosts that the operator chose, such as the identity service, don't need it.
 */
import { lookup } from "node:dns/promises";
import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { addressProblem, isTrusted } from "./address-problem.ts";
import { isPublicAddress } from "./public-address.ts";

export interface Outgoing {
  /** Never throws: what goes wrong is in the answer. */
  request(address: string, request: OutgoingRequest): Promise<OutgoingAnswer>;
}

export interface OutgoingRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Milliseconds for everything, redirects included. */
  readonly timeout: number;
  /** Bytes of the body that are read; the rest is dropped. */
  readonly mostBytes: number;
  /** How many are followed. With 0 a redirect is an answer like any other. */
  readonly redirects: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

export type OutgoingAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Headers;
      readonly body: Uint8Array;
      /** There was more than `mostBytes`. */
      readonly isCut: boolean;
      /** Where it came from, behind redirects. */
      readonly url: string;
    }
  /** The address isn't allowed. */
  | { readonly kind: "refused"; readonly reason: string }
  /** No answer; another try may get one. */
  | { readonly kind: "failed"; readonly reason: string };

/** All addresses of a name; it throws when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

interface OutgoingParts {
  /**
   * Hosts of the operator's own network that may be reached, as `host` or `host:port`, also by `http:` and by IP
   * address.
   */
  trusted(): readonly string[];
  /** Replaced in tests. */
  readonly resolve?: Resolve;
}

type Target = { readonly url: URL; readonly addresses: readonly string[] };
type NoAnswer = Exclude<OutgoingAnswer, { readonly kind: "answer" }>;

const refused = (reason: string) => ({ kind: "refused", reason }) as const;
const failed = (reason: string) => ({ kind: "failed", reason }) as const;

export function createOutgoing({ trusted, resolve = resolveBySystem }: OutgoingParts): Outgoing {
  /** Where an address leads, if it may be used. */
  async function targetOf(address: string, signal: AbortSignal): Promise<Target | NoAnswer> {
    const problem = addressProblem(address, trusted());
    if (problem) return refused(problem);
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host)) return { url, addresses: [host] };
    let addresses: readonly string[];
    try {
      addresses = await unlessAborted(resolve(host), signal);
    } catch (error) {
      return failed(signal.aborted ? tooSlow : `its host isn't found (${codeOf(error)})`);
    }
    if (addresses.length === 0) return failed("its host isn't found");
    if (!isTrusted(url, trusted()) && !addresses.every(isPublicAddress)) {
      return refused("its host has an address that isn't public");
    }
    return { url, addresses };
  }

  return {
    async request(address, given) {
      const timeout = AbortSignal.timeout(given.timeout);
      const signal = given.signal ? AbortSignal.any([timeout, given.signal]) : timeout;
      const bad = Object.entries(given.headers).find(([name, value]) => !isHeader(name, value));
      if (bad) return refused(`its header ${JSON.stringify(bad[0])} has characters that headers can't have`);
      let request: OutgoingRequest = given;
      let next = address;
      for (let redirects = 0; ; redirects++) {
        const target = await targetOf(next, signal);
        if ("kind" in target) return target;
        const answer = await ask(target, request, signal);
        const to = answer.kind === "answer" ? redirectOf(answer.status, answer.headers) : null;
        if (to === null || given.redirects === 0) return answer;
        if (redirects === given.redirects) return refused("it redirects too often");
        const url = URL.parse(to, target.url.href);
        if (!url) return refused("it redirects to no address");
        if (answer.kind === "answer") request = redirected(request, answer.status, target.url, url);
        next = url.href;
      }
    },
  };
}

const resolveBySystem: Resolve = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

const tooSlow = "it takes too long";

/** Tries one address of the host after the other, as long as there is no connection. */
async function ask(target: Target, request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
  let answer: OutgoingAnswer = failed("its host isn't found");
  for (const address of target.addresses) {
    try {
      return await askAt(address, target.url, request, signal);
    } catch (error) {
      if (signal.aborted) return failed(tooSlow);
      answer = failed(codeOf(error));
      if (!notConnected.has(codeOf(error))) return answer;
    }
  }
  return answer;
}

/** Nothing was sent yet. */
const notConnected = new Set([
  "ConnectionRefused",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

function askAt(
  address: string,
  url: URL,
  { method, headers, body, mostBytes }: OutgoingRequest,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  const family = isIP(address);
  const options: RequestOptions = {
    method,
    headers: {
      "accept-encoding": "identity",
      ...headers,
      ...(body && { "content-length": String(body.byteLength) }),
    },
    // No connection is shared, and none of another request is used.
    agent: false,
    signal,
    lookup: (_host, { all }, found) =>
      all ? found(null, [{ address, family }]) : found(null, address, family),
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      readBody(response, mostBytes).then(
        (read) =>
          resolve({
            kind: "answer",
            status: response.statusCode ?? 0,
            headers: headersOf(response),
            url: url.href,
            ...read,
          }),
        reject,
      );
    };
    const sent =
      url.protocol === "https:" ? requestHttps(url, options, answered) : requestHttp(url, options, answered);
    sent.on("error", reject);
    sent.end(body);
  });
}

async function readBody(response: IncomingMessage, most: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes.subarray(0, most - size));
    size += bytes.length;
    if (size > most) {
      response.destroy();
      return { body: Buffer.concat(chunks), isCut: true };
    }
  }
  return { body: Buffer.concat(chunks), isCut: false };
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

function redirectOf(status: number, headers: Headers): string | null {
  return [301, 302, 303, 307, 308].includes(status) ? headers.get("location") : null;
}

/** A request goes on without its body where browsers drop it, and without its credentials to another origin. */
function redirected(request: OutgoingRequest, status: number, from: URL, to: URL): OutgoingRequest {
  const { body, headers, ...rest } = request;
  const kept = Object.entries(headers).filter(
    ([name]) => from.origin === to.origin || !/^(?:authorization|cookie)$/i.test(name),
  );
  const next = { ...rest, headers: Object.fromEntries(kept) };
  return status >= 307 ? { ...next, ...(body && { body }) } : { ...next, method: "GET" };
}

/** RFC 9110, 5.5 and 5.6.2. */
function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
}

function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error(tooSlow));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Never the message: it may hold the address, which is a secret of the member. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "the request failed";
}
