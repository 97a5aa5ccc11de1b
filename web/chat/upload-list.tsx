import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { removeUpload, retryUpload, type Upload, uploads } from "../state/uploads.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";

/** The files of the next message, and how far each one is. */
export function UploadList() {
  if (uploads.value.length === 0) return null;
  return (
    <ul class="uploads">
      {uploads.value.map((upload) => (
        <UploadItem key={upload.number} upload={upload} />
      ))}
    </ul>
  );
}

function UploadItem({ upload }: { readonly upload: Upload }) {
  const { number, name, preview, progress, attachment, problem, retryAt, mayRetry } = upload;
  const seconds = useSecondsUntil(retryAt);
  const isUnderWay = problem === null && attachment === null;
  return (
    <li class="composer-part">
      {preview !== null && <img class="upload-picture" src={preview} alt="" width={40} height={40} />}
      <span class={problem === null ? "cut" : "cut problem"} title={problem ?? name}>
        {problem !== null
          ? t().uploadFailed(name, seconds > 0 ? t().uploadWaits(seconds) : problem)
          : isUnderWay
            ? t().uploading(name, Math.round(progress * 100))
            : name}
      </span>
      {isUnderWay && <progress value={progress} max={1} aria-label={name} />}
      {mayRetry && (
        <IconButton icon="rotate-cw" label={t().uploadAgain(name)} onClick={() => retryUpload(number)} />
      )}
      <IconButton icon="x" label={t().removeFile(name)} onClick={() => removeUpload(number)} />
    </li>
  );
}

/** Counts down. @param time Unix milliseconds */
function useSecondsUntil(time: number | null): number {
  const seconds = useSignal(0);
  useEffect(() => {
    const count = () => {
      seconds.value = time === null ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1000));
    };
    count();
    if (time === null) return;
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [time]);
  return seconds.value;
}
