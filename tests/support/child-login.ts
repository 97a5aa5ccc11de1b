/** Logging in to a server that runs as a process of its own. */
import { connect } from "../../client/index.ts";
import type { ChildServer } from "./server.ts";

export const account = { username: "mira", password: "mira's password" };

export function enter(server: ChildServer, first = true) {
  return connect(server.ws, { login: first ? { register: account } : { login: account }, reconnect: [] });
}

/** The code that the server printed for its first owner, or null. */
export function claimCode(server: ChildServer): string | null {
  return /"code":"([^"]+)"/.exec(server.errors())?.[1] ?? null;
}
