/** The definition of an event: it gives the client's type, the reference page and the delivery. */
import type { Static, TObject } from "@sinclair/typebox";

/** The receivers of an event. */
export type AudienceKind =
  /** Every logged-in connection. */
  | "everyone"
  /** Connections whose user may view the channel now. */
  | "viewers"
  /** Every connection of each user that it is for. */
  | "user"
  /** One connection. */
  | "connection";

export interface EventDefinition<Name extends string = string, Fields extends TObject = TObject> {
  readonly name: Name;
  /** What happened, for the reference. */
  readonly summary: string;
  readonly audience: AudienceKind;
  /** Changes state: carries `seq` and can be replayed by `resume`. */
  readonly replayed: boolean;
  /** May be left out for a connection that does not read fast enough: typing, presence. */
  readonly droppable: boolean;
  /**
   * May be sent up to a tenth of a second later, if nothing else goes to that connection before. For events of
   * presence: when thousands log in at once, each gets the events of all others in few frames instead of one by one.
   */
  readonly deferrable: boolean;
  /** Carries the text of a message. `resume` sends the text only until the message is edited or deleted. */
  readonly carriesText?: true;
  /** Texts in earlier events of this message, or of all messages of this thread, may no longer be read. */
  readonly outdates?: "message" | "thread";
  readonly fields: Fields;
}

export type EventPacket<Definition extends EventDefinition> = {
  readonly cmd: Definition["name"];
} & Static<Definition["fields"]>;

/** @example const userLeave = event({ name: "user_leave", summary: "…", audience: "everyone", fields: Type.Object({ username: Type.String() }) }); */
export function event<const Name extends string, Fields extends TObject>(
  definition: Pick<EventDefinition<Name, Fields>, "name" | "summary" | "audience" | "fields"> & {
    readonly replayed?: boolean;
    readonly droppable?: boolean;
    readonly deferrable?: boolean;
    readonly carriesText?: true;
    readonly outdates?: "message" | "thread";
  },
): EventDefinition<Name, Fields> {
  return { replayed: true, droppable: false, deferrable: false, ...definition };
}
