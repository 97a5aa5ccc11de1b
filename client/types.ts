/** Requests, replies and events as types: what protocol.gen.ts says, by the name of a command. */
import type { AuditActions, CloseCodes, Events, Replies, Requests, WirePoll } from "./protocol.gen.ts";

export type * from "./protocol.gen.ts";

export interface WirePollEmbed {
  readonly type: "poll";
  readonly title: string;
  readonly poll: WirePoll;
}

export type AuditAction = keyof AuditActions;

/** Commands of a logged-in client; `connect` does the others. */
export type CommandName = keyof Requests;

/** The fields of a request, without `cmd` and `listener`. */
export type Request<Name extends CommandName> = Requests[Name];

/** The whole reply packet. `seq` when it is also this connection's copy of an event. */
export type Reply<Name extends CommandName> = Replies[Name] & { readonly seq?: number };

export type EventName = keyof Events;
/** The packet of any event. `seq` numbers those that change state. */
export type Event = Events[EventName] & { readonly seq?: number };

/** The place of a client in the stream of events. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** The numbers of the table of close codes that the client goes by. */
export type CloseCode<Reason extends keyof CloseCodes> = CloseCodes[Reason];
