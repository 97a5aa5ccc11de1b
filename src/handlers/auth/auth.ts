import { Type } from "@sinclair/typebox";
import { usernameEventList, usernameEvents } from "../../actions/members/member-events.ts";
import { memberRoleEvents } from "../../actions/roles/announce.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { authError, authSuccess, error, ready, userConnect } from "../../protocol/events.ts";
import { openCommand } from "../command.ts";
import { arrivalEvents, arrived, enter, promoted } from "./enter.ts";
import { inviteFor } from "./invite.ts";
import { InviteCode } from "./login-fields.ts";

export const auth = openCommand({
  name: "auth",
  summary:
    "Logs in with a Rotur account, by a validator that was made for this connection's `validator_key`.",
  login: "before",
  cost: "none",
  request: Type.Object({
    validator: Type.Optional(Type.String({ maxLength: 1000 })),
    invite_code: InviteCode,
    client: Type.Optional(Type.String({ maxLength: 64, description: "Informational" })),
    device: Type.Optional(Type.String({ maxLength: 32, description: "Informational" })),
  }),
  reply: Type.Object({}),
  events: [
    authSuccess,
    ready,
    authError,
    ...usernameEventList,
    ...arrivalEvents,
    ...memberRoleEvents,
    userConnect,
    error,
  ],
  errors: [
    "rotur_disabled",
    "invalid_validator",
    "identity_unavailable",
    "account_blocked",
    "parental_block",
    "banned",
    "too_many_attempts",
    "storage_full",
    "kicked_recently",
    "invite_invalid",
  ],
  async handler(context, request) {
    const { caller, config, identity, state } = context;
    if (config.auth_mode === "cracked-only") return fail("rotur_disabled");
    if (!request.validator) return fail("invalid_validator");
    const confirmed = await identity.confirm(request.validator, caller.validatorKey, caller.address);
    if (isFailure(confirmed)) return confirmed;
    const refused = identity.remembered(confirmed.id, caller.address);
    // The ban may have been lifted during the check.
    const isBanned = typeof state.users.get(confirmed.id)?.bannedAt === "number";
    const account = confirmed.id;
    if (refused && (refused.code !== "banned" || isBanned)) return { ...refused, account };
    const keptOut = identity.keptOut(confirmed.id) ?? identity.goodLogin(confirmed.id);
    if (keptOut) return { ...keptOut, account };
    const named = state.users.has(account) ? null : await inviteFor(context, request.invite_code);
    // Anybody with a Rotur account may come, so a code that isn't valid does no harm.
    const invite = isFailure(named) ? null : named;
    return {
      async exclusively() {
        const entrant = { ...confirmed, nickname: null, passwordHash: null, network: null, session: null };
        const next = await enter(
          context,
          entrant,
          ({ user, known, displaced }) => [
            ...displaced.flatMap((renamed) => usernameEvents(state.users.get(renamed.id), renamed)),
            ...(known
              ? [...usernameEvents(known, user), ...promoted(known, user, state)]
              : arrived(user, state)),
          ],
          invite,
        );
        if (!isFailure(next)) return next;
        identity.remember(confirmed.id, caller.address, next);
        return { ...next, account };
      },
    };
  },
});
