/** The channels of the server, changed like the commands `channel_*`. */
import { answer } from "../actions/answer.ts";
import { type ChannelRequest, channelSettings } from "../actions/channels/channel-settings.ts";
import { createChannel } from "../actions/channels/create.ts";
import { deleteChannel } from "../actions/channels/delete.ts";
import { moveChannel } from "../actions/channels/move.ts";
import { changeChannel } from "../actions/channels/update.ts";
import { wireChannel } from "../chat/wire.ts";
import type { ChannelType } from "../protocol/channel-fields.ts";
import type { EventPacket } from "../protocol/event.ts";
import type { channelUpdate as event } from "../protocol/events.ts";
import type { WireChannel } from "../protocol/objects.ts";
import { asOperator, decided, type OperatorParts, type Problem } from "./parts.ts";

export interface ChannelChange {
  readonly channel: string;
  readonly type?: ChannelType;
  readonly fields: ChannelRequest & { readonly name?: string };
}

/** In their order. */
export function channelList({ state }: Pick<OperatorParts, "state">): {
  readonly channels: readonly WireChannel[];
} {
  return { channels: state.channels.map((channel) => wireChannel(channel, state)) };
}

export function channelCreate(
  parts: OperatorParts,
  { channel: name, type = "text", fields }: ChannelChange,
): Promise<WireChannel | Problem> {
  return decided<WireChannel>(parts, "channel_create", () =>
    answer(createChannel(asOperator(parts), { ...fields, name, type }), ({ reply }) => ({
      reply: reply.channel,
    })),
  );
}

export function channelUpdate(
  parts: OperatorParts,
  { channel: name, type, fields }: ChannelChange,
): Promise<WireChannel | Problem> {
  return decided<WireChannel>(parts, "channel_update", () => {
    const { state } = parts;
    const before = state.channelByName(name);
    // Lists that aren't given stay as they are.
    const lists = before &&
      fields.permissions && { ...channelSettings(before, state).permissions, ...fields.permissions };
    const updates = { ...fields, ...(lists && { permissions: lists }), ...(type && { type }) };
    return answer(changeChannel(asOperator(parts), name, updates), ({ events, reply: { announced } }) => ({
      events: [...events, announced],
      reply: (announced.packet as EventPacket<typeof event>).channel,
    }));
  });
}

export function channelDelete(
  parts: OperatorParts,
  { channel: name }: { readonly channel: string },
): Promise<{ readonly name: string } | Problem> {
  return decided<{ name: string }>(parts, "channel_delete", () =>
    answer(deleteChannel(asOperator(parts), name), ({ reply }) => ({ reply: { name: reply.name } })),
  );
}

/** @param position from 0 */
export function channelMove(
  parts: OperatorParts,
  { channel: name, position }: { readonly channel: string; readonly position: number },
): Promise<{ readonly name: string; readonly position: number } | Problem> {
  return decided<{ name: string; position: number }>(parts, "channel_move", () =>
    answer(moveChannel(asOperator(parts), name, position), () => ({ reply: { name, position } })),
  );
}
