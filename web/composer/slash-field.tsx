import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { WireSlashCommand } from "../../client/index.ts";
import type { OpenPlace } from "../state/places.ts";
import { textFor, type Values } from "./arguments.ts";
import { ChoiceInput } from "./choice-input.tsx";
import { choicesFor } from "./choices.ts";
import { t } from "./texts/texts.ts";

interface SlashFieldProps {
  readonly option: WireSlashCommand["options"][number];
  readonly command: WireSlashCommand;
  readonly open: OpenPlace;
  readonly values: Signal<Values>;
  readonly problem: string | null;
  readonly onChange: () => void;
}

/** One option: a list where the choices are known, else a field, with what the bot offers. */
export function SlashField({ option, command, open, values, problem, onChange }: SlashFieldProps) {
  const id = useId();
  const { name, type, required, description, choices } = option;
  const set = (value: string) => {
    values.value = { ...values.value, [name]: value };
    onChange();
  };
  const shared = {
    id,
    "data-option": name,
    "aria-required": required,
    "aria-invalid": problem !== null,
    "aria-describedby": `${id}-hint`,
  };
  const value = textFor(values.value, name);
  const source = choicesFor(option, command, open, values);
  const isNumber = type === "int" || type === "float";
  return (
    <div class="slash-field">
      <label for={id}>
        {name}
        {!required && <span class="quiet"> {t().optional}</span>}
      </label>
      {type === "bool" || type === "enum" ? (
        <select {...shared} value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
          <option value="">{required ? t().choose : "–"}</option>
          {type === "bool" ? (
            <>
              <option value="true">{t().yes}</option>
              <option value="false">{t().no}</option>
            </>
          ) : (
            choices?.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))
          )}
        </select>
      ) : source ? (
        <ChoiceInput attributes={shared} value={value} set={set} source={source} />
      ) : (
        <input
          {...shared}
          type="text"
          inputMode={type === "int" ? "numeric" : type === "float" ? "decimal" : "text"}
          autocomplete="off"
          class={isNumber ? "short" : ""}
          value={value}
          onInput={({ currentTarget }) => set(currentTarget.value)}
        />
      )}
      <p id={`${id}-hint`} class={problem === null ? "quiet" : "problem"}>
        {problem ?? description}
      </p>
    </div>
  );
}
