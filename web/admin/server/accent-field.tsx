import { IconButton } from "../../ui/icon-button.tsx";
import { accentShades } from "../../ui/readable-color.ts";
import { t } from "../texts/texts.ts";

interface AccentFieldProps {
  /** `#rrggbb`, or "" for the usual one. */
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}

/** As in styles/tokens.css. */
const usual = "#2259c7";
const themes = {
  light: { background: "#ffffff", text: "#1d2026", onAccent: "#ffffff", accent: "#2259c7" },
  dark: { background: "#1e2025", text: "#e4e6ea", onAccent: "#10182b", accent: "#8ab0ff" },
} as const;

/** The colour of buttons and links, as it looks in both themes. */
export function AccentField({ value, problem, onChange }: AccentFieldProps) {
  return (
    <fieldset class="form-field">
      <legend>{t().accent}</legend>
      <div class="colors">
        <input
          type="color"
          aria-label={t().accent}
          value={value || usual}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
        {value === "" ? <span class="quiet">{t().usualAccent}</span> : <span class="code">{value}</span>}
        {value !== "" && (
          <IconButton icon="rotate-ccw" label={t().usualAccent} onClick={() => onChange("")} />
        )}
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      <p class="quiet">{t().accentHint}</p>
      <div class="accent-previews">
        <Preview theme="light" label={t().previewLight} color={value} />
        <Preview theme="dark" label={t().previewDark} color={value} />
      </div>
    </fieldset>
  );
}

interface PreviewProps {
  readonly theme: keyof typeof themes;
  readonly label: string;
  readonly color: string;
}

function Preview({ theme, label, color }: PreviewProps) {
  const { background, text, onAccent, ...own } = themes[theme];
  const accent = accentShades(color, theme === "dark")?.accent ?? own.accent;
  return (
    <div class="accent-preview" style={{ background, color: text }}>
      <span>{label}</span>
      <span class="accent-button" style={{ background: accent, color: onAccent }}>
        {t().previewButton}
      </span>
      <span class="accent-link" style={{ color: accent }}>
        {t().previewLink}
      </span>
    </div>
  );
}
