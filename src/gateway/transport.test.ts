import { expect, test } from "bun:test";
import { once } from "node:events";
import { connect } from "node:net";
import { listen } from "./transport.ts";

const sockets = {
  open: () => null,
  text() {},
  binary() {},
  ping() {},
  pong() {},
  drained() {},
  closed() {},
};

test("a client is disconnected that is silent while bytes are awaited, not one that waits for the server", async () => {
  const silentIsGone = Promise.withResolvers<void>();
  const transport = listen({
    host: "127.0.0.1",
    port: 0,
    tls: null,
    maxFrame: 1000,
    sockets,
    silence: 1,
    upgrade: () => new Response(),
    async fetch(request, _peer, awaited) {
      if (request.url.endsWith("/long")) await silentIsGone.promise;
      else {
        awaited(true);
        await request.text();
      }
      return new Response("done");
    },
  });
  const head = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: ${length}\r\n\r\n`;
  const opened = (text: string) => {
    const socket = connect(transport.port, "127.0.0.1");
    socket.write(text);
    return socket;
  };
  try {
    const waiting = opened(head("/long", 0));
    const answer = once(waiting, "data");
    await once(opened(`${head("/silent", 10)}some`).resume(), "close");
    silentIsGone.resolve();
    expect(String((await answer)[0])).toStartWith("HTTP/1.1 200 OK");
    // The server waits for its next request now.
    await once(waiting.resume(), "close");
  } finally {
    await transport.stop();
  }
});
