/** Events of threads. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { global } from "./event-fields.ts";
import { ThreadObject } from "./objects.ts";

const aboutThread = {
  thread: ThreadObject,
  channel: Type.String({ description: "Name of the forum" }),
  global,
};
const ofThread = { ...aboutThread, thread_id: Type.String() };

export const threadCreate = event({
  name: "thread_create",
  summary: "A member started a thread. Sent once per connection, since clients don't recognise duplicates.",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadNew = event({
  name: "thread_new",
  summary:
    "`thread_create` under another name, for a connection whose latest `threads_get` named this forum.",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadUpdate = event({
  name: "thread_update",
  summary: "A thread was renamed, locked, archived or pinned, or one of these was undone.",
  audience: "viewers",
  fields: Type.Object(ofThread),
});

export const threadDelete = event({
  name: "thread_delete",
  summary: "A thread was deleted with its messages.",
  audience: "viewers",
  outdates: "thread",
  fields: Type.Object({ thread_id: Type.String(), channel: Type.String(), global }),
});

export const threadJoin = event({
  name: "thread_join",
  summary: "A member joined a thread.",
  audience: "viewers",
  fields: Type.Object({ ...ofThread, user: Type.String({ description: "Username" }) }),
});

export const threadLeave = event({
  name: "thread_leave",
  summary: "A member left a thread.",
  audience: "viewers",
  fields: Type.Object({ ...ofThread, user: Type.String({ description: "Username" }) }),
});
