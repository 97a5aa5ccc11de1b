import { IconButton } from "../../ui/icon-button.tsx";
import { t } from "../texts/texts.ts";

const first = "#5865f2";
const second = "#eb459e";
const mostColors = 6;

interface ColorsFieldProps {
  readonly problem: string | null;
}

interface ColorFieldProps extends ColorsFieldProps {
  readonly value: string;
  readonly onChange: (color: string) => void;
}

/** One colour, or none. */
export function ColorField({ value, problem, onChange }: ColorFieldProps) {
  return (
    <fieldset class="form-field">
      <legend>{t().color}</legend>
      <div class="colors">
        {value === "" ? (
          <button type="button" class="plain" onClick={() => onChange(first)}>
            {t().chooseColor}
          </button>
        ) : (
          <>
            <input
              type="color"
              aria-label={t().color}
              value={value}
              onInput={({ currentTarget }) => onChange(currentTarget.value)}
            />
            <IconButton icon="x" label={t().noColor} onClick={() => onChange("")} />
          </>
        )}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      <p class="quiet">{t().colorHint}</p>
    </fieldset>
  );
}

interface GradientFieldProps extends ColorsFieldProps {
  readonly value: readonly string[];
  readonly onChange: (colors: readonly string[]) => void;
}

/** Two to six colours, or none. */
export function GradientField({ value, problem, onChange }: GradientFieldProps) {
  return (
    <fieldset class="form-field">
      <legend>{t().gradient}</legend>
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
            class="plain"
            onClick={() => onChange(value.length === 0 ? [first, second] : [...value, first])}
          >
            {value.length === 0 ? t().chooseGradient : t().addColor}
          </button>
        )}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      <p class="quiet">{t().gradientHint}</p>
    </fieldset>
  );
}
