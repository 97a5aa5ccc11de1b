/** The body of a webhook in Discord's form, which is the reference server's too. */
import type { WebhookPost } from "../../actions/webhooks/post.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import type { Fields } from "./body-fields.ts";

export type Translated = Omit<WebhookPost, "nonce">;

/** `content`, else `text`, else `message` where there are no embeds either. */
export function fromDiscord(body: Fields): Translated | Failure<"invalid_field"> {
  const content = firstText(body, ["content", "text"]);
  if (typeof content !== "string") return content;
  const embeds = body["embeds"] ?? null;
  const isEmpty = content === "" && (!Array.isArray(embeds) || embeds.length === 0);
  const message = isEmpty ? firstText(body, ["message"]) : "";
  if (typeof message !== "string") return message;
  const username = firstText(body, ["username"]);
  if (typeof username !== "string") return username;
  const avatar = firstText(body, ["avatar_url"]);
  if (typeof avatar !== "string") return avatar;
  return { content: content || message, embeds, username: username || null, avatar: avatar || null };
}

/** The first of these fields that isn't empty. */
function firstText(body: Fields, names: readonly string[]): string | Failure<"invalid_field"> {
  for (const name of names) {
    const value = Object.hasOwn(body, name) ? (body[name] ?? "") : "";
    if (typeof value !== "string")
      return fail("invalid_field", { field: name, problem: "it must be a text" });
    if (value !== "") return value;
  }
  return "";
}
