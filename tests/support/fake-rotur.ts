/**
 * A stand-in for the identity service, over real HTTP: both pairs of routes, validators bound to key and
 * account like the real ones, and all the ways in which a service can misbehave.
 *
 * @example
 * const rotur = startFakeRotur();
 * const mira = rotur.account("mira");
 * // … the server under test has `rotur.base_url` set to `rotur.url` …
 * client.send({ cmd: "auth", validator: mira.validatorFor(handshake.validator_key) });
 * await rotur.stop();
 */

/** What the routes that check a validator do. */
// Not Bun.CryptoHasher: after a key was refused elsewhere, its next use throws that refusal (Bun 1.4.5).
import { createHmac } from "node:crypto";
export type FakeMode =
  | "ok"
  /** Right, after 50 ms. */
  | "slow"
  /** Right, when `release()` is called. */
  | "hold"
  /** Never answers. */
  | "hang"
  /** Begins its answer and never ends it. */
  | "hang-body"
  /** Closes the connection in the middle of the answer. */
  | "reset"
  | "400"
  | "403"
  | "404"
  | "429"
  | "500"
  | "503"
  /** Status 200 with a page. */
  | "garbage"
  /** A body without an end. */
  | "huge"
  /** To an address that confirms everything. */
  | "redirect"
  /** Yes to everything, with values of wrong types. */
  | "lying-types"
  /** Yes, to nobody. */
  | "empty-id"
  /** An older service: 404 for the v2 routes. */
  | "no-route-v2"
  /** The same with 405. */
  | "no-method-v2"
  /** Any other answer. */
  | ((request: Request) => Response | Promise<Response>);

interface FakeAccount {
  readonly id: string;
  readonly username: string;
  /** For clients that fetch their validators themselves. */
  readonly token: string;
  validatorFor(key: string): string;
}

export interface FakeRotur {
  readonly url: string;
  /** Checks of a validator so far. */
  readonly requests: number;
  /** Paths of those checks. */
  readonly paths: readonly string[];
  /** Resolves when there were so many checks since the start. */
  arrived(requests: number): Promise<void>;
  /** Makes an account; with the id of an existing one it is renamed. */
  account(username: string, id?: string): FakeAccount;
  /** What `/profile` says of the account's subscription. */
  subscription(account: FakeAccount, name: string): void;
  /** Usernames that `/profile` was asked about, in order. */
  readonly profiles: readonly string[];
  /** From now on the checks say that the account is blocked; null ends it. */
  blocked(account: FakeAccount, code: "account_blocked" | "parental_block" | null): void;
  mode(mode: FakeMode): void;
  /** Answers what `hold` holds back. */
  release(): void;
  stop(): Promise<void>;
}

const checks = ["/validate", "/v2/validators/verify"];
const validFor = 300_000;

export function startFakeRotur(): FakeRotur {
  const accounts = new Map<
    string,
    { username: string; token: string; blocked: string | null; subscription?: string }
  >();
  const profiles: string[] = [];
  const paths: string[] = [];
  const arrivals: { requests: number; resolve: () => void }[] = [];
  let mode: FakeMode = "ok";
  let held: (() => void)[] = [];

  function validator(id: string, key: string): string {
    const hash = createHmac("sha256", accounts.get(id)?.token ?? "")
      .update(key)
      .digest("hex");
    return `${id},${hash}`;
  }

  function check(url: URL): Response {
    const old = url.pathname === "/validate";
    const v = url.searchParams.get("v") ?? "";
    const key = url.searchParams.get("key") ?? "";
    const no = (code: string, status = 200) =>
      answer(old ? { valid: false, error: code } : { valid: false, code, error: code }, old ? status : 200);

    if (v === "" || key === "") return answer({ error: "v and key are required" }, 400);
    if (!v.includes(",")) return no("invalid_validator", 400);
    const id = v.slice(0, v.lastIndexOf(","));
    const account = accounts.get(id);
    if (account === undefined) return no("invalid_validator", 404);
    if (v !== validator(id, key)) return no("invalid_validator");
    if (account.blocked !== null) return answer({ valid: false, code: account.blocked, error: "blocked" });
    const yes = { valid: true, id, username: account.username };
    return answer(old ? yes : { ...yes, minor: false, expires_at: Date.now() + validFor });
  }

  function make(url: URL, request: Request): Response {
    const bearer = request.headers.get("authorization")?.replace(/^Bearer /, "");
    const token = bearer ?? url.searchParams.get("auth");
    const key = url.searchParams.get("key") ?? "";
    if (key === "") return answer({ error: "key is required" }, 400);
    for (const [id, account] of accounts) {
      if (account.token === token) return answer({ validator: validator(id, key) });
    }
    return answer({ error: "bad token" }, 403);
  }

  function profile(url: URL): Response | Promise<Response> {
    const name = url.searchParams.get("name") ?? "";
    profiles.push(name);
    if (mode === "hang") return new Promise(() => {});
    if (mode !== "ok") return answer({ error: "fake" }, 503);
    const account = [...accounts.values()].find(({ username }) => username === name);
    return account
      ? answer({ username: name, subscription: account.subscription ?? "Free" })
      : answer({}, 404);
  }

  async function misbehave(url: URL, request: Request): Promise<Response> {
    if (typeof mode === "function") return mode(request);
    switch (mode) {
      case "ok":
        return check(url);
      case "slow":
        await Bun.sleep(50);
        return check(url);
      case "hold":
        await new Promise<void>((resolve) => held.push(resolve));
        return check(url);
      case "hang":
        return new Promise(() => {});
      case "hang-body":
        return new Response(
          new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("{")) }),
        );
      case "reset":
        return new Response(
          new ReadableStream({
            async start(body) {
              body.enqueue(new TextEncoder().encode("{"));
              await Promise.resolve();
              body.error();
            },
          }),
        );
      case "400":
      case "403":
      case "404":
      case "429":
      case "500":
      case "503":
        return answer({ error: "fake" }, Number(mode));
      case "garbage":
        return new Response("<!doctype html><title>Welcome</title>", {
          headers: { "content-type": "text/html" },
        });
      case "huge":
        return new Response(
          new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(16_384).fill(32)) }),
        );
      case "redirect":
        return new Response(null, { status: 302, headers: { location: "/yes" } });
      case "lying-types":
        return answer({ valid: "true", id: 5, username: ["mira"] });
      case "empty-id":
        return answer({ valid: true, id: "", username: "mira" });
      case "no-route-v2":
      case "no-method-v2":
        if (url.pathname === "/validate") return check(url);
        return answer({ error: "no such route" }, mode === "no-route-v2" ? 404 : 405);
    }
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const url = new URL(request.url);
      if (request.method === "OPTIONS") return answer(null);
      if (request.method === "GET" && checks.includes(url.pathname)) {
        paths.push(url.pathname);
        for (const arrival of arrivals) if (arrival.requests <= paths.length) arrival.resolve();
        return misbehave(url, request);
      }
      const route = `${request.method} ${url.pathname}`;
      if (route === "GET /generate_validator" || route === "POST /v2/validators") return make(url, request);
      if (route === "GET /profile") return profile(url);
      if (route === "GET /yes") return answer({ valid: true, id: "anybody", username: "anybody" });
      return answer({ error: "not found" }, 404);
    },
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    paths,
    get requests() {
      return paths.length;
    },
    arrived(requests) {
      if (paths.length >= requests) return Promise.resolve();
      return new Promise((resolve) => arrivals.push({ requests, resolve }));
    },
    account(username, id = crypto.randomUUID()) {
      const old = accounts.get(id);
      const token = old?.token ?? crypto.randomUUID();
      accounts.set(id, { blocked: null, ...old, username, token });
      return { id, username, token, validatorFor: (key) => validator(id, key) };
    },
    profiles,
    subscription(account, name) {
      const known = accounts.get(account.id);
      if (known !== undefined) known.subscription = name;
    },
    blocked(account, code) {
      const known = accounts.get(account.id);
      if (known !== undefined) known.blocked = code;
    },
    mode(wanted) {
      mode = wanted;
    },
    release() {
      const waiting = held;
      held = [];
      for (const resolve of waiting) resolve();
    },
    stop: () => server.stop(true),
  };
}

function answer(body: unknown, status = 200): Response {
  // The web clients ask from their own pages.
  return Response.json(body, {
    status,
    headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" },
  });
}
