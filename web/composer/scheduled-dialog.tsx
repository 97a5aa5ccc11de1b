import { useSignal } from "@preact/signals";
import type { WireScheduled } from "../../client/index.ts";
import { withEmojiNames } from "../../client/index.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { draftChanges } from "../state/composing.ts";
import { emojis } from "../state/people.ts";
import { openPlace } from "../state/places.ts";
import { deleteScheduled, placeKeyOf, placeNameOf, scheduled } from "../state/planned.ts";
import { session } from "../state/session.ts";
import { t as common } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { t } from "./texts/texts.ts";

/** The own scheduled messages of all channels. */
export function ScheduledDialog({ onClose }: { readonly onClose: () => void }) {
  const problem = useSignal<string | null>(null);
  /** Id of the one that is to be deleted, if the person means it. */
  const asked = useSignal<string | null>(null);
  const remove = async (one: WireScheduled) => {
    problem.value = await deleteScheduled(one.id);
    return problem.value === null;
  };
  /** Its text would be lost, so it is asked for once. */
  const askOrRemove = (one: WireScheduled) => {
    if (asked.value === one.id) void remove(one);
    else asked.value = one.id;
  };
  const takeBack = async (one: WireScheduled) => {
    const key = placeKeyOf(one);
    if (key === null || !(await remove(one))) return;
    const drafts = session.value?.drafts;
    const text = withEmojiNames(one.content, emojis.value ?? new Map());
    drafts?.keep(key, [drafts.of(key), text].filter((part) => part !== "").join("\n"));
    draftChanges.value++;
    onClose();
    openPlace(key);
  };
  return (
    <Dialog title={t().scheduledMessages} onClose={onClose} class="wide">
      {scheduled.value.length === 0 && <p class="dialog-text">{t().noneScheduled}</p>}
      <ul class="scheduled-list">
        {scheduled.value.map((one) => {
          const name = placeNameOf(one);
          return (
            <li key={one.id} class="scheduled">
              <p class="quiet">
                {name === null ? t().placeGone : name} · {dateAndTime(one.send_at)}
              </p>
              <Markdown text={one.content} />
              {one.error && <p class="problem">{t().couldNotSend(one.error.val)}</p>}
              <div class="scheduled-buttons">
                {name !== null && (
                  <button type="button" class="link" onClick={() => void takeBack(one)}>
                    {t().takeBack}
                  </button>
                )}
                <button type="button" class="link danger-link" onClick={() => askOrRemove(one)}>
                  {asked.value === one.id ? t().reallyDelete : common().remove}
                </button>
              </div>
            </li>
          );
        })}
      </ul>
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <DialogButtons onClose={onClose} leave={common().close} />
    </Dialog>
  );
}
