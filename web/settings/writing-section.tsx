import { shownKeys } from "../state/keys.ts";
import { enterKey } from "../state/sending-key.ts";
import { ChoiceField } from "./choice-field.tsx";
import { t } from "./texts/texts.ts";

/** How messages are written. */
export function WritingSection() {
  const keys = shownKeys("sendAlways").join("-");
  return (
    <ChoiceField
      label={t().enterKey}
      hint={t().enterHint(keys)}
      choice={enterKey}
      texts={{ sends: t().enterSends, breaks: t().enterBreaks }}
    />
  );
}
