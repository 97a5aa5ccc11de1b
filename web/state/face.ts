/** What the server shows of itself before anybody is logged in. */
import { computed, signal } from "@preact/signals";
import { base } from "./base.ts";
import { ownUrl } from "./own-url.ts";
import { model } from "./session.ts";

export type AuthMode = "rotur" | "cracked" | "cracked-only";

export interface Face {
  readonly name: string;
  readonly description: string | null;
  readonly icon: string | null;
  /** Colour of buttons and links. */
  readonly accent: string | null;
  /** Accounts that may log in: of Rotur, of this server, or both (`cracked`). */
  readonly authMode: AuthMode;
  readonly members: number;
  readonly online: number;
}

const asked = signal<Face | null>(null);
const shown = computed(() => model.value?.server ?? null);

/** Null until it came. Members see changes as they are made. */
export const face = computed<Face | null>(() => {
  const known = asked.value;
  const now = shown.value;
  if (!known || !now) return known;
  const { name, description, icon, accent } = now;
  return {
    ...known,
    name,
    description: description || null,
    icon: ownUrl(icon),
    accent: accent || null,
  };
});

export async function loadFace(): Promise<void> {
  try {
    const answer = await fetch(new URL("info", base));
    if (!answer.ok) return;
    const { server, stats, auth_mode = "cracked-only" } = (await answer.json()) as InfoAnswer;
    asked.value = {
      name: server.name,
      description: server.description ?? null,
      icon: ownUrl(server.icon),
      accent: server.accent ?? null,
      authMode: auth_mode,
      members: stats.total_users,
      online: stats.online_users,
    };
  } catch {
    // The form works without it.
  }
}

interface InfoAnswer {
  readonly server: {
    readonly name: string;
    readonly icon: string;
    readonly description?: string;
    readonly accent?: string;
  };
  readonly auth_mode?: AuthMode;
  readonly stats: { readonly total_users: number; readonly online_users: number };
}
