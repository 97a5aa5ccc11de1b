/** A line between a client and the server that can break at any moment, with whatever is on its way. */
import { connect, createServer, type Socket } from "node:net";

export interface Line {
  /** `ws://127.0.0.1:PORT`; stays the same whatever it leads to. */
  readonly address: string;
  /** Where connections go from now on. */
  leadTo(url: string): void;
  /** Cuts all connections, without a word to either side. */
  cut(): void;
  close(): void;
}

export async function openLine(url: string): Promise<Line> {
  let target = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const both = [near, far];
    for (const [one, other] of [both, both.toReversed()]) {
      if (!one || !other) continue;
      ends.add(one);
      one.pipe(other);
      one.on("error", () => {});
      one.on("close", () => {
        ends.delete(one);
        other.destroy();
      });
    }
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
    address: `ws://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    leadTo(changed) {
      target = new URL(changed);
    },
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
