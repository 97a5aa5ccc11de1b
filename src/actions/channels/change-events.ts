/** The events of a channel that is made, changed or deleted. */
import { channelsGet, channelUpdate, unreadsUpdate } from "../../protocol/events.ts";
import { callEndEvents } from "../voice/leave-call.ts";
import { historyPushEvents } from "./push-histories.ts";

export const channelChangeEvents = [
  ...callEndEvents,
  channelUpdate,
  channelsGet,
  unreadsUpdate,
  ...historyPushEvents,
] as const;
