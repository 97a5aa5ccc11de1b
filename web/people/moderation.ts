/** What the person may do about another member, as far as the model tells; and doing it. */
import { signal } from "@preact/signals";
import { isOwner, mayActOn, ownsServer, type WireUser } from "../../client/index.ts";
import { can, may } from "../state/administration.ts";
import { type Answer, ask } from "../state/ask.ts";
import { nameOfMember } from "../state/names.ts";
import { people } from "../state/people.ts";
import { durationText } from "../texts/durations.ts";
import { clockTime, isSameDay, shortDateAndTime } from "../texts/times.ts";
import { say, sayProblem } from "../ui/said.tsx";
import { t } from "./texts/texts.ts";

export interface ModerationRights {
  readonly roles: boolean;
  readonly rename: boolean;
  readonly timeout: boolean;
  readonly kick: boolean;
  readonly ban: boolean;
  /** The account can be deleted. */
  readonly remove: boolean;
}

/** Null: nothing at all. */
export function moderationOf(member: WireUser): ModerationRights | null {
  const current = people.value;
  if (!current) return null;
  const manages = may("manage_users");
  // Nobody moderates themselves.
  if (!mayActOn(current, member)) return null;
  const isSafe = isOwner(member);
  const rights = {
    roles: manages && can("user_roles_add"),
    rename: manages && can("user_update"),
    timeout: manages && can("user_timeout"),
    kick: can("user_kick") && (may("kick_members") || manages) && !isSafe,
    ban: can("user_ban") && (may("ban_members") || manages) && !isSafe,
    remove: can("user_delete") && ownsServer(current),
  };
  return Object.values(rights).some(Boolean) ? rights : null;
}

/** When timeouts that this page gave end, by member, in Unix seconds. The server tells nobody of the others. */
const givenTimeouts = signal<ReadonlyMap<string, number>>(new Map());

/** Does a timeout run that this page gave? */
export function isTimedOut({ id }: WireUser): boolean {
  return (givenTimeouts.value.get(id) ?? 0) > Date.now() / 1000;
}

/** Times a member out and says until when. @param seconds 0 lifts the timeout */
export async function timeOut(member: WireUser, seconds: number): Promise<boolean> {
  const name = nameOfMember(member);
  const answer = await ask((client) => client.request("user_timeout", { user: member.id, timeout: seconds }));
  const end = Date.now() / 1000 + seconds;
  if (!answer.refused) givenTimeouts.value = new Map(givenTimeouts.value).set(member.id, end);
  const text =
    seconds === 0 ? t().timeoutLifted(name) : t().timedOut(name, durationText(seconds), endText(end));
  return told(answer, text);
}

/** @returns whether it worked */
export function told(answer: Answer<unknown>, text: string): boolean {
  if (answer.refused) sayProblem(answer.refused.text);
  else say(text);
  return answer.refused === null;
}

/** The time; of another day with its date. */
function endText(at: number): string {
  return isSameDay(Date.now() / 1000, at) ? clockTime(at) : shortDateAndTime(at);
}
