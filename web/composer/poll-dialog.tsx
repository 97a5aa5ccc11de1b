import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { problemOf, type Refused } from "../state/ask.ts";
import type { OpenPlace } from "../state/places.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { FormField } from "../ui/form-field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { createPoll } from "./poll.ts";
import { t } from "./texts/texts.ts";

interface PollDialogProps {
  readonly open: OpenPlace;
  readonly onClose: () => void;
}

const fewest = 2;
const most = 10;
/** Hours; 0: it has no end. */
const durations = [1, 4, 8, 24, 72, 168, 336, 0] as const;
const usualDuration = 24;

/** Asks for a poll: a question, two to ten answers, and how long it runs. */
export function PollDialog({ open, onClose }: PollDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const question = useSignal("");
  const options = useSignal<readonly string[]>(["", ""]);
  const several = useSignal(false);
  const hours = useSignal<number>(usualDuration);
  const problem = useSignal<Refused | null>(null);
  const isSending = useSignal(false);
  const problemId = useId();
  /** The field that is new and gets the focus. */
  const fresh = useRef<number | null>(null);

  const fields = () => [...(form.current?.querySelectorAll<HTMLInputElement>("[data-answer]") ?? [])];
  useLayoutEffect(() => {
    if (fresh.current !== null) fields()[fresh.current]?.focus();
    fresh.current = null;
  });

  const set = (at: number, text: string) => {
    options.value = options.value.map((option, index) => (index === at ? text : option));
  };
  const add = () => {
    if (options.value.length >= most) return;
    fresh.current = options.value.length;
    options.value = [...options.value, ""];
  };
  const remove = (at: number) => {
    fresh.current = Math.max(0, at - 1);
    options.value = options.value.filter((_, index) => index !== at);
  };

  async function create(): Promise<void> {
    const answers = options.value.map((option) => option.trim()).filter((option) => option !== "");
    if (question.value.trim() === "") return tell("question", t().questionMissing, "[data-question]");
    if (answers.length < fewest)
      return tell("answers", t().answersMissing, "[data-answer]:placeholder-shown");
    isSending.value = true;
    const refused = await createPoll(open.key, {
      question: question.value.trim(),
      options: answers,
      several: several.value,
      hours: hours.value,
    });
    isSending.value = false;
    problem.value = refused === null ? null : { field: null, text: refused };
    if (refused === null) onClose();
  }

  function tell(field: string, text: string, input: string): void {
    problem.value = { field, text };
    form.current?.querySelector<HTMLElement>(input)?.focus();
  }

  const answersProblem = problemOf(problem.value, "answers");
  return (
    <Dialog title={t().newPoll} onClose={onClose} class="form-dialog">
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <FormField label={t().question} problem={problemOf(problem.value, "question")}>
          {(attributes) => (
            <input
              {...attributes}
              data-question
              maxLength={300}
              autocomplete="off"
              value={question.value}
              onInput={({ currentTarget }) => {
                question.value = currentTarget.value;
              }}
            />
          )}
        </FormField>
        <fieldset class="poll-answers" aria-describedby={answersProblem === null ? undefined : problemId}>
          <legend>{t().answers}</legend>
          {options.value.map((option, at) => (
            <div key={at} class="poll-answer">
              <input
                data-answer
                maxLength={100}
                autocomplete="off"
                aria-label={t().answer(at + 1)}
                placeholder={t().answer(at + 1)}
                value={option}
                onInput={({ currentTarget }) => set(at, currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.isComposing) return;
                  // Only the button sends a poll. Enter goes on to the next answer.
                  event.preventDefault();
                  if (at === options.value.length - 1) add();
                  else fields()[at + 1]?.focus();
                }}
              />
              {options.value.length > fewest && (
                <IconButton icon="x" label={t().removeAnswer(at + 1)} onClick={() => remove(at)} />
              )}
            </div>
          ))}
          {options.value.length < most && (
            <button type="button" class="link poll-add" onClick={add}>
              {t().addAnswer}
            </button>
          )}
          {answersProblem !== null && (
            <p id={problemId} class="problem" role="alert">
              {answersProblem}
            </p>
          )}
        </fieldset>
        <label class="check">
          <input
            type="checkbox"
            checked={several.value}
            onChange={({ currentTarget }) => {
              several.value = currentTarget.checked;
            }}
          />
          {t().severalAnswers}
        </label>
        <FormField label={t().duration}>
          {(attributes) => (
            <select
              {...attributes}
              value={hours.value}
              onChange={({ currentTarget }) => {
                hours.value = Number(currentTarget.value);
              }}
            >
              {durations.map((each) => (
                <option key={each} value={each}>
                  {each === 0 ? t().noEnd : each % 24 === 0 ? t().days(each / 24) : t().hours(each)}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <p class="problem" role="alert">
          {problemOf(problem.value, null)}
        </p>
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary" disabled={isSending.value}>
            {t().createPoll}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
