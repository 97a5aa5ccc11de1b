/** Frames that are no packets, packets that are no requests, and frames that are too large for their command. */
import { afterEach, describe, expect, test } from "bun:test";
import { endAll } from "./support/endings.ts";
import { holdCommits, member, open, roundTrip, start, text } from "./support/peers.ts";
import { frame, opcode } from "./support/raw-socket.ts";

afterEach(endAll);

const loginNeeded = { cmd: "auth_error", code: "authentication_required" };
const noPacket = { cmd: "error", code: "invalid_message" };
const tooComplex = { cmd: "error", code: "message_too_complex" };
const unknown = (name: string) => ({
  cmd: "error",
  code: "unknown_command",
  val: `Unknown command: ${name}`,
});
const answered = { cmd: "pong" };

describe("odd input", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const rows: readonly {
    when: string;
    input: string;
    /** Null: silence. */
    before: object | null;
    after: object | null;
    /** What the error after login names; checked where given. */
    src?: unknown;
  }[] = [
    ...[
      ["no JSON", "hello"],
      ["nothing", ""],
      ["a space", " "],
      ["half of a packet", '{"cmd":"ping"'],
      ["two packets", '{"cmd":"ping"}{"cmd":"ping"}'],
      ["a comma too many", '{"cmd":"ping",}'],
      ["single quotes", "{'cmd':'ping'}"],
      ["a comment", '{"cmd":"ping"/* */}'],
      ["a byte order mark", '\ufeff{"cmd":"ping"}'],
      ["NaN", '{"cmd":"ping","sent_at":NaN}'],
      ["Infinity", '{"cmd":"ping","sent_at":Infinity}'],
      ["-Infinity", '{"cmd":"ping","sent_at":-Infinity}'],
      ["a control character", '{"cmd":"pi\u0000ng"}'],
      ["a list", '["ping"]'],
      ["a string", '"ping"'],
      ["a number", "5"],
      ["true", "true"],
      ["null", "null"],
    ].map(([when = "", input = ""]) => ({ when, input, before: null, after: noPacket })),
    ...[
      ["deep lists", deep(30_000)],
      ["lists without an end", "[".repeat(60_000)],
      ["deep lists as cmd", `{"cmd":${deep(30_000)}}`],
      ["a deep field", `{"cmd":"ping","x":${deep(32)}}`],
      ["10,001 values", `{"cmd":"ping","x":[${"0,".repeat(10_000)}0]}`],
      ["strings behind each other", '""'.repeat(30_000)],
    ].map(([when = "", input = ""]) => ({ when, input, before: null, after: tooComplex })),
    {
      when: "no cmd",
      input: '{"channel":"general"}',
      before: loginNeeded,
      after: unknown("none"),
      src: undefined,
    },
    { when: "cmd null", input: '{"cmd":null}', before: loginNeeded, after: unknown("none"), src: undefined },
    { when: "cmd 5", input: '{"cmd":5}', before: loginNeeded, after: unknown("5"), src: 5 },
    { when: "cmd false", input: '{"cmd":false}', before: loginNeeded, after: unknown("false") },
    { when: "an empty cmd", input: '{"cmd":""}', before: loginNeeded, after: unknown("") },
    { when: "a list as cmd", input: '{"cmd":["ping"]}', before: loginNeeded, after: unknown("none") },
    {
      when: "an object as cmd",
      input: '{"cmd":{"toString":5}}',
      before: loginNeeded,
      after: unknown("none"),
    },
    {
      when: "an unknown cmd",
      input: '{"cmd":"nope"}',
      before: loginNeeded,
      after: unknown("nope"),
      src: "nope",
    },
    {
      when: "a long unknown cmd",
      input: `{"cmd":"${"x".repeat(5000)}"}`,
      before: loginNeeded,
      after: unknown("x".repeat(100)),
      src: undefined,
    },
    ...["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"].map((cmd) => ({
      when: `cmd ${cmd}`,
      input: `{"cmd":"${cmd}"}`,
      before: loginNeeded,
      after: unknown(cmd),
      src: cmd,
    })),
    {
      when: "cmd by way of __proto__",
      input: '{"__proto__":{"cmd":"ping"}}',
      before: loginNeeded,
      after: unknown("none"),
    },
    {
      when: "a command for members",
      input: '{"cmd":"messages_get","channel":{"name":"general"}}',
      before: loginNeeded,
      after: { cmd: "error", code: "invalid_field" },
      src: "messages_get",
    },
    {
      when: "a channel named __proto__",
      input: '{"cmd":"messages_get","channel":"__proto__"}',
      before: loginNeeded,
      after: { cmd: "error", code: "channel_not_found" },
      src: "messages_get",
    },
    {
      when: "a login",
      input: '{"cmd":"login"}',
      before: { cmd: "auth_error", code: "credentials_required" },
      after: unknown("login"),
      src: "login",
    },
    {
      when: "cmd twice, of which the last counts",
      input: '{"cmd":"nope","cmd":"ping"}',
      before: answered,
      after: answered,
    },
    {
      when: "fields that nobody knows",
      input: '{"cmd":"ping","x":{"y":[1]}}',
      before: answered,
      after: answered,
    },
    {
      when: "a deep field",
      input: `{"cmd":"ping","sent_at":${deep(31)}}`,
      before: answered,
      after: answered,
    },
    {
      when: "fields named like an object's own",
      input:
        '{"cmd":"ping","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
      before: answered,
      after: answered,
    },
    {
      when: "a number beyond all numbers",
      input: '{"cmd":"ping","sent_at":1e999}',
      before: answered,
      after: answered,
    },
  ];

  test("is survived before login, in silence where no packet can be seen", async () => {
    const server = await start({ config: { limits: { malformed_frames: 1000 } } });
    const peer = await open(server);
    for (const { when, input, before } of rows) {
      peer.write(text(input));
      expect([when, await roundTrip(peer)]).toEqual([when, before ? [expect.objectContaining(before)] : []]);
    }
    peer.write(frame(opcode.binary, '{"cmd":"ping"}'));
    expect(await roundTrip(peer)).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("is answered with an error after login", async () => {
    const server = await start({ config: { limits: { malformed_frames: 1000 } } });
    const peer = await member(server, "mira");
    for (const row of rows) {
      const { when, input, after } = row;
      peer.write(text(input));
      const packets = await roundTrip(peer);
      expect([when, packets]).toEqual([when, after ? [expect.objectContaining(after)] : []]);
      if ("src" in row) expect([when, packets[0]?.["src"]]).toEqual([when, row.src]);
    }
    peer.write(frame(opcode.binary, '{"cmd":"ping"}'));
    expect(await roundTrip(peer)).toEqual([]);
  });

  test("an error names command and listener also when a field has the wrong type", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    peer.send({ cmd: "message_new", channel: ["general"], content: 5, listener: "a" });
    expect(await peer.packet("error")).toMatchObject({
      src: "message_new",
      code: "invalid_field",
      listener: "a",
    });
  });

  for (const loggedIn of [false, true]) {
    for (const [kind, bytes] of [
      ["malformed", text("[]")],
      ["binary", frame(opcode.binary, "x")],
    ] as const) {
      test(`more ${kind} frames than allowed close with 1008 ${loggedIn ? "after" : "before"} login`, async () => {
        const server = await start({ config: { limits: { malformed_frames: 3 } } });
        const peer = loggedIn ? await member(server, "mira") : await open(server);
        peer.write(bytes, bytes, bytes);
        await roundTrip(peer);
        peer.write(bytes, text('{"cmd":"ping"}'));
        expect(await peer.ended).toMatchObject({ code: 1008, reason: "policy" });
        await expect(peer.packet("pong")).rejects.toThrow("ended");
      });
    }
  }
});

describe("frames over 64 KiB", () => {
  const pad = "x".repeat(65_536);

  test("are refused for commands that don't need them, and the connection goes on", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    peer.send({ cmd: "ping", pad, listener: "a" });
    peer.send({ cmd: "messages_get", channel: "general", pad: [{ cmd: "message_new" }, pad] });
    peer.send({ pad });
    peer.send({ cmd: "message_new", pad, channel: "general", content: "hello" });
    expect(await roundTrip(peer)).toMatchObject([
      { cmd: "error", src: "ping", code: "frame_too_large", listener: "a" },
      { cmd: "error", src: "messages_get", code: "frame_too_large" },
      { cmd: "error", code: "frame_too_large" },
      { cmd: "message_new", message: { content: "hello" } },
    ]);
    // Of two equal keys the last one counts, as it does for the parser.
    peer.write(text(`{"cmd":"message_new","cmd":"ping","pad":"${pad}"}`));
    peer.write(text(`{"cmd":"message_new","cmd":5,"pad":"${pad}"}`));
    peer.write(text(`{"cmd":"message_new","c\\u006dd":"ping","pad":"${pad}"}`));
    expect((await roundTrip(peer)).map(({ code, cmd }) => code ?? cmd)).toEqual([
      "frame_too_large",
      "frame_too_large",
      "pong",
    ]);
  });

  test("a refused one keeps its place among the answers", async () => {
    const server = await start();
    const peer = await member(server, "mira");
    const other = await member(server, "paul");
    const release = holdCommits(server);
    peer.send({ cmd: "message_new", channel: "general", content: "one", listener: "1" });
    peer.send({ cmd: "ping", pad, listener: "2" });
    peer.send({ cmd: "ping", listener: "3" });
    await roundTrip(other);
    release();
    const answers = await peer.until("pong");
    expect(answers.flatMap(({ listener }) => listener ?? [])).toEqual(["1", "2", "3"]);
  });
});
