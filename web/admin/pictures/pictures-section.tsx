import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ask } from "../../state/ask.ts";
import { model } from "../../state/session.ts";
import { t as common } from "../../texts/texts.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { t } from "../texts/texts.ts";
import { NewPicture } from "./new-picture.tsx";
import { PictureDialog } from "./picture-dialog.tsx";
import { type PictureKind, picturesOf, removePicture, type ServerPicture } from "./picture-requests.ts";

/** The emojis or the stickers of the server. */
export function PicturesSection({ kind }: { readonly kind: PictureKind }) {
  const picker = useRef<HTMLInputElement>(null);
  const files = useSignal<readonly File[]>([]);
  const renaming = useSignal<ServerPicture | null>(null);
  const removing = useSignal<ServerPicture | null>(null);
  const current = model.value;
  const pictures = current ? picturesOf(kind, current) : [];
  const remove = async (id: string) => {
    const { refused } = await ask((client) => removePicture(client, kind, id));
    if (refused) sayProblem(refused.text);
    else say(t().pictureDeleted);
  };
  const [file] = files.value;
  return (
    <>
      <div class="list-head">
        <button type="button" class="primary" onClick={() => picker.current?.click()}>
          {kind === "emoji" ? t().addEmojis : t().addStickers}
        </button>
        <p class="quiet">{t().pictureHint}</p>
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept="image/png,image/jpeg,image/gif,image/webp"
          aria-label={kind === "emoji" ? t().addEmojis : t().addStickers}
          onChange={({ currentTarget }) => {
            files.value = [...(currentTarget.files ?? [])];
            currentTarget.value = "";
          }}
        />
      </div>
      {pictures.length === 0 ? (
        <p class="empty">{kind === "emoji" ? t().noEmojis : t().noStickers}</p>
      ) : (
        <ul class={`pictures kind-${kind}`} aria-label={kind === "emoji" ? t().emojis : t().stickers}>
          {pictures.map((picture) => (
            <li key={picture.id}>
              {picture.url !== null && <img src={picture.url} alt="" loading="lazy" />}
              <span class="row-names">
                <span class="row-name">{kind === "emoji" ? `:${picture.name}:` : picture.name}</span>
                {picture.description !== null && <span class="quiet">{picture.description}</span>}
              </span>
              <IconButton
                icon="pencil"
                label={t().editPicture(picture.name)}
                onClick={() => {
                  renaming.value = picture;
                }}
              />
              <IconButton
                icon="trash-2"
                label={t().deletePicture(picture.name)}
                onClick={() => {
                  removing.value = picture;
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {file && (
        <NewPicture
          key={`${file.name} ${files.value.length}`}
          kind={kind}
          file={file}
          onClose={() => {
            files.value = files.value.slice(1);
          }}
        />
      )}
      {renaming.value && (
        <PictureDialog
          kind={kind}
          picture={renaming.value}
          onClose={() => {
            renaming.value = null;
          }}
        />
      )}
      {removing.value && (
        <ConfirmDialog
          title={t().deletePictureQuestion(removing.value.name)}
          action={common().remove}
          onConfirm={() => void remove(removing.value?.id ?? "")}
          onClose={() => {
            removing.value = null;
          }}
        >
          <p>{t().deletePictureNote}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
