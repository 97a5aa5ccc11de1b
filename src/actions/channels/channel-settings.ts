/** How the settings of a channel are checked and changed. */
import type { Channel } from "../../chat/model.ts";
import { codePoints, description, httpUrl, optionalName } from "../../chat/names.ts";
import { channelLists, wireChannelPermissions } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { skeleton } from "../../text/skeleton.ts";

/** All settings that a request can change, in the form of the wire. */
export function channelSettings(channel: Channel, state: State) {
  return {
    name: channel.name,
    type: channel.type,
    description: channel.description,
    display_name: channel.displayName,
    icon: channel.icon,
    size: channel.size,
    slow_mode: channel.slowMode,
    retention_days: channel.retentionDays,
    permissions: wireChannelPermissions(channel.permissions, state.roles.byId),
  };
}

export interface ChannelRequest {
  readonly description?: string | null;
  readonly display_name?: string | null;
  readonly icon?: string | null;
  readonly size?: number | "" | null;
  readonly slow_mode?: number | null;
  readonly retention_days?: number | null;
  readonly permissions?: Readonly<Record<string, unknown>> | null;
}

/** The channel with the request's fields. Absent fields stay; null or "" clears an optional one. */
export function withFields(channel: Channel, request: ChannelRequest, state: State) {
  const texts = {
    description: shown(request.description, description, channel.description),
    display_name: shown(request.display_name, optionalName, channel.displayName),
  };
  for (const [field, limit] of [
    ["description", limits.channelDescription],
    ["display_name", limits.channelDisplayName],
  ] as const) {
    if (request[field] !== undefined && codePoints(texts[field] ?? "") > limit) {
      return fail("invalid_field", { field, problem: `at most ${limit} characters` });
    }
  }
  const icon = request.icon ? httpUrl(request.icon, limits.channelIcon) : null;
  if (request.icon && icon === null)
    return fail("invalid_field", { field: "icon", problem: "it must be an http or https URL" });
  const lists =
    request.permissions === undefined
      ? { permissions: channel.permissions }
      : channelLists(request.permissions, state.roles);
  if (isFailure(lists)) return lists;
  return {
    ...channel,
    description: texts.description,
    displayName: texts.display_name,
    icon: request.icon === undefined ? channel.icon : icon,
    size: request.size === undefined ? channel.size : request.size === "" ? null : request.size,
    slowMode: request.slow_mode === undefined ? channel.slowMode : (request.slow_mode ?? 0),
    retentionDays: request.retention_days === undefined ? channel.retentionDays : request.retention_days,
    permissions: lists.permissions,
  };
}

function shown(
  wanted: string | null | undefined,
  clean: (text: string | null) => string | null,
  before: string | null,
): string | null {
  return wanted === undefined ? before : clean(wanted);
}

/** Whether no other channel has the name. Case and invisible characters don't count. */
export function nameIsFree(name: string, state: State, except?: Channel): boolean {
  const key = skeleton(name);
  return !state.channels.some((channel) => channel.id !== except?.id && skeleton(channel.name) === key);
}
