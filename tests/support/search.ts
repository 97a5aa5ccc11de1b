/** Searches as a member makes them. */
import type { Reply, Request } from "../../client/index.ts";
import type { Member } from "./town.ts";

export type Asked = Omit<Request<"messages_search">, "query">;

export function search(by: Member, query: string, fields: Asked = {}): Promise<Reply<"messages_search">> {
  return by.request("messages_search", { channel: "general", query, ...fields });
}

/** The contents of the messages that the query finds. */
export async function found(by: Member, query: string, fields: Asked = {}): Promise<string[]> {
  return (await search(by, query, fields)).results.map(({ content }) => content);
}
