import { useSignal } from "@preact/signals";
import { people } from "../state/people.ts";
import { openThread } from "../state/places.ts";
import { takePart } from "../state/threads.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { DeleteThread } from "./delete-thread.tsx";
import { RenameThread } from "./rename-thread.tsx";
import { t } from "./texts/texts.ts";
import { ThreadMenu } from "./thread-menu.tsx";

/** In the header of a thread: taking part, and the menu of the thread. */
export function ThreadTools() {
  const menuAt = useSignal<Element | null>(null);
  const dialog = useSignal<"rename" | "delete" | null>(null);
  const thread = openThread.value;
  const own = people.value?.own?.username;
  if (!thread || own === undefined) return null;
  const isPart = thread.participants.includes(own);
  const closeDialog = () => {
    dialog.value = null;
  };
  return (
    <>
      <button
        type="button"
        class="plain small thread-part"
        title={isPart ? undefined : t().joinHint}
        onClick={() => void takePart(thread, !isPart)}
      >
        {isPart ? t().leave : t().join}
      </button>
      <IconButton
        icon="ellipsis"
        label={t().menu}
        pressed={menuAt.value !== null}
        onClick={({ currentTarget }) => {
          if (currentTarget instanceof Element) menuAt.value = currentTarget;
        }}
      />
      {menuAt.value && (
        <ThreadMenu
          thread={thread}
          anchor={menuAt.value}
          close={() => {
            menuAt.value = null;
          }}
          ask={(kind) => {
            menuAt.value = null;
            dialog.value = kind;
          }}
        />
      )}
      {dialog.value === "rename" && <RenameThread thread={thread} onClose={closeDialog} />}
      {dialog.value === "delete" && <DeleteThread thread={thread} onClose={closeDialog} />}
    </>
  );
}
