import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type WireMessage, withEmojiNames } from "../../client/index.ts";
import { CompletionList } from "../composer/later.tsx";
import { completedField, useCompletion } from "../composer/use-completion.ts";
import { editMessage } from "../state/actions.ts";
import { editing } from "../state/composing.ts";
import { sentText } from "../state/outgoing.ts";
import { emojis } from "../state/people.ts";
import { isSendingKey } from "../state/sending-key.ts";
import { t } from "../texts/texts.ts";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { fitHeight } from "../ui/fit-height.ts";
import { focusComposer } from "./focus-composer.ts";

interface MessageEditorProps {
  readonly message: WireMessage;
  readonly place: string;
}

/** The text of an own message, to be changed in its place. */
export function MessageEditor({ message, place }: MessageEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = useSignal<string | null>(null);
  const completion = useCompletion(field);
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    fitHeight(current);
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
    current.scrollIntoView({ block: "nearest" });
  }, []);

  function end(): void {
    editing.value = null;
    focusComposer();
  }

  async function save(): Promise<void> {
    const text = sentText(field.current?.value ?? "");
    if (text === message.content || text === "") return end();
    problem.value = await editMessage(place, message.id, text);
    if (problem.value === null) end();
  }

  const keys = (event: KeyboardEvent) => {
    if (completion.keys(event)) return;
    event.stopPropagation();
    if (event.key === "Escape") end();
    if (!isSendingKey(event)) return;
    event.preventDefault();
    void save();
  };
  return (
    <div class="editor">
      <textarea
        ref={field}
        class="editor-field"
        rows={1}
        aria-label={t().edit}
        defaultValue={withEmojiNames(message.content, emojis.value ?? new Map())}
        {...completedField(completion)}
        onInput={({ currentTarget }) => {
          fitHeight(currentTarget);
          completion.look();
        }}
        onKeyDown={keys}
        onKeyUp={completion.look}
        onClick={completion.look}
        onBlur={completion.leave}
      />
      <CompletionList completion={completion} />
      <p class={problem.value === null ? "quiet" : "problem"} role="status">
        {problem.value ?? t().editHint}
      </p>
      <DialogButtons onClose={end}>
        <button type="button" class="primary" onClick={() => void save()}>
          {t().save}
        </button>
      </DialogButtons>
    </div>
  );
}
