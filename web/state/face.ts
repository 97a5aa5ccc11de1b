/** What the server shows of itself before anybody is logged in. */
import { signal } from "@preact/signals";
import { ownUrl } from "./own-url.ts";
import { base } from "./session.ts";

export interface Face {
  readonly name: string;
  readonly description: string | null;
  readonly icon: string | null;
  readonly members: number;
  readonly online: number;
}

/** Null until it came. */
export const face = signal<Face | null>(null);

export async function loadFace(): Promise<void> {
  try {
    const answer = await fetch(new URL("info", base));
    if (!answer.ok) return;
    const { server, stats } = (await answer.json()) as InfoAnswer;
    face.value = {
      name: server.name,
      description: server.description ?? null,
      icon: ownUrl(server.icon),
      members: stats.total_users,
      online: stats.online_users,
    };
    document.title = server.name;
  } catch {
    // The form works without it.
  }
}

interface InfoAnswer {
  readonly server: { readonly name: string; readonly icon: string; readonly description?: string };
  readonly stats: { readonly total_users: number; readonly online_users: number };
}
