import type { ComponentChildren, VNode } from "preact";
import { useContext } from "preact/hooks";
import type { WireUser } from "../../client/index.ts";
import { profile } from "../state/profile.ts";
import { InDialog } from "./dialog.tsx";

interface PersonButtonProps {
  readonly member: WireUser;
  readonly class?: string;
  readonly title?: string;
  readonly color?: string | null;
  /** It repeats a button beside it, and neither the Tab key nor screen readers stop there. */
  readonly isTwin?: boolean;
  readonly children: ComponentChildren;
}

/** Opens the card of a member; in a dialog it is the name alone. */
export function PersonButton(props: PersonButtonProps) {
  return useContext(InDialog) ? personName(props) : personButton(props);
}

export function personName({ title, color, children, ...rest }: PersonButtonProps): VNode {
  return (
    <span class={rest.class} title={title} style={styleOf(color)}>
      {children}
    </span>
  );
}

/** For the rows of messages, each of which would have two components more. */
export function personButton({ member, title, color, isTwin, children, ...rest }: PersonButtonProps): VNode {
  return (
    <button
      type="button"
      class={`person ${rest.class ?? ""}`}
      title={title}
      style={styleOf(color)}
      tabIndex={isTwin ? -1 : undefined}
      aria-hidden={isTwin ? "true" : undefined}
      aria-haspopup="dialog"
      onClick={({ currentTarget }) => {
        profile.value = { id: member.id, anchor: currentTarget };
      }}
    >
      {children}
    </button>
  );
}

function styleOf(color: string | null | undefined) {
  return color === undefined || color === null ? undefined : { color };
}
