import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { wireScheduled } from "../../actions/scheduled/wire-scheduled.ts";
import { scheduledOf } from "../../db/scheduled.ts";
import { ScheduledObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const scheduledList = command({
  name: "scheduled_list",
  summary: "Lists the user's scheduled messages, the next one first, and those that could not be posted.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ scheduled: Type.Array(ScheduledObject) }),
  events: [],
  errors: [],
  handler: ({ user, state }) =>
    commit(scheduledOf({ author: user.id }), (own) => ({
      reply: { scheduled: own.map((scheduled) => wireScheduled(scheduled, state)) },
    })),
});
