import { Type } from "@sinclair/typebox";
import { faceFields } from "../../actions/server/face.ts";
import { ServerFaceFields } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const serverInfo = command({
  name: "server_info",
  summary: "Tells the name and the pictures of the server, as they are now.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object(ServerFaceFields),
  events: [],
  errors: [],
  handler: ({ settings }) => ({ reply: faceFields(settings.face()) }),
});
