/** The server's slash commands for messages of the caller: /remind, /schedule, /poll. */
import { fail, isFailure } from "../../protocol/errors.ts";
import { shownText } from "../../text/shown.ts";
import { storedContent } from "../messages/content.ts";
import { startPoll } from "../polls/create.ts";
import { makeReminder } from "../reminders/remind.ts";
import { scheduleMessage } from "../scheduled/schedule.ts";
import { type BuiltInContext, builtIn, option, privateBuiltIn, text, unfit } from "./built-in.ts";

const minutes = option("minutes", "Minutes from now", "int");

function inMinutes({ now }: BuiltInContext, count: unknown): number {
  return now / 1000 + Number(count) * 60;
}

const remind = privateBuiltIn({
  name: "remind",
  description: "Reminds you of something",
  options: [minutes, option("text", "Of what")],
  run(context, values) {
    const remindAt = inMinutes(context, values["minutes"]);
    const wanted = { text: shownText(text(values["text"])), remindAt, place: context, message: null };
    if (wanted.text === "") return unfit("text", "it is required");
    const step = makeReminder(context, wanted);
    return isFailure(step)
      ? step
      : { step, says: () => `⏰ I will remind you in ${values["minutes"]} minutes.` };
  },
});

const schedule = privateBuiltIn({
  name: "schedule",
  description: "Posts a message of yours here later",
  options: [minutes, option("text", "The message")],
  run(context, values) {
    const content = storedContent(text(values["text"]));
    if (content === "") return unfit("text", "it is required");
    const sendAt = inMinutes(context, values["minutes"]);
    const step = scheduleMessage(context, { content, replyTo: null, sendAt });
    return isFailure(step)
      ? step
      : { step, says: () => `🕒 Your message will be posted in ${values["minutes"]} minutes.` };
  },
});

const poll = builtIn({
  name: "poll",
  description: "Starts a poll of yours here",
  options: [
    option("question", "What to ask"),
    option("options", "2 to 10 options with | between them"),
    option("multiple", "Members may choose several options", "bool", false),
    option("hours", "When it ends; without it you end it", "float", false),
  ],
  run(context, values) {
    const options = text(values["options"]).split("|");
    if (options.length < 2 || options.length > 10)
      return fail("poll_invalid", { problem: "it needs 2 to 10 options" });
    const step = startPoll(context, {
      question: text(values["question"]),
      options: options.map((one) => one.trim()),
      allow_multiselect: values["multiple"] === true,
      duration_hours: typeof values["hours"] === "number" ? values["hours"] : null,
    });
    return isFailure(step) ? step : { step, says: null };
  },
});

export const planBuiltIns = [remind, schedule, poll];
