/** Events about the server itself. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { ServerFaceFields } from "./server-objects.ts";

export const serverUpdate = event({
  name: "server_update",
  summary: "The server has another name, description, icon, banner or colour.",
  audience: "everyone",
  fields: Type.Object(ServerFaceFields),
});
