import { removeUpload, uploads } from "../state/uploads.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";

/** The files of the next message, and how far each one is. */
export function UploadList() {
  if (uploads.value.length === 0) return null;
  return (
    <ul class="uploads">
      {uploads.value.map(({ number, name, progress, attachment, problem }) => (
        <li key={number} class="composer-part">
          <span class={problem === null ? "cut" : "cut problem"}>
            {problem !== null
              ? t().uploadFailed(name, problem)
              : attachment === null
                ? t().uploading(name, Math.round(progress * 100))
                : name}
          </span>
          {problem === null && attachment === null && <progress value={progress} max={1} aria-label={name} />}
          <IconButton icon="x" label={t().removeFile(name)} onClick={() => removeUpload(number)} />
        </li>
      ))}
    </ul>
  );
}
