import { Type } from "@sinclair/typebox";
import { accountNamed } from "../../chat/local-accounts.ts";
import { commit } from "../../db/store.ts";
import { passwordHash, setPasswordHash } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { authError, authSuccess, ready, userConnect } from "../../protocol/events.ts";
import { openCommand } from "../command.ts";
import { memberRoleEvents } from "../roles/announce.ts";
import { enter } from "./enter.ts";

/** 01 §7.5. */
export const login = openCommand({
  name: "login",
  summary: "Logs in with an account of this server.",
  login: "before",
  capability: null,
  cost: "none",
  request: Type.Object({
    username: Type.Optional(
      Type.String({ maxLength: 1000, description: "In any case, with or without `USR:local_`" }),
    ),
    password: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  reply: Type.Object({}),
  events: [authSuccess, ready, authError, userConnect, ...memberRoleEvents],
  errors: [
    "local_accounts_disabled",
    "credentials_required",
    "account_not_found",
    "invalid_password",
    "banned",
    "too_many_attempts",
  ],
  async handler(context, request) {
    const { caller, config, identity, now, state } = context;
    if (config.auth_mode === "rotur") return fail("local_accounts_disabled");
    const name = request.username?.trim().toLowerCase();
    if (!name || !request.password) return fail("credentials_required");
    const account = accountNamed(name, state);
    // By whichever of its names somebody guesses; a name without an account is counted the same way.
    const guessed = account?.id ?? name;
    const throttled = identity.attempts.login(guessed, caller.address, now);
    if (throttled) return throttled;

    // The hashing time is spent for unknown names too.
    const stored = account ? await context.read(passwordHash({ id: account.id })) : null;
    const { password } = request;
    const compared = await identity.compare(password, stored);
    if ("code" in compared) return compared;
    if (!account || !compared.matches) return fail(stored ? "invalid_password" : "account_not_found");
    const { id } = account;
    identity.attempts.succeeded(guessed, caller.address);
    const rehash = stored && identity.outdated(stored) ? await identity.hash(password) : null;

    const proceed = () => {
      const user = state.users.get(id);
      if (!user) return fail("account_not_found");
      return enter(context, { id, username: user.username, nickname: user.nickname, passwordHash: null });
    };
    return {
      exclusively: () =>
        typeof rehash !== "string" ? proceed() : commit(setPasswordHash({ id, hash: rehash }), proceed),
    };
  },
});
