import { expect, test } from "bun:test";
import { encryptFor, longestMessage, pushKeysIn, seal } from "./encryption.ts";

const decode = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const text = (value: string) => new TextEncoder().encode(value);

test("RFC 8188, 3.1: a record with a given key and salt", async () => {
  const sealed = await seal(text("I am the walrus"), {
    key: decode("yqdlZ-tYemfogSmv7Ws5PQ"),
    salt: decode("I1BsxtFttlv3u_Oo94xnmw"),
    id: new Uint8Array(),
  });
  expect(encode(sealed)).toBe("I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
});

test("RFC 8291, 5: a message for a browser", async () => {
  const publicKey = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
  const point = decode(publicKey);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const [x, y] = [encode(point.subarray(1, 33)), encode(point.subarray(33))];
  const jwk = { kty: "EC", crv: "P-256", x, y };
  const pair = {
    publicKey: await crypto.subtle.importKey("jwk", jwk, curve, true, []),
    privateKey: await crypto.subtle.importKey(
      "jwk",
      { ...jwk, d: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw" },
      curve,
      true,
      ["deriveBits"],
    ),
  };
  const keys = await pushKeysIn({
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  });
  if (!keys) throw new Error("The keys were refused");
  const sealed = await encryptFor(keys, text("When I grow up, I want to be a watermelon"), {
    salt: decode("DGv6ra1nlYgDCS1FRnbzlw"),
    pair,
  });
  expect(encode(sealed)).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("each message has a salt and a key of its own; one that is too long for a record is refused", async () => {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
    "deriveBits",
  ]);
  const p256dh = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const keys = { p256dh, auth: new Uint8Array(16) };
  const [one, other] = [await encryptFor(keys, text("same")), await encryptFor(keys, text("same"))];
  expect(encode(one.subarray(0, 16))).not.toBe(encode(other.subarray(0, 16)));
  expect(encode(one.subarray(21, 86))).not.toBe(encode(other.subarray(21, 86)));
  const longest = await encryptFor(keys, new Uint8Array(longestMessage));
  expect(longest.byteLength).toBe(4096);
  expect(encryptFor(keys, new Uint8Array(longestMessage + 1))).rejects.toThrow(RangeError);
});

test("keys of a wrong length, another alphabet or off the curve are refused", async () => {
  const p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  const auth = "BTBZMqHH6r4Tts7J_aSIgg";
  expect(await pushKeysIn({ p256dh, auth })).not.toBeNull();
  expect(await pushKeysIn({ p256dh: `${p256dh}=`, auth: `${auth}==` })).not.toBeNull();
  for (const wrong of [
    "",
    "B",
    p256dh.slice(2),
    `${p256dh}AA`,
    p256dh.replace("C", "+"),
    `${p256dh.slice(0, -1)}8`,
  ]) {
    expect(`${wrong} ${await pushKeysIn({ p256dh: wrong, auth })}`).toBe(`${wrong} null`);
  }
  for (const wrong of ["", auth.slice(2), `${auth}AA`, "BTBZMqHH6r4Tts7J/aSIgg"]) {
    expect(await pushKeysIn({ p256dh, auth: wrong })).toBeNull();
  }
});
