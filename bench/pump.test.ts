import { expect, test } from "bun:test";
import { keepAsking } from "./pump.ts";
import type { Wire } from "./wire.ts";

/** A wire whose other end is the test. */
function wireToHere() {
  let asked = 0;
  const wire = { onFrame: null, write: () => asked++ } as unknown as Wire;
  const receive = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    wire.onFrame?.(bytes, 0, bytes.length);
  };
  return { wire, receive, asked: () => asked };
}

const request = () => new Uint8Array();
const reply = '{"cmd":"messages_search","results":[],"listener":"1"}';
const event = '{"cmd":"message_new","seq":5}';

test("asking goes on after each reply, until the one after `stop`; events are no replies", async () => {
  const { wire, receive, asked } = wireToHere();
  const asking = keepAsking(wire, request);
  for (const text of [reply, event, reply]) receive(text);
  const replies = asking.stop();
  receive(reply);
  receive(reply);
  expect([await replies, asked()]).toEqual([3, 3]);
});

test("a refusal is no reply: it ends the asking, and `stop` tells it", async () => {
  for (const before of [[], [reply]]) {
    const { wire, receive, asked } = wireToHere();
    const asking = keepAsking(wire, request);
    for (const text of before) receive(text);
    receive('{"cmd":"error","val":"Rate limited: wait 3 seconds","listener":"1"}');
    receive(reply);
    expect(asked()).toBe(1 + before.length);
    expect(await asking.stop().catch(String)).toContain("Rate limited: wait 3 seconds");
  }
});
