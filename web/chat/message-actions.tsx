import { useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { EmojiPicker } from "../emoji/later.tsx";
import { reactionOf } from "../emoji/picked.ts";
import { Icon } from "../icons/icon.tsx";
import { toggleReaction } from "../state/actions.ts";
import { editing, picking, replyTo } from "../state/composing.ts";
import { rightsOf } from "../state/message-rights.ts";
import { messageMenu, openMenu } from "../state/overlays.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { focused, pointed } from "./active-rows.ts";
import { focusComposer } from "./focus-composer.ts";
import { ReactionPicker } from "./reaction-picker.tsx";

interface MessageActionsProps {
  readonly message: WireMessage;
  readonly place: string;
}

/**
 * What people do most with a message, while it is pointed at or has the focus; and the menu with all of it, which is
 * always there for screen readers.
 */
export function MessageActions({ message, place }: MessageActionsProps) {
  const box = useRef<HTMLDivElement>(null);
  /** The picker shows all emojis. */
  const isAll = useSignal(false);
  const { id } = message;
  const isActive = useComputed(() => pointed.value === id || focused.value === id).value;
  const isPicking = useComputed(() => picking.value === id).value;
  const hasMenu = useComputed(() => messageMenu.value?.message.id === id).value;
  const may = rightsOf(message);
  if (!may) return null;
  const isFull = isActive || isPicking || hasMenu;
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
  const more = ({ currentTarget }: MouseEvent) => {
    if (currentTarget instanceof Element) openMenu({ message, place }, currentTarget);
  };
  return (
    <div ref={box} class={`actions ${isFull ? "full" : ""} ${isPicking || hasMenu ? "open" : ""}`}>
      {isFull && may.react && (
        <IconButton icon="smile-plus" label={t().react} pressed={isPicking} onClick={togglePicker} />
      )}
      {isFull && may.reply && <IconButton icon="reply" label={t().reply} onClick={reply} />}
      {isFull && may.edit && <IconButton icon="pencil" label={t().edit} onClick={edit} />}
      <button
        type="button"
        class="icon-button"
        aria-label={t().more}
        title={t().more}
        aria-pressed={hasMenu}
        onClick={more}
      >
        {isFull && <Icon name="ellipsis" />}
      </button>
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
