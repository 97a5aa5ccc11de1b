import { json, type Route } from "./route.ts";

/** For a supervisor or a load balancer: 200 while the server takes connections and its database reads and writes, else 503. */
export function healthz(problem: () => string | null): Route {
  return {
    path: "/healthz",
    handle() {
      const found = problem();
      return found === null
        ? json({ status: "ok" })
        : json({ status: "failing", problem: found }, { status: 503 });
    },
  };
}
