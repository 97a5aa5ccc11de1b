import type { WireAttachment } from "../../client/index.ts";
import { Icon } from "../icons/icon.tsx";
import { language } from "../texts/language.ts";
import { fileSize } from "../texts/sizes.ts";
import { t } from "../texts/texts.ts";

interface FileAttachmentProps {
  readonly attachment: WireAttachment;
  /** Null: it is not there any more. */
  readonly url: string | null;
}

export function FileAttachment({ attachment, url }: FileAttachmentProps) {
  const { name, size } = attachment;
  const about = url === null ? t().fileGone : fileSize(size, language.value);
  const content = (
    <>
      <Icon name="file" size={24} />
      <span class="file-names">
        <span class="file-name">{name}</span>
        <span class="quiet">{about}</span>
      </span>
    </>
  );
  if (url === null) return <span class="file">{content}</span>;
  return (
    <a class="file" href={url} download={name} title={t().download(name)}>
      {content}
    </a>
  );
}
