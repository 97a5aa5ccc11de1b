import type { WireAttachment } from "../../client/index.ts";
import { openPicture } from "../state/lightbox.ts";
import { ownUrl } from "../state/own-url.ts";
import { FileAttachment } from "./file-attachment.tsx";
import { PictureAttachment } from "./picture-attachment.tsx";

export function Attachments({ attachments }: { readonly attachments: readonly WireAttachment[] }) {
  return (
    <ul class="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <AnyAttachment attachment={attachment} open={() => openPicture(attachments, attachment.id)} />
        </li>
      ))}
    </ul>
  );
}

interface AnyAttachmentProps {
  readonly attachment: WireAttachment;
  /** Shows it in full. */
  readonly open: () => void;
}

function AnyAttachment({ attachment, open }: AnyAttachmentProps) {
  const url = ownUrl(attachment.url);
  const isGone = attachment.expires_at !== null && attachment.expires_at * 1000 < Date.now();
  const [kind] = attachment.mime_type.split("/");
  if (url === null || isGone) return <FileAttachment attachment={attachment} url={null} />;
  if (kind === "image" && attachment.width)
    return <PictureAttachment attachment={attachment} url={url} open={open} />;
  if (kind === "video") {
    return (
      // biome-ignore lint/a11y/useMediaCaption: people send films without captions
      <video
        class="film"
        src={url}
        width={attachment.width}
        height={attachment.height}
        controls
        preload="metadata"
        aria-label={attachment.name}
      />
    );
  }
  if (kind === "audio") {
    // biome-ignore lint/a11y/useMediaCaption: people send sounds without captions
    return <audio src={url} controls preload="metadata" aria-label={attachment.name} />;
  }
  return <FileAttachment attachment={attachment} url={url} />;
}
