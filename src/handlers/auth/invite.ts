/** The invite that a login or a registration names. */
import { inviteProblem, normalCode } from "../../actions/invites/use.ts";
import { type Invite, inviteByCode } from "../../db/invites.ts";
import type { OpenContext } from "../context.ts";

/** The invite, or why nobody can join with it. Null: the request names none. */
export async function inviteFor(
  { state, now, read }: Pick<OpenContext, "state" | "now" | "read">,
  given: string | undefined,
): Promise<Invite | NonNullable<ReturnType<typeof inviteProblem>> | null> {
  if (given === undefined || given.trim() === "") return null;
  const code = normalCode(given);
  const invite = code === null ? null : await read(inviteByCode({ code }));
  return inviteProblem(invite, state, now) ?? invite;
}
