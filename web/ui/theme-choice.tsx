import { chooseTheme, type Theme, theme, themes } from "../state/theme.ts";
import { t } from "../texts/texts.ts";

export function ThemeChoice() {
  const shown = { system: t().followSystem, light: t().light, dark: t().dark };
  return (
    <label class="choice">
      <span>{t().appearance}</span>
      <select value={theme.value} onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {shown[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
