import { ReactionEmoji } from "../chat/reactions.tsx";
import { openHistory } from "../state/history.ts";
import { nameOf } from "../state/names.ts";
import { type MessageOverlay, messageDialog } from "../state/overlays.ts";
import { people } from "../state/people.ts";
import { t as common } from "../texts/texts.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { t } from "./texts/texts.ts";

/** The people behind each reaction, as they are now. */
export function ReactionsDialog({ message }: MessageOverlay) {
  const current = people.value;
  if (!current) return null;
  const newest = openHistory.value?.messages.find(({ id }) => id === message.id) ?? message;
  const close = () => {
    messageDialog.value = null;
  };
  return (
    <Dialog title={t().reactions} onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it */}
      <section class="reaction-people" aria-label={t().reactions} tabIndex={0}>
        {Object.entries(newest.reactions ?? {}).map(([emoji, users]) => (
          <section key={emoji} aria-label={t().reactedWith(emoji, users.length)}>
            <h3>
              <ReactionEmoji emoji={emoji} /> {users.length}
            </h3>
            <ul>
              {users.map((user) => (
                <li key={user} class="member">
                  <Avatar name={nameOf(current, user)} picture={current.named(user)?.pfp} size={32} />
                  {nameOf(current, user)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </section>
      <DialogButtons onClose={close} leave={common().close} />
    </Dialog>
  );
}
