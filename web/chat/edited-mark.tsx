import type { WireMessage } from "../../client/index.ts";
import { rightsOf } from "../state/message-rights.ts";
import { messageDialog } from "../state/overlays.ts";
import { t } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";

interface EditedMarkProps {
  readonly message: WireMessage;
  readonly place: string;
}

/** Says that a message was edited, and opens its earlier versions. */
export function EditedMark({ message, place }: EditedMarkProps) {
  const title = message.edited_at ? t().editedAt(dateAndTime(message.edited_at)) : undefined;
  if (!rightsOf(message)?.seeHistory) {
    return (
      <span class="edited" title={title}>
        ({t().edited})
      </span>
    );
  }
  const open = () => {
    messageDialog.value = { kind: "history", message, place };
  };
  return (
    <button type="button" class="edited" title={title} onClick={open}>
      ({t().edited})
    </button>
  );
}
