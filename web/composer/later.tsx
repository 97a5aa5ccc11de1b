import type { ComponentProps } from "preact";
import { later } from "../ui/later.tsx";

/** Parts of the composer that are loaded when they are first needed. */

const List = later(async () => (await import("./completion-list.tsx")).CompletionList);

/** The list, while there is something to complete. */
export function CompletionList(props: ComponentProps<typeof List>) {
  return props.completion.token.value === null ? null : <List {...props} />;
}

export const SlashForm = later(async () => (await import("./slash-form.tsx")).SlashForm);
export const PlusMenu = later(async () => (await import("./plus-menu.tsx")).PlusMenu);
export const PollDialog = later(async () => (await import("./poll-dialog.tsx")).PollDialog);
export const SendLaterDialog = later(async () => (await import("./send-later-dialog.tsx")).SendLaterDialog);
export const ScheduledDialog = later(async () => (await import("./scheduled-dialog.tsx")).ScheduledDialog);
export const RunningCalls = later(async () => (await import("./running-calls.tsx")).RunningCalls);
