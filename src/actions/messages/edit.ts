import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { editMessage } from "../../db/edit-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageEdit as messageEditEvent } from "../../protocol/events.ts";
import { announced, commit } from "../outcome.ts";
import { unarchived } from "../threads/thread-events.ts";
import type { InPlace } from "../world.ts";
import { checkContent, checkedEmbeds, mentionsIn } from "./content.ts";

export interface Edit {
  /** Id of the message. */
  readonly id: string;
  /** Absent: the text stays. */
  readonly content?: string;
  /** Falsy: the embeds stay. */
  readonly embeds?: unknown;
}

export function editOwnMessage(context: InPlace, edit: Edit) {
  const { channel, thread, room, user, state, now } = context;
  if (edit.content === undefined && !edit.embeds) {
    return fail("invalid_field", { field: "content", problem: "content or embeds is required" });
  }
  const checked = edit.content === undefined ? null : checkContent(edit.content, context);
  if (checked && isFailure(checked)) return checked;
  const embeds = edit.embeds ? checkedEmbeds(edit.embeds, context) : null;
  if (embeds && isFailure(embeds)) return embeds;
  const mentions = checked && mentionsIn(checked.content, context);
  if (mentions && isFailure(mentions)) return mentions;

  return commit(
    editMessage({
      id: edit.id,
      room,
      author: user.id,
      ...(checked && { content: checked.content }),
      ...(mentions && { mentions }),
      ...(embeds && { embeds: embeds.embeds ?? [] }),
      now: now * 1000,
      wakes: thread !== null,
    }),
    (edited) => {
      if (isFailure(edited)) return edited;
      const at = placeNow(context, state);
      if (isFailure(at)) return at;
      const message = wireMessage(edited, state);
      return {
        ...unarchived(at, state),
        reply: announced(
          emit(
            messageEditEvent,
            { id: message.id, content: message.content, message, ...packetPlace(at), global: true },
            viewers(channel.id),
          ),
        ),
      };
    },
  );
}
