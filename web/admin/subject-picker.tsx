import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { nameOfMember, shownName } from "../state/names.ts";
import { people } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import { RoleDot } from "../ui/role-dot.tsx";
import { t } from "./texts/texts.ts";

export type Subject =
  | { readonly kind: "role"; readonly name: string }
  | { readonly kind: "member"; readonly id: string };

interface SubjectPickerProps {
  readonly label: string;
  /** The chosen member or role. */
  readonly shown: string;
  readonly withRoles?: boolean;
  readonly onPick: (subject: Subject) => void;
  /** Present if the choice can be taken back. */
  readonly onClear?: () => void;
}

const mostOffered = 8;

/** A field that finds a member, or a role, while their name is typed. */
export function SubjectPicker({ label, shown, withRoles = false, onPick, onClear }: SubjectPickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  /** Null: the list is closed. */
  const typed = useSignal<string | null>(null);
  const active = useSignal(0);
  const found = typed.value === null ? [] : candidates(typed.value, withRoles);
  const close = () => {
    typed.value = null;
  };
  const pick = (subject: Subject) => {
    close();
    onPick(subject);
  };
  const keys = (event: KeyboardEvent) => {
    if (typed.value === null) return;
    const chosen = found[active.value];
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) pick(chosen.subject);
    else if (event.key === "ArrowDown") active.value = Math.min(found.length - 1, active.value + 1);
    else if (event.key === "ArrowUp") active.value = Math.max(0, active.value - 1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="form-field picker-field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        role="combobox"
        autocomplete="off"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${active.value}` : undefined}
        placeholder={t().typeName}
        value={typed.value ?? shown}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={close}
        onKeyDown={keys}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          active.value = 0;
          if (currentTarget.value === "") onClear?.();
        }}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        class="picker-list"
        hidden={found.length === 0}
      >
        {found.map(({ key, name, note, picture, subject }, index) => (
          <button
            type="button"
            tabIndex={-1}
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active.value}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(subject)}
          >
            {subject.kind === "role" ? (
              <RoleDot name={name} />
            ) : (
              <Avatar name={name} picture={picture} size={32} />
            )}
            <span class="row-name">{name}</span>
            <span class="quiet">{note}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

interface Candidate {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  readonly picture?: string | null;
  readonly subject: Subject;
}

function candidates(text: string, withRoles: boolean): Candidate[] {
  const current = people.value;
  if (!current) return [];
  const wanted = text.trim().toLowerCase();
  const found: Candidate[] = [];
  for (const name of withRoles ? current.roles.keys() : []) {
    if (!name.toLowerCase().includes(wanted)) continue;
    found.push({ key: `role ${name}`, name, note: t().role, subject: { kind: "role", name } });
  }
  for (const member of current.members.values()) {
    if (found.length >= mostOffered) break;
    const name = nameOfMember(member);
    const username = shownName(member.username);
    if (!`${name}\n${username}`.toLowerCase().includes(wanted)) continue;
    const note = username === name ? "" : username;
    const subject = { kind: "member", id: member.id } as const;
    found.push({ key: member.id, name, note, picture: member.pfp, subject });
  }
  return found.slice(0, mostOffered);
}
