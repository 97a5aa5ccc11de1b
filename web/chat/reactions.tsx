import type { WireMessage } from "../../client/index.ts";
import { CustomEmoji } from "../markdown/markdown.tsx";
import { toggleReaction } from "../state/actions.ts";
import { nameOf } from "../state/names.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";

interface ReactionsProps {
  readonly message: WireMessage;
  readonly place: string;
}

export function Reactions({ message, place }: ReactionsProps) {
  const current = people.value;
  if (!current) return null;
  const own = current.own?.username ?? "";
  return (
    <ul class="reactions">
      {Object.entries(message.reactions ?? {}).map(([emoji, users]) => (
        <li key={emoji}>
          <button
            type="button"
            class="reaction"
            aria-pressed={users.includes(own)}
            aria-label={t().reactionOf(emoji, users.length)}
            title={users
              .slice(0, 20)
              .map((user) => nameOf(current, user))
              .join(", ")}
            onClick={() => void toggleReaction(place, message, emoji)}
          >
            <ReactionEmoji emoji={emoji} /> <span class="count">{users.length}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function ReactionEmoji({ emoji }: { readonly emoji: string }) {
  const custom = /^originChats:\/\/[^/]+\/emojis\/(\d+)$/i.exec(emoji)?.[1];
  return custom === undefined ? <span>{emoji}</span> : <CustomEmoji id={custom} />;
}
