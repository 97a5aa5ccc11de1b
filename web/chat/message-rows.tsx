import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { WireMessage } from "../../client/index.ts";
import { people } from "../state/people.ts";
import { t } from "../texts/texts.ts";
import { dayName, isSameDay } from "../texts/times.ts";
import { activeRows } from "./active-rows.ts";
import { continues } from "./grouping.ts";
import { Message } from "./message.tsx";
import type { RowGroup } from "./row-groups.ts";

interface MessageRowsProps {
  readonly group: RowGroup;
  /** The message above; null: there is none in the document. */
  readonly before: WireMessage | null;
  /** Key of the place. */
  readonly place: string;
  /** Id of the message above which the line of new messages stands; null: it stands in another group. */
  readonly firstUnread: string | null;
}

/** Some of the rows of the list, with the lines between them. They are drawn anew together. */
export function MessageRows({ group: { messages }, before, place, firstUnread }: MessageRowsProps) {
  // A text, so that a row that is pointed at in another group changes nothing here.
  const active = useMemo(
    () => computed(() => messages.flatMap(({ id }) => (activeRows.value.has(id) ? [id] : [])).join(" ")),
    [messages],
  ).value;
  const current = people.value;
  if (!current) return null;
  return (
    <>
      {messages.map((message, index) => {
        const above = messages[index - 1] ?? before;
        const isNewDay = !above || !isSameDay(above.timestamp, message.timestamp);
        const isNew = message.id === firstUnread;
        return [
          isNewDay && (
            <li key={`day ${message.id}`} class="divider">
              <span>{dayName(message.timestamp)}</span>
            </li>
          ),
          isNew && (
            <li key="new" class="divider new">
              <span>{t().newMessages}</span>
            </li>
          ),
          <Message
            key={message.id}
            message={message}
            place={place}
            people={current}
            isContinued={!isNewDay && !isNew && continues(message, above)}
            isActive={active !== "" && active.split(" ").includes(message.id)}
          />,
        ];
      })}
    </>
  );
}
