/** Messages as each version of the reference server wrote them. */
import type { Era, ModelMessage, ModelPerson } from "./model.ts";

/** How people are named in a file: by name until February 2026, then by id. */
export type Naming = (person: ModelPerson) => string;
export const byName: Naming = ({ name }) => name;
export const byId: Naming = ({ id }) => id;

/** The object of a message. Absent is what the version didn't write. */
export function lineOf(message: ModelMessage, era: Era, naming: Naming): Record<string, unknown> {
  const { id, author, content, at, edited, pinned, replyTo, ping, reactions, poll } = message;
  const { attachments, webhook, interaction } = message;
  const isOld = era <= "B";
  return {
    user: naming(author),
    content,
    timestamp: at,
    ...(isOld && { type: "message" }),
    ...((isOld || pinned) && { pinned }),
    id,
    ...(edited && { edited: true }),
    ...(replyTo && { reply_to: { id: replyTo.id, user: naming(replyTo.author) } }),
    ...(ping !== null && { ping }),
    ...(reactions.length > 0 && {
      reactions: Object.fromEntries(reactions.map(({ emoji, users }) => [emoji, users.map(naming)])),
    }),
    ...(poll && {
      embeds: [
        {
          type: "poll",
          title: poll.question,
          poll: {
            question: poll.question,
            options: poll.options,
            allow_multiselect: poll.multiple,
            expires_at: null,
          },
        },
      ],
    }),
    ...(attachments.length > 0 && {
      attachments: attachments.map((file) => ({
        id: file.id,
        name: file.name,
        mime_type: "text/plain",
        size: file.bytes.length,
        url: `wss://old.example/attachments/${file.id}`,
        expires_at: null,
        permanent: true,
      })),
    }),
    ...(webhook && { webhook: { ...webhook, avatar: { odd: true } } }),
    ...(interaction && { interaction }),
  };
}

/** One array, as until March 2026. */
export const asArray = (lines: readonly unknown[], indent?: number): string =>
  JSON.stringify(lines, null, indent);

/** JSON Lines; the newest versions pad new lines with blanks, and end without a line feed. */
export const asLines = (lines: readonly unknown[], padding = 0): string =>
  lines.map((line) => JSON.stringify(line) + " ".repeat(padding)).join("\n");
