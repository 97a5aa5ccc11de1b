import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { CustomEmoji } from "../markdown/markdown.tsx";
import { nameOfMember } from "../state/names.ts";
import { place } from "../state/places.ts";
import { Avatar } from "../ui/avatar.tsx";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { floatAt } from "./float.ts";
import { t } from "./texts/texts.ts";
import { type Completion, putText } from "./use-completion.ts";

interface CompletionListProps {
  readonly completion: Completion;
  /** A command is not put into the text: its options are asked for. */
  readonly onCommand?: (name: string, rest: string) => void;
}

/** What the word at the cursor can become. The field keeps the focus and hands its keys on. */
export function CompletionList({ completion, onCommand }: CompletionListProps) {
  const { field, token, active, listId, list } = completion;
  const box = useRef<HTMLDivElement>(null);
  const candidates = useComputed<readonly Candidate[]>(() =>
    token.value && place.value ? candidatesFor(token.value, place.value) : [],
  );
  const chosen = useSignal(0);
  const shown = candidates.value;
  const at = Math.min(chosen.value, shown.length - 1);
  const idOf = (index: number) => `${listId}-${index}`;
  const query = token.value?.query;

  useLayoutEffect(() => {
    chosen.value = 0;
  }, [query, token.value?.from]);
  useLayoutEffect(() => {
    active.value = at < 0 ? null : idOf(at);
    box.current?.children[at]?.scrollIntoView({ block: "nearest" });
  });
  useLayoutEffect(
    () => () => {
      active.value = null;
      list.current = null;
    },
    [],
  );
  const isOpen = shown.length > 0;
  useLayoutEffect(() => {
    const element = box.current;
    const anchor = field.current?.closest(".composer-row") ?? field.current;
    if (!element || !anchor) return;
    return floatAt(anchor, element, 560);
  }, [isOpen]);

  function take(index: number): boolean {
    const candidate = shown[index];
    const current = token.value;
    const element = field.current;
    if (!candidate || !current || !element) return false;
    completion.close();
    if (current.kind === "command" && onCommand)
      onCommand(candidate.insert.slice(1), element.value.slice(current.to));
    else putText(element, candidate.insert, current.from, current.to);
    return true;
  }

  list.current = {
    move(step) {
      chosen.value = (at + step + shown.length) % shown.length;
    },
    take: () => take(at),
    isComplete() {
      const typed = field.current?.value.slice(token.value?.from, token.value?.to) ?? "";
      return shown[at]?.insert.toLowerCase() === typed.toLowerCase();
    },
  };

  return (
    <>
      <p class="visually-hidden" role="status">
        {isOpen ? t().suggestions(shown.length) : ""}
      </p>
      {isOpen && (
        <div
          ref={box}
          id={listId}
          popover="manual"
          class="completion"
          role="listbox"
          aria-label={t().suggestions(shown.length)}
        >
          {shown.map((candidate, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
            <div
              key={candidate.key}
              id={idOf(index)}
              role="option"
              aria-selected={index === at}
              class="candidate"
              // The field would lose the focus.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onPointerMove={() => {
                chosen.value = index;
              }}
              onClick={() => take(index)}
            >
              <Sign sign={candidate.sign} />
              <span class="candidate-label">{candidate.label}</span>
              <span class="candidate-detail">{candidate.detail}</span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function Sign({ sign }: Pick<Candidate, "sign">) {
  switch (sign.kind) {
    case "member":
      return <Avatar name={nameOfMember(sign.member)} picture={sign.member.pfp} size={24} />;
    case "icon":
      return <Icon name={sign.name} size={18} />;
    case "emoji":
      return <span class="candidate-emoji">{sign.text}</span>;
    case "custom":
      return <CustomEmoji id={sign.id} />;
  }
}
