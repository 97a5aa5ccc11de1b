/** Fields of requests that post or edit a message. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";

/** The greatest length is configured and has its own error; the size of a frame limits it before that. */
export const Content = Type.String({ description: "At most `limits.post_content` characters" });
export const Embeds = Type.Optional(
  Type.Union([Type.Array(Type.Unknown(), { maxItems: 100 }), Type.Null()], {
    description: `At most ${limits.embeds}, each an object like \`embed\`; links only http and https`,
  }),
);
