import { can } from "../state/administration.ts";
import { type KeyName, shownKeys } from "../state/keys.ts";
import { enterKey } from "../state/sending-key.ts";
import { t } from "./texts/texts.ts";

const groups = {
  chat: [
    "switcher",
    "search",
    "settings",
    "shortcuts",
    "nextPlace",
    "previousPlace",
    "nextUnread",
    "previousUnread",
    "markRead",
  ],
  composer: ["send", "sendAlways", "breakLine", "editLast", "cancelReply"],
  lists: ["nextInList", "previousInList", "firstInList", "lastInList", "close"],
} as const satisfies Record<string, readonly KeyName[]>;

function isInUse(name: KeyName): boolean {
  if (name === "search") return can("messages_search");
  return name !== "send" || enterKey.value.value === "sends";
}

/** Every key that does something, from the table by which it is done. */
export function KeyboardSection() {
  return (
    <>
      {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
        <section key={group} class="panel" aria-label={t().keyGroup(group)}>
          <h2>{t().keyGroup(group)}</h2>
          <dl class="keys">
            {groups[group].filter(isInUse).map((name) => (
              <div key={name}>
                <dt>{t().key(name)}</dt>
                <dd>
                  {shownKeys(name).map((part) => (
                    <kbd key={part}>{part}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
