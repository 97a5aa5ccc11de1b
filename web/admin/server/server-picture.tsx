import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../../ui/icon-button.tsx";
import { t } from "../texts/texts.ts";

interface ServerPictureProps {
  readonly label: string;
  readonly hint: string;
  readonly kind: "icon" | "banner";
  /** An address, "" for none, or a chosen file. */
  readonly value: string | File;
  /** The address at which this page may show it. */
  readonly shown: string | null;
  readonly problem: string | null;
  readonly onChange: (value: string | File) => void;
}

/** A picture with its preview; another one is uploaded when the form is saved. */
export function ServerPicture({ label, hint, kind, value, shown, problem, onChange }: ServerPictureProps) {
  const input = useRef<HTMLInputElement>(null);
  const preview = useSignal<string | null>(null);
  const file = value instanceof File ? value : null;
  useEffect(() => {
    if (!file) return;
    const address = URL.createObjectURL(file);
    preview.value = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  const url = file ? preview.value : shown;
  return (
    <fieldset class="form-field server-picture">
      <legend>{label}</legend>
      <div class="server-picture-row">
        {url === null ? (
          <span class={`server-image ${kind} none`}>{value === "" ? t().noPicture : "?"}</span>
        ) : (
          <img class={`server-image ${kind}`} src={url} alt={label} />
        )}
        <IconButton icon="pencil" label={t().choosePicture(label)} onClick={() => input.current?.click()} />
        {value !== "" && (
          <IconButton icon="x" label={t().removePicture(label)} onClick={() => onChange("")} />
        )}
        <input
          ref={input}
          type="file"
          hidden
          tabIndex={-1}
          aria-label={label}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            currentTarget.value = "";
            if (chosen) onChange(chosen);
          }}
        />
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      {typeof value === "string" && value !== "" && shown === null && (
        <p class="quiet">{t().pictureElsewhere(value)}</p>
      )}
      <p class="quiet">{hint}</p>
    </fieldset>
  );
}
