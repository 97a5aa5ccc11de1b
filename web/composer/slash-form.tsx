import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { WireSlashCommand } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { shownName } from "../state/names.ts";
import type { OpenPlace } from "../state/places.ts";
import { callCommand } from "../state/slash.ts";
import { t as common } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { argumentsOf, problemsOf, textFor, type Values, valuesOf } from "./arguments.ts";
import { SlashField } from "./slash-field.tsx";
import { t } from "./texts/texts.ts";

interface SlashFormProps {
  readonly command: WireSlashCommand;
  /** What was typed behind the name. */
  readonly rest: string;
  readonly open: OpenPlace;
  readonly onEnd: () => void;
}

/** The options of a slash command, in place of the field for messages. Without options it is called at once. */
export function SlashForm({ command, rest, open, onEnd }: SlashFormProps) {
  const { name, options, registeredBy } = command;
  const form = useRef<HTMLFormElement>(null);
  const values = useSignal<Values>(valuesOf(options, rest));
  /** By option; "" of the whole command. */
  const problems = useSignal<Readonly<Record<string, string>>>({});
  const isCalling = useSignal(false);

  useLayoutEffect(() => {
    const fields = [...(form.current?.querySelectorAll<HTMLElement>("[data-option]") ?? [])];
    const empty = fields.find((field) => textFor(values.value, field.dataset["option"] ?? "") === "");
    (empty ?? fields[0] ?? form.current?.querySelector<HTMLElement>(".send"))?.focus();
    if (options.length === 0) void call();
  }, []);

  async function call(): Promise<void> {
    if (isCalling.value) return;
    problems.value = problemsOf(options, values.value);
    if (Object.keys(problems.value).length > 0) return focusProblem();
    isCalling.value = true;
    const refused = await callCommand(open.key, name, argumentsOf(options, values.value));
    isCalling.value = false;
    if (refused === null) return onEnd();
    const isShown = options.some((each) => each.name === refused.option);
    problems.value = { [isShown ? (refused.option ?? "") : ""]: refused.text };
    focusProblem();
  }

  function focusProblem(): void {
    const [option] = Object.keys(problems.value);
    form.current?.querySelector<HTMLElement>(`[data-option="${CSS.escape(option ?? "")}"]`)?.focus();
  }

  return (
    <form
      ref={form}
      class="slash-form"
      aria-label={`/${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") onEnd();
      }}
    >
      <div class="slash-head">
        <Icon name="terminal" size={16} />
        <strong>/{name}</strong>
        <span class="cut quiet">{command.description}</span>
        <span class="quiet slash-by">{shownName(registeredBy)}</span>
        <IconButton icon="x" label={common().cancel} onClick={onEnd} />
      </div>
      <div class="slash-fields">
        {options.map((option) => (
          <SlashField
            key={option.name}
            option={option}
            command={command}
            open={open}
            values={values}
            problem={textFor(problems.value, option.name) || null}
            onChange={() => {
              const { [option.name]: _, ...others } = problems.value;
              problems.value = others;
            }}
          />
        ))}
        <button
          type="submit"
          class="icon-button send"
          aria-label={t().runCommand(name)}
          title={t().runCommand(name)}
          disabled={isCalling.value}
        >
          <Icon name="send-horizontal" />
        </button>
      </div>
      <p class="problem" role="alert">
        {problems.value[""]}
      </p>
    </form>
  );
}
