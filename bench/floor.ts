/**
 * The floor: what this runtime can do at all. Every connection subscribes to one topic; whatever arrives is
 * published as a text of the length that our server's event has, and answered with one more copy. No parsing,
 * no rules, no storage: a chat server can only be slower.
 */

const all = "all";
const bytes = Number(process.argv[2] ?? 0);
const event = `{"cmd":"message_new",${"x".repeat(Math.max(0, bytes - 22))}}`;
// Same ending as a reply to a request with a listener: the load generator tells replies by it.
const reply = `${event.slice(0, -1)},"listener":"1"}`;

const server = Bun.serve({
  hostname: "0.0.0.0",
  port: 0,
  fetch(request, server) {
    return server.upgrade(request) ? undefined : new Response("", { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    sendPings: false,
    open(socket) {
      socket.subscribe(all);
    },
    message(socket) {
      socket.publishText(all, event);
      socket.sendText(reply);
    },
  },
});
console.log(`floor listening on http://0.0.0.0:${server.port}`);
process.on("SIGTERM", () => process.exit(0));
