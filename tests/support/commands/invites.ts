import { connect } from "../../../client/index.ts";
import { type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const nothing = "invites are about the server";

export const rows = {
  invite_create: {
    names: { max_uses: null, expires_in: null, roles: "role" },
    tells: { nothing },
    lists: null,
    whileLow: "works",
  },
  invite_list: { names: {}, tells: { nothing }, lists: null, whileLow: "works" },
  invite_delete: {
    names: { code: null },
    right: { code: "ABCDEF012345" },
    tells: { nothing },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

export const changing = {
  invite_create: {
    "with a role, and somebody comes": async ({ olga, town }) => {
      const { invite } = await olga.request("invite_create", { roles: ["cook"] });
      const register = { username: "uma", password: "tea and cake", invite_code: invite.code };
      const client = await connect(town.server.ws, { login: { register }, reconnect: [] });
      const gone = olga.next("user_disconnect", ({ username }) => username === client.user.username);
      client.close();
      await gone;
    },
    refused: ({ olga }) =>
      refused(olga.request("invite_create", { roles: ["no such role"] }), "role_not_found"),
  },
  invite_delete: {
    deleted: async ({ olga }) => {
      const { invite } = await olga.request("invite_create");
      await olga.request("invite_delete", { code: invite.code });
    },
    refused: ({ olga }) => refused(olga.request("invite_delete", { code: "nothing" }), "invite_not_found"),
  },
} satisfies Rows;

export const reading = {
  invite_list: { "of all": ({ olga }) => olga.request("invite_list") },
} satisfies Rows;
