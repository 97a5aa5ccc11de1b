import { type Cast, type Rows, refused } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const nothing = "it is about the own account";

export const rows = {
  sessions_list: { names: {}, tells: { nothing }, lists: null, whileLow: "works" },
  session_revoke: {
    names: { id: null },
    right: { id: "none" },
    tells: { nothing },
    lists: null,
    whileLow: "works",
  },
  password_change: {
    names: { password: null, new_password: null },
    right: { password: "tea and cake", new_password: "cake and tea" },
    tells: { nothing },
    lists: null,
    whileLow: "works",
  },
} satisfies SomeRows;

const account = { username: "uma", password: "tea and cake" };

/** A new account on this server, with a session. */
const uma = ({ local }: Cast) => local({ register: { ...account, remember: true } });

export const changing = {
  session_revoke: {
    "of this connection": async (cast) => {
      const client = await uma(cast);
      const gone = cast.olga.next("user_disconnect", ({ username }) => username === client.user.username);
      await client.request("session_revoke", { id: client.loginSession?.id ?? "" });
      await gone;
    },
    refused: ({ olga }) => refused(olga.request("session_revoke", { id: "nothing" }), "session_not_found"),
  },
  password_change: {
    changed: async (cast) => {
      const client = await uma(cast);
      await client.request("password_change", { password: account.password, new_password: "cake and tea" });
      const gone = cast.olga.next("user_disconnect", ({ username }) => username === client.user.username);
      client.close();
      await gone;
    },
    refused: ({ olga }) =>
      refused(
        olga.request("password_change", { password: "tea", new_password: "cake and tea" }),
        "not_a_local_account",
      ),
  },
} satisfies Rows;

export const reading = {
  sessions_list: { "of the own account": ({ olga }) => olga.request("sessions_list") },
} satisfies Rows;
