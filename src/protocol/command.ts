/**
 * The definition of a command. One value gives the checks of requests, the client's types, the permission, the cost,
 * the place in the capability list, the reference and the fuzz tests. Context and result of the handler are defined in
 * handlers/command.ts.
 */
import type { TObject } from "@sinclair/typebox";
import type { Cost } from "./budgets.ts";
import type { ErrorCode } from "./errors.ts";
import type { EventDefinition } from "./event.ts";
import type { ChannelAction, Permission } from "./permissions.ts";

/** `required`: only when logged in. `before`: only until then. `any`: always. */
export type Login = "required" | "before" | "any";

export interface CommandDefinition<
  Name extends string = string,
  Request extends TObject = TObject,
  Reply extends TObject = TObject,
> {
  readonly name: Name;
  /** What it does, in one or two sentences; opens its reference page. */
  readonly summary: string;
  readonly login: Login;
  /** Role permission that is required before the handler runs; of several, one is enough. */
  readonly permission?: Permission | readonly Permission[];
  /** Actions that the channel or thread of the request must allow; checked before the handler runs. */
  readonly channel?: readonly ChannelAction[];
  /** The request must name a thread. */
  readonly thread?: true;
  /**
   * Field that may hold the id of a message. A request for a forum looks for the message in the forum's threads
   * (compatibility.md#forum-for-thread).
   */
  readonly locates?: string;
  /** Refused in a locked thread, except to members with `manage_threads`. */
  readonly speaks?: boolean;
  /**
   * Whether it is refused while the user is timed out; every command that needs a login must say it. `refused`: all
   * that others see, and all moderation. `allowed`: reading, marks of the connection, leaving, deleting own messages.
   */
  readonly timedOut?: "refused" | "allowed";
  /** It stores something new for a member, and is refused while less than the reserve of disk space is free. */
  readonly adds?: true;
  /** It takes long texts, embeds or pictures, so its frames may be larger than 64 KiB. */
  readonly largeFrames?: true;
  readonly cost: Cost;
  /** Name in the handshake's `capabilities`; null = not announced. Default: the name. */
  readonly capability?: string | null;
  /** It is announced only while the server has this. */
  readonly feature?: "push";
  readonly request: Request;
  /** Fields of the reply, without `cmd` and `listener`. */
  readonly reply: Reply;
  /** `cmd` of the reply where it isn't the command's name. */
  readonly replyName?: string;
  /** Events that it can cause. */
  readonly events: readonly EventDefinition[];
  /**
   * Its refusals are dropped unless the request carries a `listener`, except `invalid_field`. For commands that clients
   * send without the user's doing: the web client shows a banner for each error.
   */
  readonly refusedQuietly?: true;
  /** Its reply is dropped unless the request carries a `listener`. */
  readonly repliedQuietly?: true;
  /** Errors beyond those that every command can answer. */
  readonly errors: readonly ErrorCode[];
  /**
   * `exclusive`: runs alone among exclusive commands, until its change is stored and applied; for commands that decide
   * on members, roles and channels. `pipelined`: makes only one ordered change, so the connection's next pipelined
   * command may start before this one is stored. Default: one after another.
   */
  readonly order?: "exclusive" | "pipelined";
}

/** The permissions of which one is required; none for a command that everybody may use. */
export function permissionsOf({ permission }: Pick<CommandDefinition, "permission">): readonly Permission[] {
  return permission === undefined ? [] : typeof permission === "string" ? [permission] : permission;
}

/** Codes of what is refused before the handler runs; a handler may fail with them too. */
export function guardErrors(definition: CommandDefinition): ErrorCode[] {
  const { login, permission, cost, timedOut, adds, channel, speaks, locates, request } = definition;
  const errors: ErrorCode[] = [];
  if (login === "required") errors.push("authentication_required");
  if (login === "before") errors.push("unknown_command");
  if (permission) errors.push("permission_required");
  // Typing that exceeds its budget is dropped without an answer.
  if (cost !== "none" && cost !== "typing") errors.push("too_many_requests");
  if (timedOut === "refused") errors.push("timed_out");
  if (adds) errors.push("storage_full");
  if (channel) errors.push("channel_not_found");
  if (channel && "thread_id" in request.properties) errors.push("thread_not_found");
  if (speaks) errors.push("thread_locked");
  if (locates !== undefined) errors.push("message_not_found");
  return errors;
}
