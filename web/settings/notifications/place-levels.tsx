import { threadPrefix } from "../../../client/index.ts";
import { type Level, levelOf, levels, setLevel } from "../../state/mutes.ts";
import { channels } from "../../state/people.ts";
import { shownChannelName } from "../../state/places.ts";
import { t } from "../texts/texts.ts";

/** Of which messages each channel tells. Threads are listed where they differ from the usual. */
export function PlaceLevels() {
  const rows = channels.value.flatMap((channel) => {
    if (channel.type !== "text" && channel.type !== "forum") return [];
    const threads = (channel.threads ?? []).map(({ id, name }) => ({ key: `${threadPrefix}${id}`, name }));
    return [
      { key: channel.name, name: `#${shownChannelName(channel)}` },
      ...threads.filter(({ key }) => levelOf(key) !== "mentions"),
    ];
  });
  return (
    <section class="panel" aria-label={t().perChannel}>
      <h2>{t().perChannel}</h2>
      <ul class="rows">
        {rows.map(({ key, name }) => (
          <li key={key} class="row">
            <label class="level">
              <span class="row-name">{name}</span>
              <select
                value={levelOf(key)}
                onChange={({ currentTarget }) => void setLevel(key, currentTarget.value as Level)}
              >
                {levels.map((level) => (
                  <option key={level} value={level}>
                    {t().level(level)}
                  </option>
                ))}
              </select>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
