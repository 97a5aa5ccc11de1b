/** Every event that this server sends. Replies are in the commands' definitions. */
export * from "./call-events.ts";
export * from "./channel-events.ts";
export * from "./connection-events.ts";
export * from "./member-events.ts";
export * from "./message-events.ts";
export * from "./named-picture-events.ts";
export * from "./planned-events.ts";
export * from "./poll-events.ts";
export * from "./push-events.ts";
export * from "./server-events.ts";
export * from "./slash-events.ts";
export * from "./thread-events.ts";
export * from "./webhook-events.ts";
