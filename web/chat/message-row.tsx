import type { VNode } from "preact";
import type { WireMessage } from "../../client/index.ts";
import { Message, type MessageProps } from "./message.tsx";

const drawn = new WeakMap<WireMessage, VNode<MessageProps>>();

/**
 * A message as a row of the list. The same element as the last time while it is the same message: Preact doesn't compare
 * it again then, and one more message costs the same however many rows there are.
 */
export function messageRow(message: WireMessage, place: string, isContinued: boolean): VNode<MessageProps> {
  const known = drawn.get(message);
  if (known?.props.place === place && known.props.isContinued === isContinued) return known;
  const row = <Message key={message.id} message={message} place={place} isContinued={isContinued} />;
  drawn.set(message, row);
  return row;
}
