import { Type } from "@sinclair/typebox";
import { fail } from "../../protocol/errors.ts";
import {
  authError,
  authSuccess,
  error,
  ready,
  userConnect,
  userJoin,
  userUpdate,
  userUpdated,
} from "../../protocol/events.ts";
import { openCommand } from "../command.ts";
import { memberRoleEvents } from "../roles/announce.ts";
import { enter } from "./enter.ts";

export const auth = openCommand({
  name: "auth",
  summary: "Logs in with a Rotur account: the validator was made for this connection's `validator_key`.",
  login: "before",
  cost: "none",
  request: Type.Object({
    validator: Type.Optional(Type.String({ maxLength: 1000 })),
    client: Type.Optional(Type.String({ maxLength: 64, description: "Informational" })),
    device: Type.Optional(Type.String({ maxLength: 32, description: "Informational" })),
  }),
  reply: Type.Object({}),
  events: [
    authSuccess,
    ready,
    authError,
    userJoin,
    userConnect,
    userUpdated,
    userUpdate,
    ...memberRoleEvents,
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
  ],
  async handler(context, request) {
    const { caller, config, identity, state } = context;
    if (config.auth_mode === "cracked-only") return fail("rotur_disabled");
    if (!request.validator) return fail("invalid_validator");
    const confirmed = await identity.confirm(request.validator, caller.validatorKey, caller.address);
    if ("code" in confirmed) return confirmed;
    const refused = identity.remembered(confirmed.id, caller.address);
    // A ban that was lifted since keeps nobody out.
    const isBanned = typeof state.users.get(confirmed.id)?.bannedAt === "number";
    const account = confirmed.id;
    if (refused && (refused.code !== "banned" || isBanned)) return { ...refused, account };
    const keptOut = identity.keptOut(confirmed.id) ?? identity.goodLogin(confirmed.id);
    if (keptOut) return { ...keptOut, account };
    return {
      exclusively() {
        const next = enter(context, { ...confirmed, nickname: null, passwordHash: null, network: null });
        if (!("code" in next)) return next;
        identity.remember(confirmed.id, caller.address, next);
        return { ...next, account };
      },
    };
  },
});
