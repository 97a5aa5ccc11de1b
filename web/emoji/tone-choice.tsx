import { chooseTone, skinTone } from "./picks.ts";
import { toned } from "./table.ts";
import { t } from "./texts/texts.ts";

/** The skin tone of all emojis that take one. */
export function ToneChoice() {
  return (
    <fieldset class="emoji-tones" aria-label={t().skinTone}>
      {t().tones.map((name, tone) => (
        <button
          key={name}
          type="button"
          aria-label={name}
          title={name}
          aria-pressed={skinTone.value === tone}
          onClick={() => chooseTone(tone)}
        >
          {toned({ text: "✋", takesTone: true }, tone)}
        </button>
      ))}
    </fieldset>
  );
}
