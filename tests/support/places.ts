/** Requests about places, and the lists of permissions that decide on them. */
import type { Place } from "../../client/index.ts";
import type { Member } from "./town.ts";

export type Fields = Readonly<Record<string, unknown>>;
export const ask = (by: Member, cmd: string, fields: Fields): Promise<Fields> =>
  by.request(cmd as "ping", fields as never) as never;

export const actions = ["view", "send", "delete", "delete_own", "edit_own", "react", "pin", "create_thread"];
export type Lists = Readonly<Record<string, readonly string[]>>;
/** Permissions that allow a role all of these actions, and only owners the others. */
export const only = (role: string, allowed: readonly string[]): Lists =>
  Object.fromEntries(actions.map((action) => [action, allowed.includes(action) ? [role] : []]));

export const say = async (by: Member, place: Place & Fields, content = "hello") =>
  (await by.request("message_new", { ...place, content })).message.id;
export const allow = (by: Member, current_name: string, permissions: Lists) =>
  by.request("channel_update", { current_name, updates: { permissions } });
