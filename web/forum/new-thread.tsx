import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { openForums } from "../state/message-rights.ts";
import { shownChannelName } from "../state/places.ts";
import { createThread } from "../state/threads.ts";
import { t as common } from "../texts/texts.ts";
import { Dialog } from "../ui/dialog.tsx";
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
  const isBusy = useSignal(false);
  async function begin(): Promise<void> {
    if (!form.current || isBusy.value) return;
    const fields = new FormData(form.current);
    const field = (name: string) => String(fields.get(name) ?? "").trim();
    if (field("title") === "") {
      problem.value = t().titleMissing;
      form.current.querySelector<HTMLInputElement>("[name=title]")?.focus();
      return;
    }
    isBusy.value = true;
    problem.value = await createThread(forum ?? field("forum"), field("title"), field("content"));
    isBusy.value = false;
    if (problem.value === null) onClose();
  }
  return (
    <Dialog title={t().beginThread} onClose={onClose} class="wide">
      <form
        ref={form}
        class="form-fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        {forum === null && (
          <label class="form-field">
            <span>{t().forum}</span>
            <select name="forum">
              {openForums().map((channel) => (
                <option key={channel.name} value={channel.name}>
                  {shownChannelName(channel)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="form-field">
          <span>{t().threadTitle}</span>
          <input name="title" maxLength={100} autocomplete="off" required aria-describedby="thread-problem" />
        </label>
        <label class="form-field">
          <span>{t().firstMessage}</span>
          <textarea
            name="content"
            rows={6}
            placeholder={t().firstHint}
            defaultValue={text}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void begin();
            }}
          />
        </label>
        <p id="thread-problem" class="problem" role="alert">
          {problem.value}
        </p>
        <div class="dialog-buttons">
          <button type="button" class="plain" onClick={onClose}>
            {common().cancel}
          </button>
          <button type="submit" class="primary" disabled={isBusy.value}>
            {t().begin}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
