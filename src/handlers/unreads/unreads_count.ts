import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { countOnWire, markedPlaceOf } from "../../actions/unreads/marker.ts";
import { placeInSight } from "../../chat/place.ts";
import { unreadCounts } from "../../db/markers.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";
import { countFields, markedPlace, totalField } from "./marker-fields.ts";

export const unreadsCount = channelCommand({
  name: "unreads_count",
  summary: "Counts unread messages in a text channel or a thread, whether the user has joined it or not.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "read",
  request: Type.Object(channelAddress),
  reply: Type.Object({ ...markedPlace, ...countFields, ...totalField }),
  events: [],
  errors: ["channel_wrong_type"],
  handler(context) {
    const { channel, thread, room, user } = context;
    if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
    const { id, roles } = user;
    return commit(unreadCounts({ user: id, roles, rooms: [room], joined: false }), ([count]) => {
      const at = placeInSight(context);
      if (isFailure(at)) return at;
      if (!count) return fail("channel_not_found");
      return { reply: { ...markedPlaceOf(at), ...countOnWire(count), total_messages: count.total } };
    });
  },
});
