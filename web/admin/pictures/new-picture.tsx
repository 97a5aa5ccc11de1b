import { t } from "../texts/texts.ts";
import { PictureForm } from "./picture-form.tsx";
import { addPicture, nameOfFile, type PictureKind } from "./picture-requests.ts";

interface NewPictureProps {
  readonly kind: PictureKind;
  readonly file: File;
  readonly onClose: () => void;
}

/** Names a chosen file before it is uploaded. */
export function NewPicture({ kind, file, onClose }: NewPictureProps) {
  return (
    <PictureForm
      kind={kind}
      title={kind === "emoji" ? t().newEmoji : t().newSticker}
      action={t().add}
      texts={{ name: nameOfFile(file), description: "" }}
      file={file}
      url={null}
      send={(client, texts) => addPicture(client, kind, texts, file)}
      said={t().pictureAdded}
      onClose={onClose}
    />
  );
}
