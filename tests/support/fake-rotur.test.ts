import { afterAll, expect, test } from "bun:test";
import { startFakeRotur } from "./fake-rotur.ts";

const fake = startFakeRotur();
afterAll(() => fake.stop());

async function get(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
  const response = await fetch(fake.url + path, init);
  return { status: response.status, body: await response.json() };
}

test("a client makes a validator with its token, over either route, and it is the same one", async () => {
  const mira = fake.account("mira");
  const bearer = { headers: { authorization: `Bearer ${mira.token}` } };
  const made = { status: 200, body: { validator: mira.validatorFor("k") } };
  expect(await get(`/generate_validator?auth=${mira.token}&key=k`)).toEqual(made);
  expect(await get("/generate_validator?key=k", bearer)).toEqual(made);
  expect(await get("/v2/validators?key=k", { method: "POST", ...bearer })).toEqual(made);
  expect((await get(`/generate_validator?auth=${mira.token}`)).status).toBe(400);
  expect((await get("/generate_validator?auth=wrong&key=k")).status).toBe(403);
  expect(mira.validatorFor("k")).toMatch(/^[0-9a-f-]{36},[0-9a-f]{64}$/);
});

test("the two checks answer as the real ones do", async () => {
  const mira = fake.account("mira");
  const v = encodeURIComponent(mira.validatorFor("k"));
  const yes = { valid: true, id: mira.id, username: "mira" };
  expect(await get(`/validate?key=k&v=${v}`)).toEqual({ status: 200, body: yes });
  expect(await get(`/v2/validators/verify?key=k&v=${v}`)).toEqual({
    status: 200,
    body: { ...yes, minor: false, expires_at: expect.any(Number) },
  });
  for (const [query, old] of [
    [`key=other&v=${v}`, 200],
    ["key=k&v=nobody,1", 404],
    ["key=k&v=nothing", 400],
  ] as const) {
    expect(await get(`/validate?${query}`)).toMatchObject({ status: old, body: { valid: false } });
    expect(await get(`/v2/validators/verify?${query}`)).toMatchObject({
      status: 200,
      body: { valid: false, code: "invalid_validator" },
    });
  }
  expect((await get("/validate?key=k")).status).toBe(400);
});

test("an account that is made again with its id is renamed, and its validators stay good", async () => {
  const before = fake.account("mira", "id-1");
  const after = fake.account("mirabel", "id-1");
  expect(after.validatorFor("k")).toBe(before.validatorFor("k"));
  const v = encodeURIComponent(before.validatorFor("k"));
  expect((await get(`/validate?key=k&v=${v}`)).body).toEqual({
    valid: true,
    id: "id-1",
    username: "mirabel",
  });
});
