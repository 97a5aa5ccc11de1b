import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { editing, replyTo, waitSeconds } from "../state/composing.ts";
import { isAtNewest, openHistory, showNewest } from "../state/history.ts";
import { maySendIn } from "../state/message-rights.ts";
import { people } from "../state/people.ts";
import type { OpenPlace } from "../state/places.ts";
import { session } from "../state/session.ts";
import { tellTyping } from "../state/typing.ts";
import { addFiles, limits, takeUploads, uploads } from "../state/uploads.ts";
import { t } from "../texts/texts.ts";
import { fitHeight } from "../ui/fit-height.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ReplyingTo } from "./replying-to.tsx";
import { UploadList } from "./upload-list.tsx";

/** The field for messages, with what belongs to the next one. */
export function Composer({ open }: { readonly open: OpenPlace }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const length = useSignal(0);
  const current = people.value;
  const drafts = session.value?.drafts;
  const maySend = maySendIn(open);
  const most = session.value?.client.server.limits["post_content"] ?? Number.POSITIVE_INFINITY;
  const over = length.value - most;
  const files = uploads.value;
  const areUploading = files.some(({ attachment, problem }) => attachment === null && problem === null);

  useLayoutEffect(() => {
    if (!field.current) return;
    changed(field.current);
    // On a phone the keyboard would cover what the person came to read.
    if (matchMedia("(hover: hover)").matches) field.current.focus();
  }, []);

  function changed(element: HTMLTextAreaElement): void {
    fitHeight(element);
    length.value = [...element.value].length;
  }

  function typed(element: HTMLTextAreaElement): void {
    changed(element);
    drafts?.keep(open.key, element.value);
    tellTyping(element.value !== "");
  }

  function send(): void {
    const element = field.current;
    if (!element || over > 0 || areUploading || waitSeconds.value > 0) return;
    const content = element.value.trim();
    const attachments = takeUploads();
    if (content === "" && attachments.length === 0) return;
    isAtNewest.value = true;
    showNewest();
    session.value?.outbox.send({
      place: open.key,
      content,
      replyTo: replyTo.value?.id ?? null,
      attachments,
    });
    replyTo.value = null;
    element.value = "";
    typed(element);
    element.focus();
  }

  function keys(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && field.current?.value === "") {
      const own = current?.own?.username;
      const last = openHistory.value?.messages.findLast(({ user, webhook }) => user === own && !webhook);
      if (!last) return;
      event.preventDefault();
      editing.value = last.id;
    } else if (event.key === "Escape") replyTo.value = null;
  }

  function pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  }

  if (!maySend) return <p class="composer-closed">{t().mayNotSend}</p>;
  const takesFiles = limits().enabled;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {takesFiles && <DropZone />}
      <ReplyingTo />
      <UploadList />
      <div class="composer-row">
        {takesFiles && (
          <>
            <IconButton icon="paperclip" label={t().attach} onClick={() => picker.current?.click()} />
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              tabIndex={-1}
              aria-label={t().attach}
              onChange={({ currentTarget }) => {
                addFiles([...(currentTarget.files ?? [])]);
                currentTarget.value = "";
                field.current?.focus();
              }}
            />
          </>
        )}
        <textarea
          ref={field}
          id="composer"
          rows={1}
          defaultValue={drafts?.of(open.key) ?? ""}
          placeholder={t().messageTo(open.name)}
          aria-label={t().messageTo(open.name)}
          aria-describedby="composer-state"
          onInput={({ currentTarget }) => typed(currentTarget)}
          onKeyDown={keys}
          onPaste={pasted}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label={t().send}
          title={t().send}
          disabled={over > 0 || areUploading || waitSeconds.value > 0}
        >
          <Icon name="send-horizontal" />
        </button>
      </div>
      <p id="composer-state" class="composer-state" role="status">
        {over > 0
          ? t().tooLong(over)
          : waitSeconds.value > 0
            ? t().wait(waitSeconds.value)
            : open.slowMode > 0
              ? t().slowMode(open.slowMode)
              : ""}
      </p>
    </form>
  );
}
