import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { EmojiPicker } from "../emoji/later.tsx";
import { reactionOf } from "../emoji/picked.ts";
import { toggleReaction } from "../state/actions.ts";
import { editing, picking, replyTo } from "../state/composing.ts";
import { rightsOf } from "../state/message-rights.ts";
import { messageMenu } from "../state/overlays.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { focusComposer } from "./focus-composer.ts";
import { ReactionPicker } from "./reaction-picker.tsx";

interface MessageActionsProps {
  readonly message: WireMessage;
  readonly place: string;
}

/** What people do most with a message, while it is pointed at or has the focus. The button of its menu stands in the box. */
export function MessageActions({ message, place }: MessageActionsProps) {
  const box = useRef<HTMLDivElement>(null);
  /** The picker shows all emojis. */
  const isAll = useSignal(false);
  const may = rightsOf(message);
  if (!may) return null;
  const isPicking = picking.value === message.id;
  const isOpen = isPicking || messageMenu.value?.message.id === message.id;
  const reply = () => {
    replyTo.value = message;
    focusComposer();
  };
  const edit = () => {
    editing.value = message.id;
  };
  const closePicker = () => {
    picking.value = null;
    isAll.value = false;
  };
  const pick = (emoji: string) => {
    closePicker();
    void toggleReaction(place, message, emoji);
  };
  const togglePicker = () => {
    picking.value = isPicking ? null : message.id;
  };
  return (
    <div ref={box} class={isOpen ? "actions open" : "actions"}>
      {may.react && (
        <IconButton icon="smile-plus" label={t().react} pressed={isPicking} onClick={togglePicker} />
      )}
      {may.reply && <IconButton icon="reply" label={t().reply} onClick={reply} />}
      {may.edit && <IconButton icon="pencil" label={t().edit} onClick={edit} />}
      {isPicking && !isAll.value && (
        <ReactionPicker
          pick={pick}
          close={closePicker}
          more={() => {
            isAll.value = true;
          }}
        />
      )}
      {isPicking && isAll.value && box.current && (
        <EmojiPicker
          anchor={box.current}
          onClose={closePicker}
          onPick={(picked) => pick(reactionOf(picked))}
        />
      )}
    </div>
  );
}
