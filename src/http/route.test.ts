import { describe, expect, test } from "bun:test";
import { createRouter, type Route } from "./route.ts";

const client = { address: "192.0.2.1", trusted: false, awaited() {} };
const failures: string[] = [];

function route(path: string, more: Partial<Route> = {}): Route {
  return { path, handle: (_, __, params) => Response.json({ path, ...params }), ...more };
}

const router = createRouter(
  [
    route("/info"),
    route("/pictures/:id"),
    route("/webhooks/:id/:token", { method: "POST" }),
    route("/webhooks/*", { method: "POST" }),
    route("/secret", { private: true }),
    route("/broken", {
      handle() {
        throw new Error("a fault");
      },
    }),
  ],
  (path) => void failures.push(path),
);

const ask = (path: string, method = "GET") =>
  router(new Request(`http://chat.example${path}`, { method }), client);

describe("a path is found", () => {
  test.each([
    ["/info?x=1", "GET", { path: "/info" }],
    ["/pictures/a%20b", "GET", { path: "/pictures/:id", id: "a b" }],
    ["/webhooks/7/secret", "POST", { path: "/webhooks/:id/:token", id: "7", token: "secret" }],
    ["/webhooks", "POST", { path: "/webhooks/*" }],
    ["/webhooks/a/b/c", "POST", { path: "/webhooks/*" }],
  ])("%s by %s", async (path, method, answer) => {
    expect(await (await ask(path, method)).json()).toEqual(answer);
  });
});

test.each([
  "/",
  "/info/",
  "/Info",
  "/pictures/",
  "/pictures/a/b",
  "/pictures/a%2Fb",
  "/pictures/%ff",
  "/__proto__",
])("%s is not found", async (path) => {
  for (const method of ["GET", "POST", "PUT"]) {
    const answer = await ask(path, method);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: "Not found" });
  }
});

test.each([
  ["/info", "POST", "GET, HEAD, OPTIONS"],
  ["/webhooks/7/secret", "GET", "POST, OPTIONS"],
])("%s by %s is refused with the methods that it takes", async (path, method, allow) => {
  const answer = await ask(path, method);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe(allow);
});

test("pages of other origins may ask for everything but private routes", async () => {
  for (const path of ["/info", "/nowhere", "/broken"]) {
    expect((await ask(path)).headers.get("access-control-allow-origin"), path).toBe("*");
  }
  expect((await ask("/secret")).headers.get("access-control-allow-origin")).toBeNull();
  const preflight = await ask("/anything", "OPTIONS");
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-max-age")).toBe("86400");
});

test("a route that throws answers with 500 and is told of", async () => {
  failures.length = 0;
  expect((await ask("/broken")).status).toBe(500);
  expect(failures).toEqual(["/broken"]);
});
