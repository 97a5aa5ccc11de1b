/** Which parts of the screen are shown. */
import { computed, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

/** On narrow screens. */
export const drawer = signal<"channels" | "members" | null>(null);
/** On wide screens. */
export const showsMembers = signal(kept("members") !== "hidden");

const narrow = matchMedia("(max-width: 900px)");
const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", ({ matches }) => {
  isNarrow.value = matches;
});

const wide = matchMedia("(min-width: 1200px)");
/** There is room for a forum beside its thread. */
export const isWide = signal(wide.matches);
wide.addEventListener("change", ({ matches }) => {
  isWide.value = matches;
});

/** The members can be seen now. */
export const areMembersInSight = computed(() =>
  isNarrow.value ? drawer.value === "members" : showsMembers.value,
);

/** Shows or hides the members, in the way of the screen's width. */
export function toggleMembers(): void {
  if (isNarrow.value) {
    drawer.value = drawer.value === "members" ? null : "members";
    return;
  }
  showsMembers.value = !showsMembers.value;
  keep("members", showsMembers.value ? null : "hidden");
}
