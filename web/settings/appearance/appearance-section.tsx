import { clock, contrast, density, fontSize, motion, theme } from "../../state/appearance.ts";
import { LanguageChoice } from "../../ui/language-choice.tsx";
import { ChoiceField } from "../choice-field.tsx";
import { t } from "../texts/texts.ts";
import { Sample } from "./sample.tsx";

/** How the page looks. Everything holds at once; the sample shows it. */
export function AppearanceSection() {
  const system = t().asSystem;
  return (
    <>
      <Sample />
      <ChoiceField label={t().theme} choice={theme} texts={{ system, light: t().light, dark: t().dark }} />
      <ChoiceField
        label={t().contrast}
        choice={contrast}
        texts={{ system, normal: t().normalContrast, more: t().moreContrast }}
      />
      <ChoiceField
        label={t().fontSize}
        choice={fontSize}
        texts={{ 13: "13", 14: "14", 15: t().usualSize(15), 16: "16", 18: "18", 20: "20" }}
      />
      <ChoiceField label={t().density} choice={density} texts={{ cozy: t().cozy, compact: t().compact }} />
      <ChoiceField
        label={t().clock}
        choice={clock}
        texts={{ system: t().asLanguage, 12: t().hours12, 24: t().hours24 }}
      />
      <ChoiceField label={t().motion} choice={motion} texts={{ system, less: t().lessMotion }} />
      <div class="choice-field">
        <LanguageChoice />
      </div>
    </>
  );
}
