/** The text of a message: what Discord writes as ids becomes readable. */
import { codeSpans } from "../../chat/code-spans.ts";

export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  role(id: string): string | undefined;
}

const tag =
  /<(?:@!?(\d{1,20})|#(\d{1,20})|@&(\d{1,20})|a?:(\w{1,64}):\d{1,20}|t:(-?\d{1,13})(?::\w)?|(\/[^<>:]{1,100}):\d{1,20})>/g;

/**
 * Leaves code as it is.
 *
 * @example readable("<@7> in <#8> <:wave:9>", names) // "@Mia in #lobby :wave:"
 */
export function readable(content: string, names: Names): string {
  if (!content.includes("<")) return content;
  let text = "";
  let from = 0;
  for (const { start, end } of codeSpans(content)) {
    text += withoutTags(content.slice(from, start), names) + content.slice(start, end);
    from = end;
  }
  return text + withoutTags(content.slice(from), names);
}

function withoutTags(text: string, names: Names): string {
  return text.replace(tag, (whole, user, channel, role, emoji, time, command) => {
    if (user) return `@${names.user(user) ?? "unknown"}`;
    if (channel) return `#${names.channel(channel) ?? "unknown"}`;
    if (role) return `@&${names.role(role) ?? "unknown"}`;
    if (emoji) return `:${emoji}:`;
    if (command) return command;
    return readableTime(Number(time)) ?? whole;
  });
}

/** @param seconds Unix time */
function readableTime(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Every line as a quotation. */
export const quoted = (text: string): string => `> ${text.replaceAll("\n", "\n> ")}`;
