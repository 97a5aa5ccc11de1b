import { FormField } from "../../ui/form-field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { t } from "../texts/texts.ts";

const first = "#5865f2";
const mostColors = 6;

interface ColorFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (color: string) => void;
}

/** One colour, or none. */
export function ColorField({ value, problem, onChange }: ColorFieldProps) {
  return (
    <FormField label={t().color} hint={t().colorHint} problem={problem}>
      {(attributes) => (
        <div class="colors">
          {value === "" ? (
            <button type="button" id={attributes.id} class="plain" onClick={() => onChange(first)}>
              {t().chooseColor}
            </button>
          ) : (
            <>
              <input
                {...attributes}
                type="color"
                value={value}
                onInput={({ currentTarget }) => onChange(currentTarget.value)}
              />
              <IconButton icon="x" label={t().noColor} onClick={() => onChange("")} />
            </>
          )}
        </div>
      )}
    </FormField>
  );
}

interface GradientFieldProps {
  readonly value: readonly string[];
  readonly problem: string | null;
  readonly onChange: (colors: readonly string[]) => void;
}

/** Two to six colours, or none. */
export function GradientField({ value, problem, onChange }: GradientFieldProps) {
  return (
    <FormField label={t().gradient} hint={t().gradientHint} problem={problem}>
      {(attributes) => (
        <div class="colors">
          {value.map((color, index) => (
            <input
              key={index}
              type="color"
              aria-label={t().gradientColor(index + 1)}
              value={color}
              onInput={({ currentTarget }) => onChange(value.with(index, currentTarget.value))}
            />
          ))}
          {value.length > 0 && <IconButton icon="x" label={t().noGradient} onClick={() => onChange([])} />}
          {value.length < mostColors && (
            <button
              type="button"
              id={attributes.id}
              class="plain"
              onClick={() => onChange(value.length === 0 ? [first, "#eb459e"] : [...value, first])}
            >
              {value.length === 0 ? t().chooseGradient : t().addColor}
            </button>
          )}
        </div>
      )}
    </FormField>
  );
}
