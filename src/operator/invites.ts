/** Invites, managed like the commands `invite_*`. */
import { answer } from "../actions/answer.ts";
import { createInvite, endInvite, wireInvite } from "../actions/invites/manage.ts";
import { normalCode } from "../actions/invites/use.ts";
import { type Invite, inviteByCode, invitesOf } from "../db/invites.ts";
import { fail } from "../protocol/errors.ts";
import type { WireInvite } from "../protocol/objects.ts";
import { asOperator, decided, type OperatorParts, type Problem, problem } from "./parts.ts";

/** `url`: null while the public address of a stopped server isn't known. */
export type ListedInvite = Omit<WireInvite, "url"> & { readonly url: string | null };

export interface NewInvite {
  /** 0: any number. */
  readonly uses: number;
  /** Seconds; 0: for ever. */
  readonly expires: number;
  readonly roles: readonly string[];
}

/** All that can still be used by the time, the newest first. */
export async function inviteList(
  parts: OperatorParts,
): Promise<{ readonly invites: readonly ListedInvite[] }> {
  const invites = await parts.read(invitesOf({ by: null }));
  const now = parts.now() / 1000;
  const current = invites.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return { invites: current.map((invite) => listed(invite, parts)) };
}

export function inviteCreate(
  parts: OperatorParts,
  { uses: maxUses, expires: expiresIn, roles }: NewInvite,
): Promise<ListedInvite | Problem> {
  return decided<ListedInvite>(parts, "invite_create", () =>
    answer(createInvite(asOperator(parts), { maxUses, expiresIn, roles }), ({ result }) => ({
      reply: listed(result, parts),
    })),
  );
}

export function inviteDelete(
  parts: OperatorParts,
  { code: given }: { readonly code: string },
): Promise<{ readonly code: string } | Problem> {
  return decided<{ code: string }>(parts, "invite_delete", async () => {
    const code = normalCode(given.replace(/^.*\//, ""));
    const invite = code === null ? null : await parts.read(inviteByCode({ code }));
    if (!code || !invite) return problem(fail("invite_not_found"));
    return answer(endInvite(asOperator(parts), invite), () => ({ reply: { code } }));
  });
}

function listed(invite: Invite, { state, publicUrl }: OperatorParts): ListedInvite {
  const base = publicUrl();
  const wire = wireInvite(invite, state, base ?? "");
  return base === null ? { ...wire, url: null } : wire;
}
