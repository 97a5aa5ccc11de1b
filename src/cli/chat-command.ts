/** What a command of the chat is. */
import type { Client, Followed } from "../../client/index.ts";
import type { ChatIo } from "./chat.ts";
import type { Screen } from "./chat-screen.ts";

export interface Chat {
  readonly client: Client;
  readonly followed: Followed;
  readonly screen: Screen;
  readonly io: ChatIo;
}

export interface ChatCommand {
  readonly usage: string;
  readonly summary: string;
  /** `/help` shows it to moderators only. Anybody may try it. */
  readonly moderates?: true;
  /** How many words must follow. */
  readonly needs?: number;
  /**
   * @param words what follows the name of the command
   * @param text the same as it was typed
   */
  run(words: readonly string[], chat: Chat, text: string): unknown;
}
