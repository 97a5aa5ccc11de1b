import { json, type Route } from "./route.ts";

/** For supervisors and load balancers: 200 while the server takes connections and its database works, else 503. */
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
