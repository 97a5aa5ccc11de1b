/**
 * A stand-in for an S3-compatible store, over real HTTP. It keeps objects in memory and refuses every request whose
 * signature (AWS Signature Version 4) is wrong.
 *
 * @example
 * const s3 = startFakeS3();
 * // … the server under test has `files.s3` set to `s3.settings` …
 * expect([...s3.objects.keys()]).toEqual(["chat/files/9f86…"]);
 * await s3.stop();
 */
import { createHash, createHmac } from "node:crypto";

export interface FakeS3 {
  readonly settings: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly prefix: string;
    readonly access_key_id: string;
    readonly secret_access_key: string;
  };
  /** By bucket and key. */
  readonly objects: Map<string, Buffer>;
  /** Methods and paths of the requests so far. */
  readonly requests: readonly string[];
  /** From now on every request fails; false ends it. */
  broken(is: boolean): void;
  stop(): Promise<void>;
}

const [keyId, secret, region] = ["test-key", "test-secret", "eu-test-1"];

export function startFakeS3(): FakeS3 {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  let isBroken = false;

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const url = new URL(request.url);
      requests.push(`${request.method} ${url.pathname}`);
      if (isBroken) return problem(503, "ServiceUnavailable");
      if (!isSigned(request, url)) return problem(403, "SignatureDoesNotMatch");
      const name = decodeURIComponent(url.pathname.slice(1));
      return answer(request, url, name);
    },
  });

  async function answer(request: Request, url: URL, name: string): Promise<Response> {
    const { searchParams } = url;
    const upload = searchParams.get("uploadId");
    switch (request.method) {
      case "PUT": {
        const bytes = Buffer.from(await request.arrayBuffer());
        if (upload === null) objects.set(name, bytes);
        else uploads.get(upload)?.set(Number(searchParams.get("partNumber")), bytes);
        return new Response(null, {
          headers: { ETag: `"${createHash("md5").update(bytes).digest("hex")}"` },
        });
      }
      case "POST": {
        if (upload === null) {
          const id = crypto.randomUUID();
          uploads.set(id, new Map());
          return xml(
            `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
          );
        }
        const parts = [...(uploads.get(upload) ?? [])].sort(([one], [other]) => one - other);
        objects.set(name, Buffer.concat(parts.map(([, bytes]) => bytes)));
        return xml("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
      }
      case "DELETE":
        objects.delete(name);
        return new Response(null, { status: 204 });
    }
    if (searchParams.get("list-type") === "2") return listed(name, searchParams);
    const found = objects.get(name);
    if (!found) return problem(404, "NoSuchKey");
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.get("range") ?? "") ?? [];
    if (from === undefined) return new Response(new Uint8Array(found));
    const part = found.subarray(Number(from), to ? Number(to) + 1 : undefined);
    return new Response(new Uint8Array(part), { status: 206 });
  }

  /** Two objects at a time, so that pages are needed. */
  function listed(bucket: string, search: URLSearchParams): Response {
    const start = `${bucket.replace(/\/$/, "")}/`;
    const after = search.get("start-after") ?? "";
    const keys = [...objects.keys()]
      .filter((name) => name.startsWith(start + (search.get("prefix") ?? "")))
      .map((name) => name.slice(start.length))
      .filter((key) => key > after)
      .sort();
    const contents = keys.slice(0, 2).map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    return xml(
      `<ListBucketResult><IsTruncated>${keys.length > 2}</IsTruncated>${contents.join("")}</ListBucketResult>`,
    );
  }

  const port = server.port ?? 0;
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: "chat",
      region,
      prefix: "files/",
      access_key_id: keyId,
      secret_access_key: secret,
    },
    objects,
    requests,
    broken(is) {
      isBroken = is;
    },
    stop: () => server.stop(true),
  };
}

/** Does the Authorization header hold the signature of this request? */
function isSigned(request: Request, url: URL): boolean {
  const header = request.headers.get("authorization") ?? "";
  const [, credential = "", names = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header) ??
    [];
  const [id, day = "", ...scope] = credential.split("/");
  if (id !== keyId || scope.join("/") !== `${region}/s3/aws4_request`) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
  const headers = names.split(";").map((name) => `${name}:${(request.headers.get(name) ?? "").trim()}\n`);
  const payload = request.headers.get("x-amz-content-sha256") ?? "";
  const canonical = [request.method, url.pathname, query, headers.join(""), names, payload].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const date = request.headers.get("x-amz-date") ?? "";
  const text = ["AWS4-HMAC-SHA256", date, [day, ...scope].join("/"), digest].join("\n");
  const key = [day, ...scope].reduce<string | Buffer>(
    (last, part) => createHmac("sha256", last).update(part).digest(),
    `AWS4${secret}`,
  );
  return date.startsWith(day) && createHmac("sha256", key).update(text).digest("hex") === signature;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function problem(status: number, code: string): Response {
  return xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`, status);
}

function xml(text: string, status = 200): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${text}`, {
    status,
    headers: { "Content-Type": "application/xml" },
  });
}
