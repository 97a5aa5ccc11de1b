/** The entry of the page. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { watchComposing } from "./state/composing.ts";
import { loadFace } from "./state/face.ts";
import { watchHistory } from "./state/history.ts";
import { watchOverlays } from "./state/overlays.ts";
import { watchAddress } from "./state/places.ts";
import { watchReminders } from "./state/reminders.ts";
import { watchScreen } from "./state/screen.ts";
import { start } from "./state/session.ts";
import { showTheme } from "./state/theme.ts";
import { watchThreads } from "./state/threads.ts";
import { watchTitle } from "./state/title.ts";
import { watchTyping } from "./state/typing.ts";
import { watchUploads } from "./state/uploads.ts";
import { language } from "./texts/language.ts";

showTheme();
effect(() => {
  document.documentElement.lang = language.value;
});
const root = document.getElementById("page");
if (root) render(<App />, root);
watchAddress();
watchScreen();
watchHistory();
watchTyping();
watchComposing();
watchOverlays();
watchReminders();
watchThreads();
watchUploads();
watchTitle();
void loadFace();
void start();
