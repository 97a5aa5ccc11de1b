import { language } from "../../texts/language.ts";
import { fileSize } from "../../texts/sizes.ts";
import { FormField, TextField } from "../../ui/form-field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { t } from "../texts/texts.ts";
import { type ConfigKey, isSame } from "./config-values.ts";

interface ConfigFieldProps {
  readonly about: ConfigKey;
  readonly value: unknown;
  readonly problem: string | null;
  /** The value of the key that this one inherits. */
  readonly inherited: unknown;
  readonly isLocked: boolean;
  readonly onChange: (value: unknown) => void;
}

/** A key with its description, its limits, and the way back to its default. */
export function ConfigField(props: ConfigFieldProps) {
  const { about, value, inherited, isLocked, onChange } = props;
  const { key, default: usual, inherits } = about;
  // A key without a value of its own has that of the other one.
  const isUsual = value === null || isSame(value, usual ?? inherited);
  return (
    <li class={`config-key ${isUsual ? "" : "is-changed"}`} data-key={key}>
      <div class="config-control">
        <Control {...props} />
      </div>
      <p class="config-about quiet">
        {isLocked && <span>{t().ownersOnly}</span>}
        {/size$/.test(key) && typeof value === "number" && value > 0 && (
          <span>{fileSize(value, language.value)}</span>
        )}
        {inherits !== undefined && <span>{t().inherits(inherits)}</span>}
        {inherits === undefined && !isUsual && <span>{t().usually(shown(usual))}</span>}
        {!isUsual && <span class="tag">{t().isChanged}</span>}
        {!isUsual && !isLocked && (
          <IconButton icon="rotate-ccw" label={t().toDefault(key)} onClick={() => onChange(usual)} />
        )}
      </p>
    </li>
  );
}

function Control({ about, value, inherited, problem, isLocked, onChange }: ConfigFieldProps) {
  const { key, type, description, minimum, maximum, options = [] } = about;
  const hint = description.replaceAll("`", "");
  switch (type) {
    case "boolean":
      return (
        <>
          <Switch label={key} hint={hint} checked={value === true} disabled={isLocked} onChange={onChange} />
          <p class="problem" role="alert">
            {problem}
          </p>
        </>
      );
    case "choice":
      return (
        <FormField label={key} hint={hint} problem={problem}>
          {(attributes) => (
            <select
              {...attributes}
              disabled={isLocked}
              value={String(value)}
              onChange={({ currentTarget }) => onChange(currentTarget.value)}
            >
              {options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          )}
        </FormField>
      );
    case "integer": {
      const range =
        minimum === undefined && maximum === undefined
          ? ""
          : ` (${t().keyRange(grouped(minimum), grouped(maximum))})`;
      return (
        <TextField
          label={key}
          hint={`${hint}${range}`}
          type="number"
          placeholder={shown(inherited ?? about.default)}
          value={value === null ? "" : String(value)}
          problem={problem}
          disabled={isLocked}
          {...(minimum !== undefined && { min: minimum })}
          {...(maximum !== undefined && { max: maximum })}
          // What is no number stays as it was typed, and is refused.
          onInput={(text) =>
            onChange(text === "" ? null : Number.isInteger(Number(text)) ? Number(text) : text)
          }
        />
      );
    }
    case "list":
      return (
        <TextField
          label={key}
          hint={`${hint} ${t().oneALine}.`}
          rows={4}
          value={linesOf(value)}
          problem={problem}
          disabled={isLocked}
          onInput={(text) => onChange(text.split("\n"))}
        />
      );
    case "text":
      return (
        <TextField
          label={key}
          hint={hint}
          value={value === null ? "" : String(value)}
          problem={problem}
          disabled={isLocked}
          onInput={(text) => onChange(text === "" && about.nullable ? null : text)}
        />
      );
  }
}

const linesOf = (value: unknown) => (Array.isArray(value) ? value.join("\n") : "");

function shown(value: unknown): string {
  if (value === null) return t().notSet;
  if (typeof value === "boolean") return value ? t().yes : t().no;
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const grouped = (value: number | undefined) =>
  value === undefined ? null : new Intl.NumberFormat(language.value).format(value);
