/**
 * A command is one value: its definition and its handler. The files in the folders beside this one are examples;
 * CONTRIBUTING.md has one in ten lines.
 */

import type { Static, TObject } from "@sinclair/typebox";
import type { Result } from "../actions/outcome.ts";
import { lockedThread } from "../chat/speaking.ts";
import type { Config } from "../config/schema.ts";
import { threadRoomOf } from "../db/messages.ts";
import type { CommandDefinition } from "../protocol/command.ts";
import { type CommonError, type ErrorCode, type Failure, fail } from "../protocol/errors.ts";
import type { EventDefinition } from "../protocol/event.ts";
import type { ChannelAction } from "../protocol/permissions.ts";
import type { ChannelContext, Context, OpenContext, ThreadContext } from "./context.ts";
import type { Complaints, Undetermined } from "./declared.ts";

export interface Handled {
  // biome-ignore lint/suspicious/noExplicitAny: each handler has its own types; they are checked where it is defined
  readonly handler: (context: any, request: any) => Result;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly precheck?: (request: any, config: Config) => Failure | null;
}

/** A command as the registry holds it. */
export type AnyCommand = CommandDefinition & Handled;

interface Written<Given, Request extends TObject, Reply extends TObject, Events, Codes, Returned> {
  readonly request: Request;
  readonly reply: Reply;
  readonly events: Events;
  readonly errors: Codes;
  /** Refuses what the request alone shows to be wrong, before it is charged. */
  precheck?(request: Static<Request>, config: Config): Failure | null;
  handler(context: Given, request: Static<Request>): Returned;
}

/**
 * Makes the functions that define a command; they differ in the handler's context. The handler gets the checked request
 * and returns an outcome; it sends nothing itself. Its reply must have the declared shape, and it can emit only the
 * events and fail only with the codes that the definition lists.
 */
function definer<Given, Demands, GuardCode extends ErrorCode = never>(
  finish: (definition: AnyCommand) => AnyCommand = (definition) => definition,
) {
  return <
    const Definition extends Omit<CommandDefinition, "request" | "reply" | "events" | "errors"> & Demands,
    Request extends TObject,
    Reply extends TObject,
    const Events extends readonly EventDefinition[],
    const Codes extends readonly ErrorCode[],
    const Returned extends Result | Undetermined,
  >(
    definition: Complaints<
      Returned,
      Reply,
      Events[number]["name"],
      Codes[number] | CommonError | GuardCode | "too_many_requests"
    > &
      Definition &
      Written<Given, Request, Reply, Events, Codes, Returned>,
  ): Definition & Written<Given, Request, Reply, Events, Codes, Returned> & Handled =>
    finish(definition as unknown as AnyCommand) as unknown as Definition &
      Written<Given, Request, Reply, Events, Codes, Returned> &
      Handled;
}

interface MembersOnly {
  readonly login: "required";
  readonly timedOut: "refused" | "allowed";
}

/** For commands that need no login. */
export const openCommand = definer<OpenContext, { readonly login: "before" | "any" }>();
/** For logged-in users. */
export const command = definer<Context, MembersOnly, "authentication_required">();
/** For logged-in users, about a channel or thread that allows them the definition's `channel` actions. */
export const channelCommand = definer<
  ChannelContext,
  MembersOnly & { readonly channel: readonly ChannelAction[] },
  "authentication_required" | "channel_not_found" | "thread_not_found"
>((definition) =>
  definition.locates === undefined
    ? definition
    : { ...definition, handler: locating(definition, definition.locates) },
);
/** For logged-in users, about a thread that they may view. */
export const threadCommand = definer<
  ThreadContext,
  MembersOnly & { readonly channel: readonly ChannelAction[]; readonly thread: true },
  "authentication_required" | "channel_not_found" | "thread_not_found"
>();

/** Finds the thread of a message in a forum, and continues as if the request had named it. */
function locating(definition: AnyCommand, field: string) {
  return (context: ChannelContext, request: Readonly<Record<string, unknown>>): Result => {
    const { state, channel, thread: named } = context;
    const id = request[field];
    if (named || channel.type !== "forum" || typeof id !== "string" || id === "") {
      return definition.handler(context, request);
    }
    return context.read(threadRoomOf({ parent: channel.id, id })).then((room) => {
      const thread = room === null ? undefined : state.threadOfRoom(room);
      // Both may have changed. If one is gone, the gateway refuses the request when it checks everything again.
      const user = state.users.get(context.user.id);
      const forum = state.channelById(channel.id);
      if (!thread || !user || !forum) return fail("message_not_found");
      const locked = definition.speaks ? lockedThread(thread, user, state) : null;
      const found = { ...context, user, channel: forum, thread, room: thread.room };
      return locked ?? definition.handler(found, request);
    });
  };
}
