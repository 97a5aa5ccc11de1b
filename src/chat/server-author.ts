/** The author, on the wire, of what webhooks and the server itself post (compatibility.md#webhook-author). */
export const serverAuthor = "originChats";
