import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { WireAttachment } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { ownUrl } from "../state/own-url.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";

interface PictureAttachmentProps {
  readonly attachment: WireAttachment;
  readonly url: string;
}

/** Pixels of the place that a picture has in the list. */
const widest = 400;
const highest = 320;

/** A picture, which opens in its full size. Its place is kept free until it is there. */
export function PictureAttachment({ attachment, url }: PictureAttachmentProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { name, width = 1, height = 1, thumbnails } = attachment;
  const share = Math.min(1, widest / width, highest / height);
  const small = ownUrl(thumbnails?.large?.url ?? thumbnails?.small?.url) ?? url;
  const isOpen = useSignal(false);
  useLayoutEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
  }, [isOpen.value]);
  const open = () => {
    isOpen.value = true;
  };
  const close = () => {
    isOpen.value = false;
  };
  return (
    <>
      <button type="button" class="picture" onClick={open}>
        <img
          src={small}
          alt={t().picture(name)}
          width={Math.max(24, Math.round(width * share))}
          height={Math.max(24, Math.round(height * share))}
          loading="lazy"
        />
      </button>
      {isOpen.value && (
        <dialog ref={dialog} class="lightbox" aria-label={name} onClose={close}>
          <img src={url} alt={t().picture(name)} />
          <div class="lightbox-bar">
            <span class="file-name">{name}</span>
            <a class="icon-button" href={url} download={name} aria-label={t().download(name)}>
              <Icon name="download" />
            </a>
            <IconButton icon="x" label={t().close} onClick={close} />
          </div>
        </dialog>
      )}
    </>
  );
}
