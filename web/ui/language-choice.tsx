import { chooseLanguage, type Language, language, languages } from "../texts/language.ts";
import { t } from "../texts/texts.ts";

export function LanguageChoice() {
  return (
    <label class="choice">
      <span>{t().language}</span>
      <select
        value={language.value}
        onChange={({ currentTarget }) => chooseLanguage(currentTarget.value as Language)}
      >
        {Object.entries(languages).map(([name, shown]) => (
          <option key={name} value={name} lang={name}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
