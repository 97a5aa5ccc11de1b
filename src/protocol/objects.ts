/** The objects of the wire: users, roles, channels, messages. Names, not ids, except where a field says so. */
export * from "./account-objects.ts";
export * from "./audit-objects.ts";
export * from "./call-objects.ts";
export * from "./channel-objects.ts";
export * from "./member-objects.ts";
export * from "./message-objects.ts";
export * from "./named-picture-objects.ts";
export * from "./planned-objects.ts";
export * from "./poll-objects.ts";
export * from "./push-objects.ts";
export * from "./server-objects.ts";
export * from "./slash-objects.ts";
export * from "./webhook-objects.ts";
