import type { VNode } from "preact";
import { useContext } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { authorName } from "../state/names.ts";
import { ownUrl } from "../state/own-url.ts";
import { type People, people } from "../state/people.ts";
import { Avatar, lettersClass } from "../ui/avatar.tsx";
import { InDialog } from "../ui/dialog.tsx";
import { initialsOf } from "../ui/initials.ts";
import { personButton, personName } from "../ui/person-button.tsx";

export function AuthorPicture({ message }: { readonly message: WireMessage }) {
  const isInDialog = useContext(InDialog);
  return people.value && authorPicture(message, people.value, isInDialog);
}

/** The same as a part of a row, without a component of its own. */
export function authorPicture(message: WireMessage, current: People, isInDialog = false): VNode {
  const member = message.webhook ? undefined : current.named(message.user);
  const picture = message.webhook ? message.webhook.avatar : member?.pfp;
  const name = authorName(current, message);
  const show = isInDialog ? personName : personButton;
  if (member && ownUrl(picture) === null) {
    const letters = `author-picture ${lettersClass(name, 40)}`;
    return show({ member, class: letters, isTwin: true, children: initialsOf(name) });
  }
  const avatar = Avatar({ name, picture, size: 40 });
  if (!member) return <span class="author-picture">{avatar}</span>;
  return show({ member, class: "author-picture", isTwin: true, children: avatar });
}
