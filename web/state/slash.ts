/** Calls of slash commands, and those whose answer has not come. */
import { effect, signal } from "@preact/signals";
import { CommandError, mayCall, placeOf, requestPlace, type WireSlashCommand } from "../../client/index.ts";
import { refusalText } from "../texts/refusals/refusals.ts";
import { t } from "../texts/texts.ts";
import { model, session } from "./session.ts";

export interface RunningCall {
  readonly id: string;
  readonly command: string;
  /** Username of the bot. */
  readonly commander: string;
  /** Key of the place. */
  readonly place: string;
  /** `deferred`: the bot said that it takes time. `silent`: it says nothing. `late`: it can't answer any more. */
  readonly state: "waiting" | "deferred" | "silent" | "late";
}

/** In the order of calling. */
export const calls = signal<readonly RunningCall[]>([]);

/** Milliseconds after which a bot that says nothing is told of. */
const patience = 10_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The command that a text calls, and what stands behind its name; null if it is none that the person may call. */
export function commandIn(
  text: string,
): { readonly command: WireSlashCommand; readonly rest: string } | null {
  const [, name = "", rest = ""] = /^\/([\p{L}\p{N}_-]+)(?:\s+([\s\S]*))?$/u.exec(text) ?? [];
  const current = model.value;
  const command = current?.slashes.get(name);
  return current && command && mayCall(current, command) ? { command, rest } : null;
}

export interface RefusedCall {
  /** The option that it is about; null: the whole call. */
  readonly option: string | null;
  readonly text: string;
}

/** @returns null when it was called */
export async function callCommand(
  place: string,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Promise<RefusedCall | null> {
  try {
    await session.value?.client.request(
      "slash_call",
      { ...requestPlace(place), command, args },
      {
        inOrder({ call, val }) {
          // The server's own commands have answered already.
          if (call === undefined || !val) return;
          calls.value = [
            ...calls.value,
            { id: call, command, commander: val.commander, place, state: "waiting" },
          ];
          change(call, "waiting", "silent", patience);
        },
      },
    );
    return null;
  } catch (error) {
    if (!(error instanceof CommandError)) return { option: null, text: t().noConnection };
    const isOfOption = error.code === "slash_argument_invalid";
    const option = isOfOption ? (/'([^']+)'/.exec(error.message)?.[1] ?? null) : null;
    return { option, text: refusalText(error) };
  }
}

export function dismissCall(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (calls.value.some((call) => call.id === id)) calls.value = calls.value.filter((call) => call.id !== id);
}

/** Now it is in one state, and in the next one if nothing comes. */
function change(id: string, state: RunningCall["state"], next: RunningCall["state"], after: number): void {
  clearTimeout(timers.get(id));
  const set = (to: RunningCall["state"]) => {
    calls.value = calls.value.map((call) => (call.id === id ? { ...call, state: to } : call));
  };
  set(state);
  timers.set(
    id,
    setTimeout(() => set(next), after),
  );
}

export function watchSlash(): void {
  effect(() => {
    const client = session.value?.client;
    if (!client) {
      for (const { id } of calls.peek()) dismissCall(id);
      return;
    }
    const stops = [
      client.on("slash_deferred", (packet) => {
        const { call, command, commander, until } = packet;
        // Another window of the same person may have called.
        if (!calls.value.some(({ id }) => id === call)) {
          const running = {
            id: call,
            command,
            commander,
            place: placeOf(packet),
            state: "deferred",
          } as const;
          calls.value = [...calls.value, running];
        }
        change(call, "deferred", "late", Math.max(0, until * 1000 - Date.now()));
      }),
      client.on("message_new", ({ call }) => {
        if (call !== undefined) dismissCall(call);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  });
}
