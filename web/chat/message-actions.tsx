import { useSignal } from "@preact/signals";
import { holds, mayIn, type WireMessage } from "../../client/index.ts";
import { toggleReaction } from "../state/actions.ts";
import { deleting, editing, replyTo } from "../state/composing.ts";
import { people } from "../state/people.ts";
import { place as openPlace } from "../state/places.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { focusComposer } from "./focus-composer.ts";
import { ReactionPicker } from "./reaction-picker.tsx";

interface MessageActionsProps {
  readonly message: WireMessage;
  readonly place: string;
}

/** What the reader may do with the message: shown while it is pointed at, or has the focus. */
export function MessageActions({ message, place }: MessageActionsProps) {
  const isPicking = useSignal(false);
  const current = people.value;
  const open = openPlace.value;
  if (!current || !open || message.ephemeral) return null;
  const isOwn = message.user === current.own?.username && !message.webhook;
  const mayWrite = mayIn(current, open, "send");
  const mayDelete = isOwn || mayIn(current, open, "delete") || holds(current, "manage_messages");
  const reply = () => {
    replyTo.value = message;
    focusComposer();
  };
  const edit = () => {
    editing.value = message.id;
  };
  const remove = () => {
    deleting.value = message;
  };
  const pick = (emoji: string) => {
    isPicking.value = false;
    void toggleReaction(place, message, emoji);
  };
  const togglePicker = () => {
    isPicking.value = !isPicking.value;
  };
  return (
    <div class={`actions ${isPicking.value ? "open" : ""}`}>
      {mayIn(current, open, "react") && (
        <IconButton icon="smile-plus" label={t().react} pressed={isPicking.value} onClick={togglePicker} />
      )}
      {mayWrite && <IconButton icon="reply" label={t().reply} onClick={reply} />}
      {isOwn && mayIn(current, open, "edit_own") && (
        <IconButton icon="pencil" label={t().edit} onClick={edit} />
      )}
      {mayDelete && <IconButton icon="trash-2" label={t().remove} onClick={remove} />}
      {isPicking.value && (
        <ReactionPicker
          pick={pick}
          close={() => {
            isPicking.value = false;
          }}
        />
      )}
    </div>
  );
}
