/** Which parts of the screen are shown. */
import { computed, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

/** On narrow screens. */
export const drawer = signal<"channels" | "members" | null>(null);
/** Beside the messages, in place of the members; on narrow screens over everything. */
export const panel = signal<"search" | "inbox" | null>(null);
/** The list of all that one can go to. */
export const showsSwitcher = signal(false);
/** On wide screens. */
export const showsMembers = signal(kept("members") !== "hidden");

const narrow = matchMedia("(max-width: 900px)");
export const isNarrow = signal(narrow.matches);
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
  isNarrow.value ? drawer.value === "members" : showsMembers.value && panel.value === null,
);

/** Shows or hides the members, in the way of the screen's width. */
export function toggleMembers(): void {
  if (isNarrow.value) {
    drawer.value = drawer.value === "members" ? null : "members";
    return;
  }
  showsMembers.value = !areMembersInSight.value;
  panel.value = null;
  keep("members", showsMembers.value ? null : "hidden");
}

/** What had the focus before the panel. */
let opener: Element | null = null;

export function openPanel(name: NonNullable<typeof panel.value>): void {
  if (panel.peek() === null) opener = document.activeElement;
  drawer.value = null;
  panel.value = name;
}

export function closePanel(): void {
  panel.value = null;
  const element = opener;
  opener = null;
  if (element instanceof HTMLElement) setTimeout(() => element.focus());
}

export function togglePanel(name: NonNullable<typeof panel.value>): void {
  if (panel.peek() === name) closePanel();
  else openPanel(name);
}

export type Side = "sidebar" | "members";
/** Pixels. */
export const usualSideWidth: Readonly<Record<Side, number>> = { sidebar: 248, members: 232 };
export const narrowestSide = 180;
export const widestSide = 420;

const widthOf = (side: Side) => {
  const width = Number(kept(`width-${side}`));
  return signal(width >= narrowestSide && width <= widestSide ? width : usualSideWidth[side]);
};
/** Of the channels and of the members, on wide screens. */
export const sideWidths = { sidebar: widthOf("sidebar"), members: widthOf("members") } as const;

export function setSideWidth(side: Side, wanted: number): void {
  const width = Math.round(Math.min(widestSide, Math.max(narrowestSide, wanted)));
  sideWidths[side].value = width;
  keep(`width-${side}`, width === usualSideWidth[side] ? null : String(width));
}
