/**
 * How this server proves to push services that it is the same as the one that a browser subscribed to (VAPID, RFC
 * 8292): with a key pair that stays the same for ever. Browsers are bound to it, and the official client never
 * subscribes a second time (docs/compatibility.md#push-key).
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Vapid {
  /** The point of P-256, 65 bytes, in base64url: what browsers subscribe with. */
  readonly publicKey: string;
  /**
   * The value of the `Authorization` header for a push service.
   *
   * @param request.audience its origin
   * @param request.contact a `mailto:` or `https:` address of the operator
   * @param request.now milliseconds since the epoch
   */
  authorization(request: VapidRequest): Promise<string>;
}

export interface VapidRequest {
  readonly audience: string;
  readonly contact: string;
  readonly now: number;
}

/** Seconds for which a token is valid; push services refuse more than a day. A token is used for half of it. */
const lifetime = 12 * 60 * 60;
/** Tokens that are kept, one for each push service. */
const mostTokens = 100;

/**
 * @param folder where the key lies, `vapid.pem`; it is made when there is none
 * @throws Error when the file can't be read or written, or holds no private key of P-256
 */
export function openVapid(folder: string): Vapid {
  return createVapid(keyIn(join(folder, "vapid.pem")));
}

export function createVapid(key: KeyObject): Vapid {
  const { x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const publicKey = point.toString("base64url");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const signing = crypto.subtle.importKey("jwk", key.export({ format: "jwk" }), algorithm, false, ["sign"]);
  /** By audience and contact; the oldest stands first. */
  const tokens = new Map<string, { readonly token: Promise<string>; readonly madeAt: number }>();

  async function sign({ audience, contact, now }: VapidRequest): Promise<string> {
    const claims = { aud: audience, exp: Math.floor(now / 1000) + lifetime, sub: contact };
    const content = [{ typ: "JWT", alg: "ES256" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const signature = await crypto.subtle.sign(algorithm, await signing, new TextEncoder().encode(content));
    return `${content}.${Buffer.from(signature).toString("base64url")}`;
  }

  return {
    publicKey,
    async authorization(request) {
      const { audience, contact, now } = request;
      const name = `${audience} ${contact}`;
      let kept = tokens.get(name);
      if (!kept || Math.abs(now - kept.madeAt) > (lifetime / 2) * 1000) {
        kept = { token: sign(request), madeAt: now };
        tokens.delete(name);
        tokens.set(name, kept);
        const [oldest] = tokens.keys();
        if (tokens.size > mostTokens && oldest !== undefined) tokens.delete(oldest);
      }
      return `vapid t=${await kept.token}, k=${publicKey}`;
    },
  };
}

function keyIn(file: string): KeyObject {
  try {
    const { privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    // Fails when there is one.
    writeFileSync(file, privateKey, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  let key: KeyObject | null = null;
  const text = readFileSync(file, "utf8");
  try {
    key = createPrivateKey(text);
  } catch {
    // Said below; the error may hold parts of the file.
  }
  const curve = key?.asymmetricKeyDetails?.namedCurve;
  if (!key || (curve !== "prime256v1" && curve !== "P-256")) {
    throw new Error(`${file} holds no private key of P-256 in PEM`);
  }
  // Copied by hand, it may have become readable for others.
  chmodSync(file, 0o600);
  return key;
}
