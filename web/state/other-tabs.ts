/** Other tabs of the same person in this browser: what is begun in one is there in the others. */
import { draftChanges } from "./composing.ts";
import { keptName } from "./kept.ts";
import { draftPrefix, session } from "./session.ts";

export function watchOtherTabs(): void {
  window.addEventListener("storage", ({ key }) => {
    const { drafts, client } = session.value ?? {};
    const name = keptName(key);
    if (!drafts || !client || name === null) return;
    const prefix = draftPrefix(client.user.id);
    if (!name.startsWith(prefix)) return;
    drafts.reread(name.slice(prefix.length));
    draftChanges.value++;
  });
}
