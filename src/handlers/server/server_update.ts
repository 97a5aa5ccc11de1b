import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { announced } from "../../actions/outcome.ts";
import { faceEdits, faceEvent, faceFields, serverPictureLimits } from "../../actions/server/face.ts";
import { changeSettings } from "../../actions/server/settings.ts";
import { dataUrlLength } from "../../chat/pictures.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { serverUpdate as serverUpdateEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ServerFaceFields } from "../../protocol/objects.ts";
import { command } from "../command.ts";

const field = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()], { description }));
const picture = field(
  dataUrlLength(serverPictureLimits),
  'http or https URL, a picture as a `data:` URL, or the name of a file in `db/serverAssets`; null or "": none',
);

export const serverUpdate = command({
  name: "server_update",
  summary: "Changes what the server shows of itself, and tells everybody. It is written into config.json.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: field(
      limits.serverName * 4,
      `1-${limits.serverName} characters; null or "": that of a server without a name of its own`,
    ),
    icon: picture,
    banner: picture,
    description: field(limits.serverDescription * 4, `At most ${limits.serverDescription} characters`),
    accent: field(
      7,
      'Colour of buttons and links on the built-in page, `#rrggbb`; null or "": the usual one',
    ),
  }),
  reply: Type.Object(ServerFaceFields),
  events: [serverUpdateEvent],
  errors: ["config_invalid", "config_unwritable", "storage_full"],
  async handler(context, { name, icon, banner, description, accent }) {
    const fields = Object.fromEntries(
      Object.entries({ name, icon, banner, description, accent }).filter(([, value]) => value !== undefined),
    );
    if (Object.keys(fields).length === 0) {
      const problem = "name, icon, banner, description or accent is required";
      return fail("invalid_field", { field: "name", problem });
    }
    const edits = await faceEdits(context, fields);
    if (isFailure(edits)) return edits;
    return answer(await changeSettings(context, "server_update", edits), ({ result: { keys, face } }) =>
      // Nothing is told of a change that changed nothing.
      keys.length > 0 ? { reply: announced(faceEvent(face)) } : { reply: faceFields(face) },
    );
  },
});
