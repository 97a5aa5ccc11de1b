import type { WireAttachment } from "../../client/index.ts";
import { ownUrl } from "../state/own-url.ts";
import { t } from "../texts/texts.ts";

interface PictureAttachmentProps {
  readonly attachment: WireAttachment;
  readonly url: string;
  readonly open: () => void;
}

/** Pixels of the place that a picture has in the list. */
const widest = 400;
const highest = 320;

/** A picture, which opens in its full size. Its place is kept free until it is there. */
export function PictureAttachment({ attachment, url, open }: PictureAttachmentProps) {
  const { name, width = 1, height = 1, thumbnails } = attachment;
  const share = Math.min(1, widest / width, highest / height);
  const small = ownUrl(thumbnails?.large?.url ?? thumbnails?.small?.url) ?? url;
  const shown = {
    width: Math.max(24, Math.round(width * share)),
    height: Math.max(24, Math.round(height * share)),
  };
  return (
    <button type="button" class="picture" onClick={open}>
      <img
        src={small}
        alt={t().picture(name)}
        {...shown}
        // Not the picture's own, which differs by a fraction, and would move what is below when it comes.
        style={{ aspectRatio: `${shown.width} / ${shown.height}` }}
        loading="lazy"
      />
    </button>
  );
}
