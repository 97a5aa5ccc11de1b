import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Extras } from "../composer/extras.tsx";
import { CompletionList, SlashForm } from "../composer/later.tsx";
import { completedField, putText, useCompletion } from "../composer/use-completion.ts";
import { EmojiButton } from "../emoji/emoji-button.tsx";
import { type Picked, textOf } from "../emoji/picked.ts";
import { Icon } from "../icons/icon.tsx";
import { draftChanges, editing, replyTo, waitSeconds } from "../state/composing.ts";
import { openHistory } from "../state/history.ts";
import { isPressed } from "../state/keys.ts";
import { maySendIn } from "../state/message-rights.ts";
import { areUploading, charactersOver, sendSticker, sendText } from "../state/outgoing.ts";
import { people } from "../state/people.ts";
import type { OpenPlace } from "../state/places.ts";
import { isSendingKey } from "../state/sending-key.ts";
import { session } from "../state/session.ts";
import { commandIn } from "../state/slash.ts";
import { tellTyping } from "../state/typing.ts";
import { addFiles, limits } from "../state/uploads.ts";
import { t } from "../texts/texts.ts";
import { fitHeight } from "../ui/fit-height.ts";
import { ComposerState } from "./composer-state.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ReplyingTo } from "./replying-to.tsx";
import { UploadList } from "./upload-list.tsx";

/** The field for messages, with what belongs to the next one. */
export function Composer({ open }: { readonly open: OpenPlace }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const over = useSignal(0);
  /** The slash command whose options are asked for. */
  const called = useSignal<ReturnType<typeof commandIn>>(null);
  const completion = useCompletion(field, true);
  const current = people.value;
  const drafts = session.value?.drafts;
  const maySend = maySendIn(open);
  const isCalling = called.value !== null;

  useLayoutEffect(() => {
    if (!field.current) return;
    changed(field.current);
    // On a phone the keyboard would cover what the person came to read.
    if (matchMedia("(hover: hover)").matches) field.current.focus();
  }, [isCalling]);

  useSignalEffect(() => {
    if (draftChanges.value === 0 || !field.current) return;
    field.current.value = drafts?.of(open.key) ?? "";
    changed(field.current);
  });

  function changed(element: HTMLTextAreaElement): void {
    fitHeight(element);
    over.value = charactersOver(element.value);
  }

  function typed(element: HTMLTextAreaElement): void {
    changed(element);
    drafts?.keep(open.key, element.value);
    tellTyping(element.value !== "");
    completion.look();
  }

  function clear(): void {
    if (!field.current) return;
    field.current.value = "";
    typed(field.current);
    field.current.focus();
  }

  function call(text: string): boolean {
    const found = commandIn(text);
    if (!found) return false;
    clear();
    called.value = found;
    return true;
  }

  function send(): void {
    const element = field.current;
    if (!element || call(element.value.trim())) return;
    if (sendText(open.key, element.value)) clear();
  }

  function keys(event: KeyboardEvent): void {
    if (completion.keys(event) || event.isComposing) return;
    if (isSendingKey(event)) {
      event.preventDefault();
      send();
    } else if (isPressed(event, "editLast") && field.current?.value === "") {
      const own = current?.own?.username;
      const last = openHistory.value?.messages.findLast(
        ({ user, webhook, ephemeral }) => user === own && !webhook && !ephemeral,
      );
      if (!last) return;
      event.preventDefault();
      editing.value = last.id;
    } else if (isPressed(event, "cancelReply")) replyTo.value = null;
  }

  function pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  }

  function insert(picked: Picked): void {
    const element = field.current;
    if (picked.kind === "sticker") sendSticker(open.key, picked.id);
    else if (element) putText(element, textOf(picked), element.selectionStart, element.selectionEnd);
  }

  if (!maySend) return <p class="composer-closed">{t().mayNotSend}</p>;
  return (
    <div class="composer">
      {limits().enabled && <DropZone />}
      <ReplyingTo />
      <UploadList />
      {called.value ? (
        <SlashForm
          key={called.value.command.name}
          command={called.value.command}
          rest={called.value.rest}
          open={open}
          onEnd={() => {
            called.value = null;
          }}
        />
      ) : (
        <form
          class="composer-row"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Extras open={open} field={field} onSent={clear} />
          <textarea
            ref={field}
            id="composer"
            rows={1}
            defaultValue={drafts?.of(open.key) ?? ""}
            placeholder={t().messageTo(open.name)}
            aria-label={t().messageTo(open.name)}
            aria-describedby="composer-state"
            {...completedField(completion)}
            onInput={({ currentTarget }) => typed(currentTarget)}
            onKeyDown={keys}
            onKeyUp={completion.look}
            onClick={completion.look}
            onBlur={completion.leave}
            onPaste={pasted}
          />
          <CompletionList
            completion={completion}
            onCommand={(name, rest) => call(`/${name} ${rest}`.trim())}
          />
          <EmojiButton onPick={insert} withStickers />
          <button
            type="submit"
            class="icon-button send"
            aria-label={t().send}
            title={t().send}
            disabled={over.value > 0 || areUploading() || waitSeconds.value > 0}
          >
            <Icon name="send-horizontal" />
          </button>
        </form>
      )}
      <ComposerState over={over.value} slowMode={open.slowMode} />
    </div>
  );
}
