/**
 * The floor of storing: this runtime takes a frame, stores one row for it in SQLite (`synchronous=FULL`, group commit in a
 * worker), and answers when the commit is done. No checks, no permissions, no events to others, one table: a chat server
 * that stores can only be slower. `store-floor.ts FOLDER`
 */
import type { ServerWebSocket } from "bun";
import type { Stored } from "./store-floor-worker.ts";

const [folder = "."] = process.argv.slice(2);
const worker = new Worker(new URL("./store-floor-worker.ts", import.meta.url));
worker.postMessage(folder);

type Peer = ServerWebSocket<undefined>;
let waiting: { readonly peers: Peer[]; readonly texts: string[] } = { peers: [], texts: [] };
/** Those whose rows are in the commit that runs. */
let storing: Peer[] | null = null;

/** Everything that came while the last commit ran goes into the next one. */
function next(): void {
  if (storing !== null || waiting.peers.length === 0) return;
  const { peers, texts } = waiting;
  waiting = { peers: [], texts: [] };
  storing = peers;
  worker.postMessage(texts);
}

worker.onmessage = ({ data }: MessageEvent<Stored>) => {
  if (data === "open") return listen();
  const peers = storing ?? [];
  storing = null;
  for (const [index, peer] of peers.entries()) {
    peer.sendText(`{"cmd":"message_new","id":${data + index},"listener":"1"}`);
  }
  next();
};

function listen(): void {
  const server = Bun.serve<undefined>({
    hostname: "0.0.0.0",
    port: 0,
    fetch(request, server) {
      return server.upgrade(request) ? undefined : new Response("", { status: 400 });
    },
    websocket: {
      perMessageDeflate: false,
      idleTimeout: 0,
      sendPings: false,
      message(peer, text) {
        waiting.peers.push(peer);
        waiting.texts.push(String(text));
        // At the end of the turn, with what came in the same turn.
        if (waiting.peers.length === 1) setImmediate(next);
      },
    },
  });
  console.log(`floor listening on http://0.0.0.0:${server.port}`);
}

process.on("SIGTERM", () => process.exit(0));
