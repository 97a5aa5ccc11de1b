/** The keys that open search and the quick switcher. */
import { openPanel, panel } from "./layout.ts";
import { can } from "./message-rights.ts";
import { screen } from "./screen.ts";
import { phase } from "./session.ts";

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function watchFindKeys(): void {
  addEventListener("keydown", (event: KeyboardEvent) => {
    const mod = isApple ? event.metaKey : event.ctrlKey;
    if (!mod || event.altKey || event.shiftKey || phase.value !== "chat" || screen.value) return;
    if (document.querySelector("dialog[open]")) return;
    // Pressed again, it is the browser's own search.
    const isInSearch = document.activeElement?.id === "search-field";
    if (event.key.toLowerCase() !== "f" || isInSearch || !can("messages_search")) return;
    event.preventDefault();
    if (panel.value === "search") document.getElementById("search-field")?.focus();
    else openPanel("search");
  });
}
