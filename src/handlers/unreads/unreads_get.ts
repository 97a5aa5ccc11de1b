import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { countOnWire } from "../../actions/unreads/marker.ts";
import { visibleChannels } from "../../chat/permissions.ts";
import { placeOfRoom } from "../../chat/place.ts";
import { unreadCounts } from "../../db/markers.ts";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { countFields, totalField } from "./marker-fields.ts";

export const unreadsGet = command({
  name: "unreads_get",
  summary:
    "Counts unread messages in every text channel that the user may view, and in every thread that the user has joined.",
  login: "required",
  timedOut: "allowed",
  cost: "unreads",
  request: Type.Object({}),
  reply: Type.Object({
    unreads: Type.Record(
      Type.String(),
      Type.Object({
        ...countFields,
        ...totalField,
        parent_channel: Type.Optional(Type.String({ description: "A thread's forum" })),
      }),
      { description: "By channel name, or `thread:<id>`" },
    ),
  }),
  events: [],
  errors: ["user_not_found"],
  handler({ user, state }) {
    const texts = visibleChannels(user, state).filter(({ type }) => type === "text");
    const rooms = texts.map(({ id }) => id);
    return commit(unreadCounts({ user: user.id, roles: user.roles, rooms, joined: true }), (counts) => {
      const now = state.users.get(user.id);
      if (!now) return fail("user_not_found");
      // Once for all threads of a forum.
      const inSight = new Set(visibleChannels(now, state).map((channel) => channel.id));
      const unreads = new Map<string, UnreadFields>();
      for (const count of counts) {
        const at = placeOfRoom(count.room, state);
        if (!at || !inSight.has(at.channel.id)) continue;
        const fields = { ...countOnWire(count), total_messages: count.total };
        if (at.thread) {
          // Not `thread/<id>` as the reference server has it: the official client could never clear that.
          unreads.set(`thread:${at.thread.id}`, { ...fields, parent_channel: at.channel.name });
        } else unreads.set(at.channel.name, fields);
      }
      return { reply: { unreads: Object.fromEntries(unreads) } };
    });
  },
});

interface UnreadFields extends ReturnType<typeof countOnWire> {
  readonly total_messages: number;
  readonly parent_channel?: string;
}
