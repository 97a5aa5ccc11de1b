/** Requests of forms: what is refused comes back with the field that it is about. */
import { type Client, CommandError } from "../../client/index.ts";
import { refusalsLoaded, refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { session } from "./session.ts";

export interface Refused {
  /** As the command names it; null: the whole. */
  readonly field: string | null;
  readonly text: string;
}

export type Answer<Reply> =
  | { readonly reply: Reply; readonly refused: null }
  | { readonly reply: null; readonly refused: Refused };

export async function ask<Reply>(request: (client: Client) => Promise<Reply>): Promise<Answer<Reply>> {
  const client = session.value?.client;
  if (!client) return { reply: null, refused: { field: null, text: t().unreachable } };
  try {
    return { reply: await request(client), refused: null };
  } catch (error) {
    if (!(error instanceof CommandError))
      return { reply: null, refused: { field: null, text: t().noConnection } };
    await refusalsLoaded();
    return { reply: null, refused: { field: fieldOf(error), text: refusalText(error) } };
  }
}

/** The text beside a field, if it is that one that was refused. */
export function problemOf(refused: Refused | null, field: string | null): string | null {
  return refused?.field === field ? refused.text : null;
}

/** The text for the end of a form, if none of its fields is the one that was refused. */
export function problemBeside(refused: Refused | null, fields: readonly string[]): string | null {
  return refused && !fields.includes(refused.field ?? "") ? refused.text : null;
}

function fieldOf({ code, packet, message }: CommandError): string | null {
  if (code === "invalid_field") {
    const named = packet["field"] ?? /^Field '([^']+)'/.exec(message)?.[1];
    return typeof named === "string" ? (named.split(".").find((part) => part !== "updates") ?? null) : null;
  }
  return fieldsOfErrors.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}

const fieldsOfErrors: readonly (readonly [RegExp, string])[] = [
  [/^(channel|role)_(exists|name_invalid)$/, "name"],
  [/^(emoji|sticker)_name_taken$/, "name"],
  [/^(emoji|sticker)_(image_invalid|svg|type_refused)$/, "image"],
  [/^channel_type_fixed$/, "type"],
  [/^nickname_taken$/, "nickname"],
  [/^username_/, "username"],
  [/^invalid_password$/, "password"],
  [/^password_length$/, "new_password"],
  [/^role_not_self_assignable$/, "self_assignable"],
];
