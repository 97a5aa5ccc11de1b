import { Type } from "@sinclair/typebox";
import { beginSession } from "../../actions/sessions/session-login.ts";
import { powerfulMemberLike } from "../../chat/impersonation.ts";
import { idForNewAccount } from "../../chat/local-accounts.ts";
import { isReservedUsername, localUsername, passwordProblem } from "../../chat/names.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { authError, authSuccess, error, ready, statusChanged, userConnect } from "../../protocol/events.ts";
import { localPrefix } from "../../protocol/local-names.ts";
import { openCommand } from "../command.ts";
import { admit, arrivalEvents, arrived } from "./enter.ts";
import { DeviceName, Remember } from "./login-fields.ts";

export const register = openCommand({
  name: "register",
  summary: "Creates an account on this server and logs in with it.",
  login: "before",
  capability: null,
  cost: "none",
  request: Type.Object({
    username: Type.Optional(
      Type.String({ maxLength: 1000, description: "2-32 of a-z 0-9 _ -; trimmed, lower-cased" }),
    ),
    password: Type.Optional(Type.String({ maxLength: 1000, description: "4-72 bytes of UTF-8" })),
    client: Type.Optional(Type.String({ maxLength: 64, description: "Informational" })),
    remember: Remember,
    device: DeviceName,
  }),
  reply: Type.Object({}),
  events: [authSuccess, ready, authError, ...arrivalEvents, userConnect, statusChanged, error],
  errors: [
    "local_accounts_disabled",
    "registration_disabled",
    "credentials_required",
    "username_length",
    "username_characters",
    "password_length",
    "username_reserved",
    "username_taken",
    "too_many_attempts",
    "storage_full",
    "kicked_recently",
  ],
  async handler(context, request) {
    const { caller, config, identity, state } = context;
    if (config.auth_mode === "rotur") return fail("local_accounts_disabled");
    if (!config.cracked.allow_registration) return fail("registration_disabled");
    if (!request.username || !request.password) return fail("credentials_required");
    const checked = localUsername(request.username);
    if (isFailure(checked)) return checked;
    const problem = passwordProblem(request.password);
    if (problem) return problem;
    if (isReservedUsername(checked.name)) return fail("username_reserved");
    const idFor = () =>
      powerfulMemberLike(checked.name, null, state) ? null : idForNewAccount(checked.name, state);
    if (idFor() === null) return fail("username_taken");
    const keptOut = identity.keptOut(localPrefix + checked.name);
    if (keptOut) return keptOut;
    const throttled = identity.registration(caller.address);
    if (throttled) return throttled;
    const hash = await identity.hash(request.password, { account: checked.name, address: caller.address });
    if (typeof hash !== "string") return hash;
    const sessionFor = (id: string) => (request.remember ? beginSession(context, id, request.device) : null);
    return {
      exclusively: () => {
        const id = idFor();
        const names = { username: localPrefix + checked.name, nickname: checked.name };
        const network = networkOf(caller.address);
        return id === null
          ? fail("username_taken")
          : admit(
              context,
              { id, ...names, passwordHash: hash, network, session: sessionFor(id) },
              undefined,
              ({ user }) => arrived(user, state),
            );
      },
    };
  },
});
