import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Markdown } from "../markdown/markdown.tsx";
import { tried } from "../state/actions.ts";
import { type MessageOverlay, messageDialog } from "../state/overlays.ts";
import { type Version, versionsOf } from "../state/versions.ts";
import { t as common } from "../texts/texts.ts";
import { dateAndTime } from "../texts/times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { t } from "./texts/texts.ts";

/** What a message was before it was edited, newest first. */
export function HistoryDialog({ message, place }: MessageOverlay) {
  const versions = useSignal<readonly Version[] | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    const load = async () => {
      problem.value = await tried(
        versionsOf(place, message.id).then((found) => {
          versions.value = found;
        }),
      );
    };
    void load();
  }, []);
  const close = () => {
    messageDialog.value = null;
  };
  const found = versions.value;
  return (
    <Dialog title={t().history} onClose={close} class="wide">
      {found === null && <p class="quiet">{problem.value ?? t().loading}</p>}
      {found?.length === 0 && <p class="quiet">{t().noVersions}</p>}
      {found && found.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it
        <ol class="versions" tabIndex={0}>
          <li>
            <p class="quiet">{t().present}</p>
            <Text text={message.content} />
          </li>
          {found.toReversed().map(({ content, timestamp }) => (
            <li key={timestamp}>
              <p class="quiet">{t().versionOf(dateAndTime(timestamp))}</p>
              <Text text={content} />
            </li>
          ))}
        </ol>
      )}
      <DialogButtons onClose={close} leave={common().close} />
    </Dialog>
  );
}

function Text({ text }: { readonly text: string }) {
  return text === "" ? <p class="quiet">{t().noText}</p> : <Markdown text={text} />;
}
