import type { WireMessage } from "../../client/index.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { PersonButton } from "../ui/person-button.tsx";

export function AuthorPicture({ message }: { readonly message: WireMessage }) {
  const current = people.value;
  if (!current) return null;
  const member = message.webhook ? undefined : current.named(message.user);
  const picture = message.webhook ? message.webhook.avatar : member?.pfp;
  const avatar = <Avatar name={authorName(current, message)} picture={picture} size={40} />;
  if (!member) return <span class="author-picture">{avatar}</span>;
  return (
    <PersonButton member={member} class="author-picture" isTwin={true}>
      {avatar}
    </PersonButton>
  );
}
