/** Fields of requests that post or edit a message. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";

/** How long it may be is configured, and has an error of its own; a frame bounds it before that. */
export const Content = Type.String({ description: "At most `limits.post_content` characters" });
export const Embeds = Type.Optional(
  Type.Union([Type.Array(Type.Unknown(), { maxItems: 100 }), Type.Null()], {
    description: `At most ${limits.embeds}, each an object like \`embed\`; links only http and https`,
  }),
);
