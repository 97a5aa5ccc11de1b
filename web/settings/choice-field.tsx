import type { Choice } from "../state/choice.ts";

interface ChoiceFieldProps<Name extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly choice: Choice<Name>;
  readonly texts: Readonly<Record<Name, string>>;
}

/** A few values beside each other, of which one holds. It holds as soon as it is chosen. */
export function ChoiceField<Name extends string>({ label, hint, choice, texts }: ChoiceFieldProps<Name>) {
  return (
    <fieldset class="choice-field">
      <legend>{label}</legend>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      <div class="choices">
        {choice.names.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={label}
              checked={choice.value.value === name}
              onChange={() => choice.choose(name)}
            />
            <span>{texts[name]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
