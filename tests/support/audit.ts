/** The audit log as tests read it. */
import type { Member } from "./town.ts";

export type Filter = { readonly [key: string]: string | number };

/** The newest first. */
export const entriesOf = async (by: Member, filter: Filter = {}) =>
  (await by.request("modlog_get", filter)).entries;

/** Action, target and details, the oldest first. */
export const story = async (by: Member, filter: Filter = {}) =>
  (await entriesOf(by, filter))
    .toReversed()
    .map(({ action, target_name, details }) => [action, target_name, details]);
