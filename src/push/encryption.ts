/** Encryption of a push message for one browser: RFC 8291, in the content coding `aes128gcm` of RFC 8188. */

/** What a browser gives when it subscribes, decoded and checked. */
export interface PushKeys {
  /** The browser's public key, a point of P-256: 65 bytes. */
  readonly p256dh: Uint8Array<ArrayBuffer>;
  /** A secret that only the browser and this server know: 16 bytes. */
  readonly auth: Uint8Array<ArrayBuffer>;
}

const curve = { name: "ECDH", namedCurve: "P-256" } as const;

/** Bytes of a message that fit into one record, beside the header, the tag and the delimiter. */
export const longestMessage = 4096 - 86 - 16 - 1;

/**
 * @param keys in base64url, with or without padding
 * @returns null when they have other lengths, or the point isn't on the curve
 */
export async function pushKeysIn(keys: {
  readonly p256dh: string;
  readonly auth: string;
}): Promise<PushKeys | null> {
  const [p256dh, auth] = [decoded(keys.p256dh), decoded(keys.auth)];
  if (p256dh?.byteLength !== 65 || p256dh[0] !== 4 || auth?.byteLength !== 16) return null;
  try {
    await crypto.subtle.importKey("raw", p256dh, curve, false, []);
  } catch {
    return null;
  }
  return { p256dh, auth };
}

/**
 * @param message at most `longestMessage` bytes
 * @param chosen replaced in tests; else a new salt and a new key pair for each message
 */
export async function encryptFor(
  { p256dh, auth }: PushKeys,
  message: Uint8Array<ArrayBuffer>,
  chosen?: { readonly salt: Uint8Array<ArrayBuffer>; readonly pair: CryptoKeyPair },
): Promise<Uint8Array<ArrayBuffer>> {
  const salt = chosen?.salt ?? crypto.getRandomValues(new Uint8Array(16));
  const pair = chosen?.pair ?? (await crypto.subtle.generateKey(curve, true, ["deriveBits"]));
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const theirs = await crypto.subtle.importKey("raw", p256dh, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const info = joined(bytesOf("WebPush: info\0"), p256dh, ours);
  const key = await derive(new Uint8Array(shared), auth, info, 32);
  return seal(message, { key, salt, id: ours });
}

/**
 * One record of `aes128gcm` (RFC 8188, section 2), which is the last one.
 *
 * @param with_.id names the key to the receiver; at most 255 bytes
 */
export async function seal(
  message: Uint8Array<ArrayBuffer>,
  with_: {
    readonly key: Uint8Array<ArrayBuffer>;
    readonly salt: Uint8Array<ArrayBuffer>;
    readonly id: Uint8Array<ArrayBuffer>;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const { key, salt, id } = with_;
  if (message.byteLength > longestMessage) throw new RangeError("The message is too long for one record");
  const content = await derive(key, salt, bytesOf("Content-Encoding: aes128gcm\0"), 16);
  const nonce = await derive(key, salt, bytesOf("Content-Encoding: nonce\0"), 12);
  const cipher = await crypto.subtle.importKey("raw", content, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce },
    cipher,
    // The delimiter of the last record.
    joined(message, Uint8Array.of(2)),
  );
  const recordSize = Uint8Array.of(0, 0, 0x10, 0);
  return joined(salt, recordSize, Uint8Array.of(id.byteLength), id, new Uint8Array(sealed));
}

/** HKDF with SHA-256 (RFC 5869). */
async function derive(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8);
  return new Uint8Array(bits);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/** Null when it isn't base64url. */
function decoded(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64url")) : null;
}
