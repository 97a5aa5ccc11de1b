import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { openForums } from "../state/message-rights.ts";
import { shownChannelName } from "../state/places.ts";
import { createThread } from "../state/threads.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { FormField } from "../ui/form-field.tsx";
import { t } from "./texts/texts.ts";

interface NewThreadProps {
  /** Name of the forum; null: the person chooses one. */
  readonly forum: string | null;
  /** With which the first message begins. */
  readonly text: string;
  readonly onClose: () => void;
}

/** Title and first message of a new thread. */
export function NewThread({ forum, text, onClose }: NewThreadProps) {
  const form = useRef<HTMLFormElement>(null);
  const problem = useSignal<string | null>(null);
  const titleProblem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  async function begin(): Promise<void> {
    if (!form.current || isBusy.value) return;
    const fields = new FormData(form.current);
    const field = (name: string) => String(fields.get(name) ?? "").trim();
    titleProblem.value = field("title") === "" ? t().titleMissing : null;
    if (titleProblem.value !== null) {
      form.current.querySelector<HTMLInputElement>("[name=title]")?.focus();
      return;
    }
    isBusy.value = true;
    problem.value = await createThread(forum ?? field("forum"), field("title"), field("content"));
    isBusy.value = false;
    if (problem.value === null) onClose();
  }
  return (
    <Dialog title={t().beginThread} onClose={onClose} class="form-dialog wide">
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        {forum === null && (
          <FormField label={t().forum}>
            {(attributes) => (
              <select {...attributes} name="forum">
                {openForums().map((channel) => (
                  <option key={channel.name} value={channel.name}>
                    {shownChannelName(channel)}
                  </option>
                ))}
              </select>
            )}
          </FormField>
        )}
        <FormField label={t().threadTitle} problem={titleProblem.value}>
          {(attributes) => <input {...attributes} name="title" maxLength={100} autocomplete="off" required />}
        </FormField>
        <FormField label={t().firstMessage}>
          {(attributes) => (
            <textarea
              {...attributes}
              name="content"
              rows={6}
              placeholder={t().firstHint}
              defaultValue={text}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void begin();
              }}
            />
          )}
        </FormField>
        <p class="problem" role="alert">
          {problem.value}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary" disabled={isBusy.value}>
            {t().begin}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
