/** The fields of a channel in requests, and how they are checked (03 §3.2, §3.3). */
import { Type } from "@sinclair/typebox";
import type { Channel } from "../../chat/model.ts";
import { channelTypes } from "../../chat/model.ts";
import { codePoints, description, httpUrl, optionalName } from "../../chat/names.ts";
import { channelLists, wireChannelPermissions } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { skeleton } from "../../text/skeleton.ts";

const nullableText = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength: maxLength * 2 }), Type.Null()], { description }));

export const ChannelTypeName = Type.Union(channelTypes.map((type) => Type.Literal(type)));

export const channelFields = {
  description: nullableText(limits.channelDescription, `At most ${limits.channelDescription} characters`),
  display_name: nullableText(
    limits.channelDisplayName,
    `At most ${limits.channelDisplayName} characters; shown instead of the name`,
  ),
  icon: nullableText(limits.channelIcon, "http or https URL"),
  size: Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: 1000 }), Type.Literal(""), Type.Null()], {
      description: "Height of a separator in pixels",
    }),
  ),
  slow_mode: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0, maximum: limits.slowMode }), Type.Null()], {
      description: `Seconds that a member waits between messages, 0-${limits.slowMode}; 0 = no wait`,
    }),
  ),
  permissions: Type.Optional(
    Type.Union([Type.Record(Type.String({ maxLength: limits.permissionId }), Type.Unknown()), Type.Null()], {
      description: "Action to list of role names, `!name` blocks; an absent key means its default",
    }),
  ),
};

/** Everything of a channel that a request can set, as the wire has it. */
export function channelSettings(channel: Channel, state: State) {
  return {
    name: channel.name,
    type: channel.type,
    description: channel.description,
    display_name: channel.displayName,
    icon: channel.icon,
    size: channel.size,
    slow_mode: channel.slowMode,
    permissions: wireChannelPermissions(channel.permissions, state.roles.byId),
  };
}

export interface ChannelRequest {
  readonly description?: string | null;
  readonly display_name?: string | null;
  readonly icon?: string | null;
  readonly size?: number | "" | null;
  readonly slow_mode?: number | null;
  readonly permissions?: Readonly<Record<string, unknown>> | null;
}

/** The channel with the request's fields; absent ones stay, null or "" clears an optional one. */
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

/** Is the name free, whatever its case, and whatever nobody sees in it? */
export function nameIsFree(name: string, state: State, except?: Channel): boolean {
  const key = skeleton(name);
  return !state.channels.some((channel) => channel.id !== except?.id && skeleton(channel.name) === key);
}
