/**
 * Opens the connection of a remembered log-in while the page's script is still on its way: over a slow line that saves two
 * round trips. It is a script of its own, small enough to come with the first bytes. web/state/early-socket.ts takes over.
 */

import { base } from "./state/base.ts";
import type { EarlySocket } from "./state/early-socket.ts";
import { kept } from "./state/kept.ts";

if (kept("session") !== null && !location.hash.startsWith("#claim=")) {
  const url = base.replace(/^http/, "ws");
  const socket = new WebSocket(url);
  const early: EarlySocket = { url, socket, events: [] };
  const note = (event: Event) => early.events.push(event);
  socket.onopen = socket.onmessage = socket.onerror = socket.onclose = note;
  window.earlySocket = early;
}
