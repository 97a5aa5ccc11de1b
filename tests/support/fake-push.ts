/**
 * A push service and the browser behind it, over real HTTP: it decrypts what comes (RFC 8291) and checks the signature
 * of its sender (RFC 8292). Written from the receiver's side, with node:crypto instead of WebCrypto.
 *
 * @example
 * const push = startFakePush();
 * const phone = push.device();
 * await mira.request("push_subscribe", { subscription: phone.subscription });
 * expect(await phone.next()).toMatchObject({ payload: { body: "hello" } });
 * await push.stop();
 */
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from "node:crypto";

export interface PushedMessage {
  readonly payload: { readonly title: string; readonly body: string; readonly [extra: string]: unknown };
  readonly headers: Headers;
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  /** The sender's public key. */
  readonly key: string;
}

export interface FakeDevice {
  readonly subscription: {
    readonly endpoint: string;
    readonly expirationTime: null;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** The next message, which may have come already. */
  next(): Promise<PushedMessage>;
  /** Messages that `next` has not given. */
  readonly waiting: number;
  /** Requests so far, those that were refused too. */
  readonly requests: number;
  /** Answers to the next requests instead of 201; the last one stays. */
  answers(...answers: readonly (() => Response | Promise<Response>)[]): void;
  /** Resolves when there have been so many requests. */
  asked(requests: number): Promise<void>;
}

export interface FakePush {
  /** `127.0.0.1:PORT`, for `outgoing.trusted_hosts`. */
  readonly host: string;
  device(): FakeDevice;
  stop(): Promise<void>;
}

export function startFakePush(): FakePush {
  const devices = new Map<string, (request: Request) => Promise<Response>>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const device = devices.get(new URL(request.url).pathname);
      return device ? device(request) : new Response(null, { status: 404 });
    },
  });
  const host = `127.0.0.1:${server.port}`;

  return {
    host,
    device() {
      const path = `/send/${randomBytes(8).toString("hex")}`;
      const ecdh = createECDH("prime256v1");
      ecdh.generateKeys();
      const auth = randomBytes(16);
      const messages: PushedMessage[] = [];
      let planned: readonly (() => Response | Promise<Response>)[] = [];
      let requests = 0;
      let wake: (() => void)[] = [];
      const tell = () => {
        for (const resolve of wake) resolve();
        wake = [];
      };
      const changed = () => new Promise<void>((resolve) => wake.push(resolve));
      devices.set(path, async (request) => {
        const body = Buffer.from(await request.arrayBuffer());
        const header = request.headers.get("authorization") ?? "";
        const claims = await verifiedClaims(header);
        if (claims.aud !== `http://${host}`) throw new Error(`a token for ${claims.aud}`);
        requests++;
        tell();
        const [answer, ...later] = planned;
        if (later.length > 0) planned = later;
        const response = (await answer?.()) ?? new Response(null, { status: 201 });
        if (response.ok) {
          messages.push({
            payload: JSON.parse(opened(body, ecdh, auth)),
            headers: new Headers(request.headers),
            claims,
            key: /k=(\S+)/.exec(header)?.[1] ?? "",
          });
        }
        tell();
        return response;
      });
      return {
        subscription: {
          endpoint: `http://${host}${path}`,
          expirationTime: null,
          keys: { p256dh: ecdh.getPublicKey("base64url"), auth: auth.toString("base64url") },
        },
        async next() {
          for (;;) {
            const message = messages.shift();
            if (message) return message;
            await changed();
          }
        },
        get waiting() {
          return messages.length;
        },
        get requests() {
          return requests;
        },
        answers(...answers) {
          planned = answers;
        },
        async asked(count) {
          while (requests < count) await changed();
        },
      };
    },
    stop: () => server.stop(true),
  };
}

/** The claims of an `Authorization` header. @throws Error when the signature isn't that of its key */
export async function verifiedClaims(authorization: string): Promise<PushedMessage["claims"]> {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((side) => side.toString("base64url"));
  const publicKey = createPublicKey({
    key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" },
    format: "jwk",
  });
  const isRight = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!isRight) throw new Error("the signature is wrong");
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}

/** Decrypts a message as a browser does. */
function opened(body: Buffer, ecdh: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + (body[20] ?? 0));
  const sealed = body.subarray(21 + sender.length);
  const hmac = (key: Buffer, ...parts: readonly (Buffer | string)[]) => {
    const hash = createHmac("sha256", key);
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const shared = hmac(auth, ecdh.computeSecret(sender));
  const key = hmac(shared, "WebPush: info\0", ecdh.getPublicKey(), sender, "\x01");
  const secret = hmac(salt, key);
  const content = hmac(secret, "Content-Encoding: aes128gcm\0\x01").subarray(0, 16);
  const nonce = hmac(secret, "Content-Encoding: nonce\0\x01").subarray(0, 12);
  const decipher = createDecipheriv("aes-128-gcm", content, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  return padded.subarray(0, end).toString();
}
