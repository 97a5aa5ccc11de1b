import { type Connection, createConnection, type Socket } from "../../src/gateway/connection.ts";

/** A connection without a network: what its socket is told goes nowhere, but for the given parts. */
export function fakeConnection(id: string, socket: Partial<Socket> = {}, openedAt = 0): Connection {
  const deaf: Socket = {
    sendText: (text) => text.length,
    cork: (write) => write(),
    getBufferedAmount: () => 0,
    ping() {},
    close() {},
  };
  const given = { id, openedAt, socket: { ...deaf, ...socket } };
  return createConnection({ ...given, address: "", validatorKey: "", tokens: 1 });
}
