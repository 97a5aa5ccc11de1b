import type { VNode } from "preact";
import { useContext } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { authorName } from "../state/names.ts";
import { type People, people } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { InDialog } from "../ui/dialog.tsx";
import { personButton, personName } from "../ui/person-button.tsx";

export function AuthorPicture({ message }: { readonly message: WireMessage }) {
  const isInDialog = useContext(InDialog);
  return people.value && authorPicture(message, people.value, isInDialog);
}

/** The same as a part of a row, without a component of its own. */
export function authorPicture(message: WireMessage, current: People, isInDialog = false): VNode {
  const member = message.webhook ? undefined : current.named(message.user);
  const picture = message.webhook ? message.webhook.avatar : member?.pfp;
  const avatar = Avatar({ name: authorName(current, message), picture, size: 40 });
  if (!member) return <span class="author-picture">{avatar}</span>;
  const props = { member, class: "author-picture", isTwin: true, children: avatar };
  return isInDialog ? personName(props) : personButton(props);
}
