/** The world of benchmarks about a channel with 1,000,000 messages. */
import type { World } from "./world.ts";

export const longHistory: World = { users: 128, rooms: 0, messages: 1_000_000 };
export const shortHistory: World = { ...longHistory, messages: 10_000 };
