import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { replyTo } from "../state/composing.ts";
import { sentText } from "../state/outgoing.ts";
import type { OpenPlace } from "../state/places.ts";
import { scheduled } from "../state/planned.ts";
import { session } from "../state/session.ts";
import { addFiles, limits, uploads } from "../state/uploads.ts";
import { t } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { PlusMenu, PollDialog, ScheduledDialog, SendLaterDialog } from "./later.tsx";
import type { PlusChoice } from "./plus-menu.tsx";

interface ExtrasProps {
  readonly open: OpenPlace;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** The text of the field was sent in another way. */
  readonly onSent: () => void;
}

/** The button beside the field that opens files, polls, commands and sending later. */
export function Extras({ open, field, onSent }: ExtrasProps) {
  const box = useRef<HTMLSpanElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const shown = useSignal<"menu" | PlusChoice | null>(null);
  const close = () => {
    shown.value = null;
  };
  const offers = offered();
  if (offers.length === 0) return null;

  function choose(choice: PlusChoice): void {
    if (choice === "files") picker.current?.click();
    else if (choice === "command") beginCommand();
    else shown.value = choice;
  }

  /** What is written becomes the first option. */
  function beginCommand(): void {
    const element = field.current;
    if (!element) return;
    element.setRangeText("/", 0, 0, "end");
    element.setSelectionRange(1, 1);
    element.focus();
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return (
    <span ref={box} class="extras">
      <IconButton
        icon="plus"
        label={t().addMore}
        pressed={shown.value === "menu"}
        onClick={() => {
          shown.value = shown.value === "menu" ? null : "menu";
        }}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t().attach}
        onChange={({ currentTarget }) => {
          addFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
          field.current?.focus();
        }}
      />
      {shown.value === "menu" && box.current && (
        <PlusMenu anchor={box.current} offers={offers} choose={choose} onClose={close} />
      )}
      {shown.value === "poll" && <PollDialog open={open} onClose={close} />}
      {shown.value === "later" && (
        <SendLaterDialog
          open={open}
          content={sentText(field.current?.value ?? "")}
          replyTo={replyTo.value?.id ?? null}
          hasFiles={uploads.value.length > 0}
          onDone={onSent}
          onClose={close}
        />
      )}
      {shown.value === "scheduled" && <ScheduledDialog onClose={close} />}
    </span>
  );
}

function offered(): PlusChoice[] {
  const capabilities = session.value?.client.server.capabilities ?? [];
  const can = (name: string) => capabilities.includes(name);
  const mayPlan = can("message_schedule");
  return [
    ...(limits().enabled ? (["files"] as const) : []),
    ...(can("poll_create") ? (["poll"] as const) : []),
    ...(can("slash_call") ? (["command"] as const) : []),
    ...(mayPlan ? (["later"] as const) : []),
    ...(mayPlan || scheduled.value.length > 0 ? (["scheduled"] as const) : []),
  ];
}
