import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { isPressed } from "../state/keys.ts";
import { showsSwitcher } from "../state/layout.ts";
import { model } from "../state/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { type Destination, destinationsFor } from "./destinations.ts";
import { t } from "./texts/texts.ts";

/** Goes to a channel, a thread, a member, or a section of settings, by a few letters. */
export function Switcher() {
  const typed = useSignal("");
  const active = useSignal(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = destinationsFor(typed.value);
  const chosen = Math.min(active.value, found.length - 1);
  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen, typed.value]);
  const close = () => {
    showsSwitcher.value = false;
  };
  const go = (destination: Destination) => {
    close();
    // After the dialog has given the focus back.
    setTimeout(destination.go);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const destination = found[chosen];
    const last = found.length - 1;
    if (isPressed(event, "switcher")) close();
    else if (event.key === "Enter" && destination) go(destination);
    else if (event.key === "ArrowDown") active.value = chosen >= last ? 0 : chosen + 1;
    else if (event.key === "ArrowUp") active.value = chosen <= 0 ? last : chosen - 1;
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t().goToTitle} onClose={close} class="switcher">
      <input
        ref={field}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="go"
        aria-label={t().goToField}
        placeholder={t().goToField}
        aria-expanded={found.length > 0}
        aria-controls="destinations"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `destination-${chosen}` : undefined}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          active.value = 0;
        }}
        onKeyDown={keys}
      />
      <div ref={list} id="destinations" role="listbox" aria-label={t().goToTitle} class="destinations">
        {found.map((destination, index) => (
          <DestinationItem
            key={destination.key}
            id={`destination-${index}`}
            destination={destination}
            isChosen={index === chosen}
            onGo={() => go(destination)}
          />
        ))}
      </div>
      <p class="quiet" role="status">
        {found.length === 0 ? t().noMatch : ""}
      </p>
      <p class="quiet keys-hint">{t().keysHint}</p>
    </Dialog>
  );
}

interface DestinationItemProps {
  readonly id: string;
  readonly destination: Destination;
  readonly isChosen: boolean;
  readonly onGo: () => void;
}

function DestinationItem({ id, destination, isChosen, onGo }: DestinationItemProps) {
  const { key, name, note, icon, picture } = destination;
  const unread = model.value?.unread.get(key);
  return (
    <button
      type="button"
      tabIndex={-1}
      id={id}
      role="option"
      aria-selected={isChosen}
      class={unread ? "unread" : ""}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onGo}
    >
      {icon === null ? <Avatar name={name} picture={picture} size={32} /> : <Icon name={icon} size={16} />}
      <span class="cut">{name}</span>
      <span class="quiet cut">{note}</span>
      {unread && <span class="quiet">{t().unreadCount(unread.messages)}</span>}
      {unread && unread.pings > 0 && (
        <span class="badge" title={t().mentionCount(unread.pings)}>
          {unread.pings}
        </span>
      )}
    </button>
  );
}
