import { useSignal } from "@preact/signals";
import { t as common } from "../../texts/texts.ts";
import { t } from "../texts/texts.ts";
import { PictureForm } from "./picture-form.tsx";
import { changePicture, type PictureKind, type ServerPicture } from "./picture-requests.ts";

interface PictureDialogProps {
  readonly kind: PictureKind;
  readonly picture: ServerPicture;
  readonly onClose: () => void;
}

/** Changes the name, the description or the picture itself. */
export function PictureDialog({ kind, picture, onClose }: PictureDialogProps) {
  const file = useSignal<File | null>(null);
  return (
    <PictureForm
      kind={kind}
      title={t().editPicture(picture.name)}
      action={common().save}
      texts={{ name: picture.name, description: picture.description ?? "" }}
      file={file.value}
      url={picture.url}
      onFile={(chosen) => {
        file.value = chosen;
      }}
      send={(client, texts) => changePicture(client, kind, picture.id, texts, file.value)}
      said={t().saved}
      onClose={onClose}
    />
  );
}
