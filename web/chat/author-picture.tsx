import type { WireMessage } from "../../client/index.ts";
import { authorName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";

export function AuthorPicture({ message }: { readonly message: WireMessage }) {
  const current = people.value;
  if (!current) return null;
  const picture = message.webhook ? message.webhook.avatar : current.named(message.user)?.pfp;
  return <Avatar name={authorName(current, message)} picture={picture} size={40} />;
}
