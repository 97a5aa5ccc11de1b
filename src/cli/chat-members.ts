/** Finds members by the names that people type. */
import { type Model, memberNamed, type WireUser } from "../../client/index.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { secondsIn } from "./durations.ts";

/**
 * The members that a name can mean: the one with that username or plain name of a local account, else all with that
 * nickname, which is what the screen shows. Any case, with or without `@`.
 */
export function membersNamed(typed: string, model: Model): readonly WireUser[] {
  const name = typed.replace(/^@/, "");
  const one = memberNamed(model, name) ?? memberNamed(model, localPrefix + name);
  if (one) return [one];
  const wanted = name.toLowerCase();
  return [...model.members.values()].filter(({ nickname }) => nickname?.toLowerCase() === wanted);
}

/** Seconds for "90s", "10m", "2h", "7d" or a plain number of minutes; null for anything else. */
export function secondsOf(typed: string): number | null {
  return secondsIn(typed.toLowerCase(), { unit: "m", digits: 7 });
}
