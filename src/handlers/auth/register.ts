import { Type } from "@sinclair/typebox";
import { beginSession } from "../../actions/sessions/session-login.ts";
import { powerfulMemberLike } from "../../chat/impersonation.ts";
import { idForNewAccount } from "../../chat/local-accounts.ts";
import { isReservedUsername, localUsername, passwordProblem } from "../../chat/names.ts";
import { networkOf } from "../../limiting/network.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { authError, authSuccess, error, ready, statusChanged, userConnect } from "../../protocol/events.ts";
import { localPrefix } from "../../protocol/local-names.ts";
import { hashOfSecret } from "../../sealing/sealing.ts";
import { openCommand } from "../command.ts";
import { admit, admitInvited, arrivalEvents, arrived } from "./enter.ts";
import { inviteFor } from "./invite.ts";
import { DeviceName, InviteCode, Remember } from "./login-fields.ts";
import { wrongToken } from "./wrong-token.ts";

export const register = openCommand({
  name: "register",
  summary:
    "Creates an account on this server and logs in with it. Without `cracked.allow_registration` it needs an invite.",
  login: "before",
  capability: null,
  cost: "none",
  request: Type.Object({
    username: Type.Optional(
      Type.String({ maxLength: 1000, description: "2-32 of a-z 0-9 _ -; trimmed, lower-cased" }),
    ),
    password: Type.Optional(Type.String({ maxLength: 1000, description: "4-72 bytes of UTF-8" })),
    client: Type.Optional(Type.String({ maxLength: 64, description: "Informational" })),
    invite_code: InviteCode,
    remember: Remember,
    device: DeviceName,
  }),
  reply: Type.Object({}),
  events: [authSuccess, ready, authError, ...arrivalEvents, userConnect, statusChanged, error],
  errors: [
    "local_accounts_disabled",
    "registration_disabled",
    "invite_invalid",
    "invite_expired",
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
    const named = await inviteFor(context, request.invite_code);
    const isOpen = config.cracked.allow_registration;
    if (!isOpen && named === null) return fail("registration_disabled");
    if (!request.username || !request.password) return fail("credentials_required");
    // Where anybody may register, a code that isn't valid does no harm.
    if (!isOpen && isFailure(named)) {
      return wrongToken(context, hashOfSecret(request.invite_code ?? ""), named);
    }
    const invite = isFailure(named) ? null : named;
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
        if (id === null) return fail("username_taken");
        const entrant = { id, ...names, passwordHash: hash, network, session: sessionFor(id) };
        return invite
          ? admitInvited(context, entrant, invite, ({ user }) => arrived(user, state))
          : admit(context, entrant, undefined, ({ user }) => arrived(user, state));
      },
    };
  },
});
