import type { WireMessage } from "../../client/index.ts";
import { AuthorLine } from "../chat/author-line.tsx";
import { AuthorPicture } from "../chat/author-picture.tsx";
import { Icon } from "../icons/icon.tsx";
import { Markdown } from "../markdown/markdown.tsx";

/** A message outside the list of messages: its author and its text, and the names of its files. */
export function SmallMessage({ message }: { readonly message: WireMessage }) {
  const embed = message.embeds?.[0];
  return (
    <div class="small-message">
      <AuthorPicture message={message} />
      <div class="message-body">
        <AuthorLine message={message} />
        {message.content !== "" && <Markdown text={message.content} />}
        {message.content === "" && embed?.title && <p>{embed.title}</p>}
        {message.attachments?.map(({ id, name }) => (
          <p key={id} class="small-file">
            <Icon name="paperclip" size={14} />
            <span class="cut">{name}</span>
          </p>
        ))}
      </div>
    </div>
  );
}
