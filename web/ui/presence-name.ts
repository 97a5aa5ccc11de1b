import { t } from "../texts/texts.ts";

/** The status of a member in words. Hidden members are offline for others, and invisible for themselves. */
export function presenceName(status: string): string {
  const texts = { online: t().online, idle: t().idle, dnd: t().dnd, invisible: t().invisible } as const;
  return texts[status as keyof typeof texts] ?? t().offline;
}
