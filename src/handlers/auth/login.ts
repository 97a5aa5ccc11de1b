import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { memberRoleEvents } from "../../actions/roles/announce.ts";
import { beginSession } from "../../actions/sessions/session-login.ts";
import { accountNamed, usernameOf } from "../../chat/local-accounts.ts";
import { loginFacts, setPasswordHash } from "../../db/logins.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { authError, authSuccess, error, ready, userConnect } from "../../protocol/events.ts";
import { openCommand } from "../command.ts";
import { enterAgain } from "./enter.ts";
import { DeviceName, Remember } from "./login-fields.ts";
import { loginBySession } from "./session-login.ts";
import { loginByToken } from "./token-login.ts";

/** The time of the newest login from a network is stored this exactly. Seconds. */
const noteEvery = 86_400;

export const login = openCommand({
  name: "login",
  summary: "Logs in with an account of this server, by its password or a remembered session, or as a bot.",
  login: "before",
  capability: null,
  cost: "none",
  request: Type.Object({
    username: Type.Optional(
      Type.String({ maxLength: 1000, description: "In any case, with or without `USR:local_`" }),
    ),
    password: Type.Optional(Type.String({ maxLength: 1000 })),
    token: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: "Of a bot, instead of name and password" }),
    ),
    session: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: "Token of a remembered session, instead of name and password",
      }),
    ),
    remember: Remember,
    device: DeviceName,
  }),
  reply: Type.Object({}),
  events: [authSuccess, ready, authError, userConnect, ...memberRoleEvents, error],
  errors: [
    "local_accounts_disabled",
    "credentials_required",
    "account_not_found",
    "invalid_password",
    "invalid_token",
    "invalid_session",
    "banned",
    "too_many_attempts",
    "storage_full",
    "kicked_recently",
  ],
  async handler(context, request) {
    const { caller, config, identity, now, state } = context;
    if (request.token !== undefined) return loginByToken(context, request.token);
    if (config.auth_mode === "rotur") return fail("local_accounts_disabled");
    if (request.session !== undefined) return loginBySession(context, request.session);
    const name = request.username?.trim().toLowerCase();
    if (!name || !request.password) return fail("credentials_required");
    const keptOut = identity.keptOut(usernameOf(name));
    if (keptOut) return keptOut;
    const found = accountNamed(name, state);
    const network = networkOf(caller.address);
    // Unknown names are hashed too, so that the time tells nothing.
    const { hash, seenAt } = found
      ? await context.read(loginFacts({ id: found.id, network }))
      : { hash: null, seenAt: null };
    const { password } = request;
    // All names of an account share one count. Names without an account are counted the same way.
    const asker = { account: found?.id ?? name, address: caller.address };
    const compared = await identity.prove({ ...asker, isKnownNetwork: seenAt !== null, password, hash });
    if (isFailure(compared)) return compared;
    if (!found || !compared.matches) return fail(hash ? "invalid_password" : "account_not_found");
    const { id } = found;
    const tooOften = identity.goodLogin(id);
    if (tooOften) return tooOften;
    const rehash = hash && identity.outdated(hash) ? await identity.hash(password, asker) : null;

    const proceed = () => {
      const user = state.users.get(id);
      if (!user) return fail("account_not_found");
      const isNoted = seenAt !== null && Math.abs(now / 1000 - seenAt) < noteEvery;
      return enterAgain(context, user, {
        network: isNoted ? null : network,
        session: request.remember ? beginSession(context, id, request.device) : null,
      });
    };
    if (typeof rehash !== "string") return { exclusively: proceed };
    return {
      exclusively: () =>
        state.users.get(id)
          ? // Whether the member may come in is decided after the hash is stored.
            commit(setPasswordHash({ id, hash: rehash }), () => ({ exclusively: proceed }))
          : fail("account_not_found"),
    };
  },
});
