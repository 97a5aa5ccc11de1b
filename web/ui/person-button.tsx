import type { ComponentChildren } from "preact";
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
export function PersonButton({ member, title, color, isTwin, children, ...rest }: PersonButtonProps) {
  const style = color === undefined || color === null ? undefined : { color };
  if (useContext(InDialog)) {
    return (
      <span class={rest.class} title={title} style={style}>
        {children}
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`person ${rest.class ?? ""}`}
      title={title}
      style={style}
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
