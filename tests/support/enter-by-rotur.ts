import { type Client, connect } from "../../client/index.ts";
import type { FakeRotur } from "./fake-rotur.ts";

/** Logs in with a Rotur account of this name, which is made if there is none. The client doesn't come back after a loss. */
export function enterByRotur(rotur: FakeRotur, url: string, name: string): Promise<Client> {
  const { validatorFor } = rotur.account(name, `id-${name}`);
  return connect(url, { login: { validator: async (key) => validatorFor(key) }, reconnect: [] });
}
