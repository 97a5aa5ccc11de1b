/**
 * The WebSocket protocol itself, on bare sockets: what RFC 6455 demands of a server, section by section.
 *
 * Bun does this part, so the tables are a check on its updates as well. Where the RFC leaves a choice, the row
 * says which one is taken.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  closeFrame,
  connectAs,
  connectRaw,
  frame,
  handshakeHeaders,
  opcode,
  type RawPeer,
  rawHttp,
  request,
} from "./support/raw-socket.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

const { continuation, text, binary, close, ping, pong } = opcode;
/** The configured limits. */
const frameSize = 2 * 1024 * 1024;
const frameSizeBeforeLogin = 64 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

/** A `ping` packet; its answer shows that all of it arrived. */
const packet = (sentAt = 7) => JSON.stringify({ cmd: "ping", sent_at: sentAt });
const more = { fin: false } as const;

/** The text in so many fragments, the last of them with `fin`. */
function fragments(message: string | Uint8Array, count: number): Buffer[] {
  const bytes = Buffer.from(message);
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, index) =>
    frame(index === 0 ? text : continuation, bytes.subarray(index * size, (index + 1) * size), {
      fin: index === count - 1,
    }),
  );
}

/** A packet of exactly so many bytes. */
function packetOf(bytes: number): string {
  const empty = JSON.stringify({ cmd: "ping", sent_at: 7, pad: "" });
  return empty.replace('"pad":""', `"pad":"${"x".repeat(bytes - empty.length)}"`);
}

describe("a message arrives", () => {
  const euro = Buffer.from(JSON.stringify({ cmd: "ping", sent_at: 7, pad: "€😀" }));
  const rows: readonly { section: string; when: string; send: readonly Buffer[] }[] = [
    { section: "§5.6", when: "in one frame", send: [frame(text, packet())] },
    { section: "§5.4", when: "in two fragments", send: fragments(packet(), 2) },
    { section: "§5.4", when: "in as many fragments as bytes", send: fragments(packet(), packet().length) },
    {
      section: "§5.4",
      when: "with empty fragments around it",
      send: [frame(text, "", more), frame(continuation, packet(), more), frame(continuation, "")],
    },
    {
      section: "§5.4",
      when: "with a pong between its fragments",
      send: [frame(text, '{"cmd":"ping",', more), frame(pong, "x"), frame(continuation, '"sent_at":7}')],
    },
    { section: "§5.6", when: "with characters cut in two by fragments", send: fragments(euro, euro.length) },
    // The RFC wants the shortest form of the length; like most servers, Bun takes every form.
    {
      section: "§5.2",
      when: "with a longer form of its length",
      send: [frame(text, packet(), { lengthForm: 64 })],
    },
    {
      section: "§5.2",
      when: "at the limit before login",
      send: [frame(text, packetOf(frameSizeBeforeLogin))],
    },
    {
      section: "§5.4",
      when: "in fragments up to the limit before login",
      send: fragments(packetOf(frameSizeBeforeLogin), 9),
    },
    {
      section: "§5.5.3",
      when: "after a pong that nobody asked for",
      send: [frame(pong, "unsolicited"), frame(text, packet())],
    },
    {
      section: "§5.6",
      when: "after a binary one, which is ignored",
      send: [frame(binary, "\0\xff"), frame(text, packet())],
    },
  ];
  for (const { section, when, send } of rows) {
    test(`${section} ${when}`, async () => {
      const peer = await connectRaw(server.url);
      peer.write(...send);
      expect(await peer.packet("pong")).toMatchObject({ sent_at: 7 });
      peer.destroy();
    });
    if (Buffer.concat(send).length > 1000) continue;
    test(`${section} ${when}, byte by byte`, async () => {
      const peer = await connectRaw(server.url);
      for (const byte of Buffer.concat(send)) peer.write(Buffer.of(byte));
      expect(await peer.packet("pong")).toMatchObject({ sent_at: 7 });
      peer.destroy();
    });
  }

  test("§5.2 at the limit after login", async () => {
    const peer = await connectAs("biggest", server.url);
    // Of the commands that take such frames, the one that has no use for this one.
    const packet = packetOf(frameSize).replace('"pad":""', '"pad":"xx"');
    peer.write(frame(text, packet.replace('"cmd":"ping"', '"cmd":"pfp_set"').replace("xxx", "")));
    expect(await peer.packet("error")).toMatchObject({ src: "pfp_set", code: "invalid_field" });
    peer.destroy();
  });
});

describe("a ping is answered with its own payload (§5.5.2, §5.5.3)", () => {
  const rows: readonly { when: string; send: readonly Buffer[]; payloads: readonly string[] }[] = [
    { when: "empty", send: [frame(ping)], payloads: [""] },
    { when: "of 125 bytes", send: [frame(ping, "p".repeat(125))], payloads: ["p".repeat(125)] },
    { when: "several", send: [frame(ping, "a"), frame(ping, "b")], payloads: ["a", "b"] },
    {
      when: "between fragments",
      send: [frame(text, '{"cmd":', more), frame(ping, "x"), frame(continuation, '"nothing"}')],
      payloads: ["x"],
    },
  ];
  for (const { when, send, payloads } of rows) {
    test(when, async () => {
      const peer = await connectRaw(server.url);
      await peer.packet("handshake");
      peer.write(...send);
      for (const payload of payloads) {
        const answer = await peer.frame();
        expect({ ...answer, payload: answer.payload.toString() }).toEqual({
          fin: true,
          rsv: 0,
          opcode: pong,
          masked: false,
          payload,
        });
      }
      peer.destroy();
    });
  }
});

test("§5.1 the server masks nothing, sets no reserved bits and sends whole text frames", async () => {
  const peer = await connectAs("reader", server.url);
  peer.send({ cmd: "users_list" });
  peer.send({ cmd: "roles_list", pad: "x".repeat(70_000) });
  for (let seen = 0; seen < 2; seen++) {
    const { payload, ...head } = await peer.frame();
    expect(head).toEqual({ fin: true, rsv: 0, opcode: text, masked: false });
    expect(JSON.parse(payload.toString())).toHaveProperty("cmd");
  }
  peer.destroy();
});

describe("the connection is closed", () => {
  const big = 64 * 1024 + 1;
  const rows: readonly { section: string; when: string; send: readonly Buffer[]; code: number }[] = [
    {
      section: "§5.1",
      when: "an unmasked frame",
      send: [frame(text, packet(), { masked: false })],
      code: 1002,
    },
    ...[1, 2, 4].map((rsv) => ({
      section: "§5.2",
      when: `reserved bit ${4 - Math.log2(rsv) - 1} without an extension`,
      send: [frame(text, packet(), { rsv })],
      code: 1002,
    })),
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((code) => ({
      section: "§5.2",
      when: `reserved opcode ${code}`,
      send: [frame(code, "x")],
      code: 1002,
    })),
    { section: "§5.4", when: "a continuation of nothing", send: [frame(continuation, "x")], code: 1002 },
    {
      section: "§5.4",
      when: "a continuation after the last fragment",
      send: [...fragments(packet(), 2), frame(continuation, "x")],
      code: 1002,
    },
    {
      section: "§5.4",
      when: "a new message inside a fragmented one",
      send: [frame(text, "{", more), frame(text, packet())],
      code: 1002,
    },
    {
      section: "§5.4",
      when: "a binary message inside a fragmented text",
      send: [frame(text, "{", more), frame(binary, "x")],
      code: 1002,
    },
    { section: "§5.5", when: "a ping of 126 bytes", send: [frame(ping, "p".repeat(126))], code: 1002 },
    { section: "§5.5", when: "a fragmented ping", send: [frame(ping, "p", more)], code: 1002 },
    { section: "§5.5", when: "a fragmented close", send: [frame(close, "", more)], code: 1002 },
    {
      section: "§5.5",
      when: "a close of 126 bytes",
      send: [closeFrame(1000, "r".repeat(124))],
      code: 1002,
    },
    {
      section: "§8.1",
      when: "text that isn't UTF-8",
      send: [frame(text, Buffer.of(0xff, 0xfe))],
      code: 1007,
    },
    { section: "§8.1", when: "an overlong form", send: [frame(text, Buffer.of(0xc0, 0xaf))], code: 1007 },
    {
      section: "§8.1",
      when: "half of a surrogate pair",
      send: [frame(text, Buffer.of(0xed, 0xa0, 0x80))],
      code: 1007,
    },
    {
      section: "§8.1",
      when: "text that ends within a character",
      send: [frame(text, Buffer.from("€").subarray(0, 2))],
      code: 1007,
    },
    // Allowed to fail at the first bad fragment; Bun looks when the message is complete.
    {
      section: "§8.1",
      when: "bad UTF-8 in the second fragment",
      send: [frame(text, "{", more), frame(continuation, Buffer.of(0xff))],
      code: 1007,
    },
    {
      section: "§8.1",
      when: "a character begun in one fragment and not ended in the next",
      send: [frame(text, Buffer.of(0xe2, 0x82), more), frame(continuation, "x")],
      code: 1007,
    },
    {
      section: "§7.4.1",
      when: "a frame over the limit before login",
      send: [frame(text, packetOf(big))],
      code: 1009,
    },
    {
      section: "§7.4.1",
      when: "fragments that grow over the limit before login",
      send: fragments(packetOf(big), 9),
      code: 1009,
    },
    {
      section: "§7.4.1",
      when: "a header that announces more than any limit",
      send: [frame(text, "", { declaredLength: frameSize + 1 })],
      code: 1009,
    },
    {
      section: "§5.2",
      when: "a length beyond 63 bits",
      send: [frame(text, "", { declaredLength: 2n ** 64n - 1n })],
      code: 1009,
    },
  ];
  for (const { section, when, send, code } of rows) {
    test(`${section} ${code} ${when}`, async () => {
      const peer = await connectRaw(server.url);
      peer.write(...send);
      expect(await peer.ended).toMatchObject({ code });
      peer.destroy();
    });
  }

  const loggedIn: readonly { when: string; send: () => readonly Buffer[] }[] = [
    { when: "one byte", send: () => [frame(text, packetOf(frameSize + 1))] },
    { when: "much", send: () => [frame(text, packetOf(2 * frameSize))] },
    { when: "fragments", send: () => fragments(packetOf(frameSize + 1), 3) },
  ];
  for (const { when, send } of loggedIn) {
    test(`§7.4.1 1009 over the limit after login by ${when}`, async () => {
      const peer = await connectAs(`over-${when.replace(" ", "-")}`, server.url);
      peer.write(...send());
      expect(await peer.ended).toMatchObject({ code: 1009 });
      peer.destroy();
    });
  }
});

describe("the closing handshake (§5.5.1, §7.4)", () => {
  const rows: readonly { when: string; send: Buffer; answer: { code: number; reason?: string } }[] = [
    {
      when: "without a code gets a close frame without one",
      send: frame(close),
      answer: { code: 1005, reason: "" },
    },
    { when: "with a reason", send: closeFrame(1000, "bye"), answer: { code: 1000 } },
    ...[1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999].map((code) => ({
      when: `with ${code} gets the same code`,
      send: closeFrame(code),
      answer: { code },
    })),
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map((code) => ({
      when: `with ${code}, which nobody may send`,
      send: closeFrame(code),
      answer: { code: 1002 },
    })),
    { when: "with half a code", send: frame(close, "x"), answer: { code: 1002 } },
    {
      when: "with a reason that isn't UTF-8",
      send: closeFrame(1000, Buffer.of(0xff)),
      answer: { code: 1007 },
    },
  ];
  for (const { when, send, answer } of rows) {
    test(when, async () => {
      const peer = await connectRaw(server.url);
      peer.write(send);
      expect(await peer.ended).toMatchObject(answer);
      peer.destroy();
    });
  }

  test("what follows a close frame is ignored", async () => {
    const peer = await connectRaw(server.url);
    await peer.packet("handshake");
    peer.write(closeFrame(1000), frame(text, packet()), frame(ping, "x"));
    expect((await peer.frame()).opcode).toBe(close);
    await expect(peer.frame()).rejects.toThrow("ended");
    expect(await peer.ended).toMatchObject({ code: 1000 });
    peer.destroy();
  });

  test("a packet before the close frame is still answered", async () => {
    const peer = await connectRaw(server.url);
    peer.write(frame(text, packet()), closeFrame(1000));
    expect(await peer.packet("pong")).toMatchObject({ sent_at: 7 });
    expect(await peer.ended).toMatchObject({ code: 1000 });
    peer.destroy();
  });

  const silent: readonly { when: string; end: (peer: RawPeer) => void }[] = [
    { when: "a FIN without a close frame", end: (peer) => peer.halfClose() },
    { when: "a reset", end: (peer) => peer.destroy() },
  ];
  for (const { when, end } of silent) {
    test(`§7.1.1 ${when} ends the connection for the server too`, async () => {
      const watcher = await connectAs(`watcher-${when.length}`, server.url);
      const peer = await connectAs(`gone-${when.length}`, server.url);
      const name = `USR:local_gone-${when.length}`;
      end(peer);
      let left = await watcher.packet("user_disconnect");
      while (left["username"] !== name) left = await watcher.packet("user_disconnect");
      await peer.ended;
      peer.destroy();
      watcher.destroy();
    });
  }
});

describe("the opening handshake (§4.2)", () => {
  const rows: readonly {
    when: string;
    line?: string;
    headers: Readonly<Record<string, string | null>>;
    status: number;
  }[] = [
    { when: "as it should be", headers: {}, status: 101 },
    { when: "with a query string", line: "GET /?v=1&path=/x", headers: {}, status: 101 },
    {
      when: "with names in other letters",
      headers: { Upgrade: "WebSocket", Connection: "keep-alive, upgrade" },
      status: 101,
    },
    { when: "from a page of this machine", headers: { Origin: "http://localhost:3000" }, status: 101 },
    { when: "from a foreign page", headers: { Origin: "https://evil.example" }, status: 403 },
    // Not demanded by Bun; a client that says `Upgrade: websocket` with version and key means it.
    { when: "without Connection", headers: { Connection: null }, status: 101 },
    { when: "without a version", headers: { "Sec-WebSocket-Version": null }, status: 426 },
    { when: "of another version", headers: { "Sec-WebSocket-Version": "8" }, status: 426 },
    { when: "without a key", headers: { "Sec-WebSocket-Key": null }, status: 400 },
    { when: "with a key of the wrong length", headers: { "Sec-WebSocket-Key": "c2hvcnQ=" }, status: 400 },
    { when: "without a host", headers: { Host: null }, status: 400 },
    { when: "by POST", line: "POST /", headers: { "Content-Length": "0" }, status: 400 },
    { when: "without Upgrade", headers: { Upgrade: null }, status: 400 },
    { when: "to another protocol", headers: { Upgrade: "h2c" }, status: 400 },
    { when: "on another path", line: "GET /socket", headers: {}, status: 404 },
    { when: "on the path of a page", line: "GET /info", headers: {}, status: 404 },
  ];
  for (const { when, line = "GET /", headers, status } of rows) {
    test(`${when}: ${status}`, async () => {
      const answer = await rawHttp(server.url, request(line, { ...handshakeHeaders, ...headers }));
      expect(answer.status).toBe(status);
    });
  }

  test("§4.2.2 the accept key is the one of the RFC's example", async () => {
    const peer = await connectRaw(server.url);
    expect(peer.response.headers.get("sec-websocket-accept")).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    peer.destroy();
  });

  test("§4.4 an unknown version is told the right one", async () => {
    const headers = { ...handshakeHeaders, "Sec-WebSocket-Version": "8" };
    const answer = await rawHttp(server.url, request("GET /", headers));
    expect(answer.headers.get("sec-websocket-version")).toBe("13");
  });

  test("another path answers 404 with JSON, also to an upgrade", async () => {
    const answer = await rawHttp(server.url, request("GET /socket", handshakeHeaders));
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    expect(JSON.parse(answer.body)).toEqual({ error: "Not found" });
  });

  test("without an upgrade the path of the WebSocket says in a line what it is", async () => {
    const answer = await rawHttp(server.url, request("GET /", { Host: "test" }));
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toStartWith("text/plain");
    expect(answer.body).toMatch(/^.{1,100}\n$/);
  });

  test("RFC 7692: compression that a client offers is declined, and it works without", async () => {
    const peer = await connectRaw(server.url, {
      headers: { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" },
    });
    expect(peer.response.headers.get("sec-websocket-extensions")).toBeNull();
    peer.write(frame(text, packet()));
    expect(await peer.packet("pong")).toMatchObject({ sent_at: 7 });
    peer.destroy();
  });

  test("frames sent before the answer to the handshake are not lost", async () => {
    const peer = await connectRaw(server.url, { early: frame(text, packet()) });
    expect(await peer.packet("pong")).toMatchObject({ sent_at: 7 });
    peer.destroy();
  });
});
