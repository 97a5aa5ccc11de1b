import type { WireThread } from "../../client/index.ts";
import { ask } from "../state/ask.ts";
import { NameDialog } from "../ui/name-dialog.tsx";
import { t } from "./texts/texts.ts";

interface RenameThreadProps {
  readonly thread: WireThread;
  readonly onClose: () => void;
}

export function RenameThread({ thread, onClose }: RenameThreadProps) {
  return (
    <NameDialog
      title={t().rename}
      label={t().newName}
      value={thread.name}
      action={t().save}
      send={(name) => ask((client) => client.request("thread_update", { thread_id: thread.id, name }))}
      onClose={onClose}
    />
  );
}
