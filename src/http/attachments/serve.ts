/**
 * Uploaded files: `GET /attachments/ID`, and `/small` and `/large` behind it for the thumbnails. The id alone
 * gives access, so ids are random. They are looked up in the database and never become a path.
 */
import { type Thumbnail, thumbnails } from "../../chat/attachments.ts";
import type { Placed } from "../../db/attachments.ts";
import type { Files } from "../../files/files.ts";
import { isShownInline } from "../../files/media/media-type.ts";
import { createConcurrencyLimiter } from "../../limiting/concurrency-limiter.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { answerWithoutBytes, fileResponse, type ServedFile } from "../file-response.ts";
import { type HttpClient, type Route, refusal } from "../route.ts";
import { failed } from "./answers.ts";

export interface ServeParts {
  isEnabled(): boolean;
  find(id: string): Promise<Placed | null>;
  readonly files: Pick<Files, "read">;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Look-ups that run at once, and that wait: networks take turns. */
const lookUps = { atOnce: 8, waiting: 500 };
/** Seconds for which caches need not ask again, unless the file expires before. */
const longestAge = 3600;
/** UUIDs; those of imported attachments too. */
const idPattern = /^[0-9A-Za-z-]{8,64}$/;

const notFound = () => refusal(404, "Attachment not found or expired");

export function attachmentRoutes(parts: ServeParts): readonly Route[] {
  const limiter = createConcurrencyLimiter(lookUps);
  return [
    { path: "/attachments/:id", handle: (request, client, { id = "" }) => serve(request, client, id, null) },
    ...thumbnails.map(
      (thumbnail): Route => ({
        path: `/attachments/:id/${thumbnail}`,
        handle: (request, client, { id = "" }) => serve(request, client, id, thumbnail),
      }),
    ),
  ];

  async function serve(
    request: Request,
    { address }: HttpClient,
    id: string,
    thumbnail: Thumbnail | null,
  ): Promise<Response> {
    if (!parts.isEnabled()) return failed(fail("attachments_disabled"));
    if (!idPattern.test(id)) return notFound();
    const answer = await limiter.run([networkOf(address), id], async () => ({ found: await parts.find(id) }));
    if (!answer) return refusal(503, "Too many requests wait", { "Retry-After": "1" });
    const { found } = answer;
    const seconds = found ? (found.expiresAt ?? Number.POSITIVE_INFINITY) - parts.now() / 1000 : 0;
    const blob = found && (thumbnail ? found[thumbnail] : found.blob);
    if (!found || !blob || seconds <= 0) return notFound();
    const file = servedAs(found, thumbnail, blob, Math.min(longestAge, Math.floor(seconds)));
    const early = answerWithoutBytes(request, { ...file, size: thumbnail ? null : found.size });
    if (early) return early;
    const bytes = await parts.files.read(blob, thumbnail ? null : found.size);
    if (isFailure(bytes)) return failed(bytes);
    return bytes ? fileResponse(request, file, bytes) : notFound();
  }
}

function servedAs(
  { name, type }: Placed,
  thumbnail: Thumbnail | null,
  blob: string,
  maxAge: number,
): ServedFile {
  // Its first half tells versions apart as well.
  const version = blob.slice(0, 32);
  if (thumbnail)
    return { type: "image/webp", version, maxAge, disposition: dispositionOf("inline", `${name}.webp`) };
  const shown = isShownInline(type) ? "inline" : "attachment";
  return { type: servedType(type), version, maxAge, disposition: dispositionOf(shown, name) };
}

/** Markup is served as text: only SVG needs its own type, for `img` elements. */
function servedType(type: string): string {
  return type === "text/html" || type === "application/xml" || type === "text/plain"
    ? "text/plain; charset=utf-8"
    : type;
}

/** RFC 6266, RFC 8187. */
function dispositionOf(kind: "inline" | "attachment", name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename*=UTF-8''${encoded}`;
}
