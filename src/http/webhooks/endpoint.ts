/**
 * Where programs outside post: `POST /webhooks?token=TOKEN` as on the reference server, and `POST /webhooks/ID/TOKEN`
 * as on Discord, with `/slack` and `/github` behind it for programs that post in those forms.
 */
import type { WebhookPost } from "../../actions/webhooks/post.ts";
import type { Webhook } from "../../db/webhooks.ts";
import { outlineOf } from "../../gateway/outline.ts";
import { createConcurrencyLimiter } from "../../limiting/concurrency-limiter.ts";
import { networkOf } from "../../limiting/network.ts";
import { type ErrorCode, type Failure, fail, isFailure } from "../../protocol/errors.ts";
import { hashOfSecret, type Sealing } from "../../sealing/sealing.ts";
import { bearerOf, mediaType, readBody } from "../body.ts";
import { type HttpClient, json, queryOf, type Route, refusal } from "../route.ts";
import { type Charged, createRouteBudget, withFields } from "../route-budget.ts";
import { type Fields, isFields } from "./body-fields.ts";
import { fromDiscord } from "./discord.ts";
import { type WebhookUploads, withFiles } from "./files.ts";
import { fromGithub } from "./github.ts";
import { isSigned, sameText } from "./signature.ts";
import { fromSlack } from "./slack.ts";

export interface WebhookParts {
  /** The webhook whose token has this hash. */
  find(tokenHash: string): Promise<Webhook | null>;
  /** The message as the wire has it, or why there is none. */
  post(
    webhook: Webhook,
    post: WebhookPost,
  ): Promise<{ readonly message: object; readonly channel: string } | Failure>;
  readonly sealing: Sealing;
  /** Whether less than the reserve of disk space is free. */
  readonly disk: { readonly isLow: boolean };
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
  readonly uploads: WebhookUploads;
}

/** Bytes of a body: GitHub's largest payloads are cut by the sender at 25 MB, but usual ones stay far below this. */
const mostBytes = 1024 * 1024;
const types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
const complexity = { tokens: 100_000, depth: 64, outsideStrings: mostBytes };
/** Of one webhook. */
const posts = { perMinute: 30, burst: 30 };
/** Wrong tokens of one network; a right one passes at any time, since many senders may share an address. */
const wrongTokens = { perMinute: 10, burst: 20 };
/** Look-ups of tokens that run at once, and that wait: networks take turns. */
const lookUps = { atOnce: 4, waiting: 200 };

type Form = "any" | "slack" | "github";

interface Delivery {
  readonly request: Request;
  readonly client: HttpClient;
  /** Of the path; null: only the token tells. */
  readonly id: string | null;
  readonly token: string | null;
  readonly form: Form;
}

export function webhookRoutes(parts: WebhookParts): readonly Route[] {
  const ofWebhooks = createRouteBudget("posts", () => posts, parts.elapsed);
  const ofNetworks = createRouteBudget("wrong-tokens", () => wrongTokens, parts.elapsed);
  const limiter = createConcurrencyLimiter(lookUps);
  const withPath = (path: string, form: Form): Route => ({
    method: "POST",
    path,
    handle: (request, client, { id = "", token = "" }) => deliver({ request, client, id, token, form }),
  });
  return [
    withPath("/webhooks/:id/:token", "any"),
    withPath("/webhooks/:id/:token/slack", "slack"),
    withPath("/webhooks/:id/:token/github", "github"),
    {
      method: "POST",
      path: "/webhooks/*",
      handle: (request, client) =>
        deliver({ request, client, id: null, token: bearerOf(request), form: "any" }),
    },
  ];

  async function deliver(delivery: Delivery): Promise<Response> {
    const { request, client, id, token } = delivery;
    // A path of two segments may be the reference's form too: there only the query counts.
    const asked = queryOf(request).get("token");
    const [wantedId, given] = asked === null ? [id, token] : [null, asked];
    if (given === null || given === "") return refusal(401, "A token is required");
    const network = networkOf(client.address);
    const type = mediaType(request);
    if (!types.includes(type)) return refusal(415, `The Content-Type must be one of ${types.join(", ")}`);
    const hash = hashOfSecret(given);
    const found = await limiter.run([network, hash], async () => ({ webhook: await parts.find(hash) }));
    if (!found) return refusal(503, "Too many requests wait", { "Retry-After": "1" });
    const { webhook } = found;
    if (!webhook || (wantedId !== null && !sameText(wantedId, webhook.id))) {
      const charged = ofNetworks.charge(network);
      return charged.wait > 0 ? tooMany(charged) : refusal(401, "No webhook has this token", charged.fields);
    }
    const charged = ofWebhooks.charge(webhook.id);
    return charged.wait > 0
      ? tooMany(charged)
      : withFields(await take(delivery, webhook, type), charged.fields);
  }

  async function take(delivery: Delivery, webhook: Webhook, type: string): Promise<Response> {
    const { request, client } = delivery;
    if (parts.disk.isLow) return refused(fail("storage_full"));
    if (type === "multipart/form-data") {
      return withFiles(request, client, webhook, parts.uploads, (fields, attachments) => {
        const body = bodyIn(fields);
        return body ? post(delivery, webhook, body, attachments) : Promise.resolve(noObject());
      });
    }
    const bytes = await readBody(request, client, mostBytes, parts.elapsed);
    if (bytes === "too_large") return refusal(413, `The body is too large (max ${mostBytes} bytes)`);
    if (bytes === "too_slow") return refusal(408, "The body comes too slowly");
    if (bytes === "broken_off") return refusal(400, "The body could not be read");
    if (webhook.secret !== null) {
      const secret = parts.sealing.open(webhook.secret);
      const header = request.headers.get("x-hub-signature-256");
      if (secret === null || !isSigned(bytes, header, secret)) {
        return refusal(401, "The signature in X-Hub-Signature-256 is missing or wrong");
      }
    }
    const body = parsed(bytes, type);
    return body ? post(delivery, webhook, body, []) : noObject();
  }

  /** @param attachments ids of uploads of this webhook */
  async function post(
    { request, form }: Delivery,
    webhook: Webhook,
    body: Fields,
    attachments: readonly string[],
  ): Promise<Response> {
    const translated = translate(request, form, body, parts.now());
    if (translated === null) return new Response(null, { status: 204 });
    if (isFailure(translated)) return refused(translated);
    // GitHub sends a delivery again when it got no answer in time.
    const nonce = request.headers.get("x-github-delivery")?.slice(0, 100) || null;
    const result = await parts.post(webhook, { ...translated, nonce, attachments });
    if (isFailure(result)) return refused(result);
    if (queryOf(request).get("wait") !== "true") return new Response(null, { status: 204 });
    return json({ ...result.message, channel: result.channel });
  }
}

/** The event as a message; null: it is nothing to tell. */
function translate(request: Request, form: Form, body: Fields, now: number) {
  const event = request.headers.get("x-github-event") ?? "";
  if (form === "slack") return fromSlack(body);
  if (form === "github" || event !== "") return fromGithub(event, body, now);
  return fromDiscord(body);
}

/** The object in the body; a form has it as JSON in the field `payload`. */
function parsed(bytes: Uint8Array, type: string): Fields | null {
  try {
    const sent = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return objectIn(type === "application/json" ? sent : (new URLSearchParams(sent).get("payload") ?? ""));
  } catch {
    return null;
  }
}

/** The object of a multipart body: JSON in the part `payload_json`, or one text for each field. */
function bodyIn(fields: ReadonlyMap<string, string>): Fields | null {
  const payload = fields.get("payload_json");
  return payload === undefined ? Object.fromEntries(fields) : objectIn(payload);
}

function objectIn(source: string): Fields | null {
  if (!outlineOf(source, complexity)) return null;
  try {
    const value: unknown = JSON.parse(source);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function noObject(): Response {
  return refusal(400, "The body must be a JSON object");
}

function tooMany({ wait, fields }: Charged): Response {
  // Clients of Discord read `retry_after`.
  return json(
    { error: `Too many requests: wait ${Math.ceil(wait / 1000)} s`, retry_after: wait / 1000 },
    { status: 429, headers: fields },
  );
}

const statuses: Partial<Record<ErrorCode, number>> = {
  channel_not_found: 404,
  storage_full: 507,
  storage_unavailable: 503,
  storage_unreadable: 503,
  internal_error: 500,
};

function refused({ val, code }: Failure): Response {
  return json({ error: val, code }, { status: statuses[code] ?? 400 });
}
