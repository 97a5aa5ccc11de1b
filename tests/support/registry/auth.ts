import type { SomeRows } from "./row.ts";

const nothing = "a login brings the own account, and the rest is fetched";

export const auth = {
  auth: { names: { validator: null, client: null, device: null }, tells: { nothing }, lists: null },
  login: { names: { username: null, password: null }, tells: { nothing }, lists: null },
  register: {
    names: { username: null, password: null, client: null, device: null },
    tells: { nothing },
    lists: null,
  },
  owner_claim: {
    names: { code: null },
    right: { code: "none" },
    tells: { nothing: "it is about the own roles" },
    lists: null,
  },
  resume: {
    names: { epoch: null, seq: null },
    right: { epoch: "none", seq: 0 },
    tells: { nothing: "the events that it repeats are checked by tests/resume.test.ts" },
    lists: null,
  },
} satisfies SomeRows;
