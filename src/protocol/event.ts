/** What an event is: one definition gives its type for the client, its reference page and its delivery. */
import type { Static, TObject } from "@sinclair/typebox";

/** Who hears an event, in the words of the reference (01 §2). */
export type AudienceKind =
  /** Every logged-in connection. */
  | "everyone"
  /** Connections whose user may view the channel now. */
  | "viewers"
  /** Every connection of each user whom it concerns. */
  | "user"
  /** One connection. */
  | "connection";

export interface EventDefinition<Name extends string = string, Fields extends TObject = TObject> {
  readonly name: Name;
  /** What happened, for the reference. */
  readonly summary: string;
  readonly audience: AudienceKind;
  /** Changes state: carries `seq` and can be replayed by `resume` (00, "Additions"). */
  readonly replayed: boolean;
  /** May be left out for a connection that does not read fast enough: typing, presence. */
  readonly droppable: boolean;
  /**
   * May come up to a tenth of a second later, if nothing else goes to that connection before: who comes and
   * goes. When thousands log in at once, each of them is told of all others in few pieces instead of one by one.
   */
  readonly deferrable: boolean;
  /** Carries what a message says. `resume` tells of it only until the message is edited or deleted. */
  readonly carriesText?: true;
  /** What earlier events said of this message, or of all messages of this thread, nobody may read any more. */
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
