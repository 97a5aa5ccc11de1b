/** Entries of the audit log on the wire. */
import { Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

export const AuditObject = Type.Object({
  id: Type.String({ description: "Begins with the time in milliseconds" }),
  action: Type.String(),
  category: Type.String(),
  actor_id: Type.String({ description: "Id of a user, or `operator` for the command line" }),
  actor_name: Type.String({ description: "Their name at that time" }),
  target_id: nullable(Type.String({ description: "Id of a user, role or message; name of a channel" })),
  target_name: nullable(Type.String({ description: "Its name at that time" })),
  details: Type.Record(Type.String(), Type.Unknown()),
  timestamp: seconds("When it was done"),
});
