import { expect, test } from "bun:test";
import fc from "fast-check";
import { createKeptTexts } from "./kept-texts.ts";

test("whatever is kept, gone and asked for, the numbers of kept events about a message are found", () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ add: fc.subarray(["a", "b", "t"]) }) },
    { weight: 3, arbitrary: fc.constant("oldest goes" as const) },
    { weight: 1, arbitrary: fc.record({ ask: fc.constantFrom("a", "b", "t") }) },
    { weight: 1, arbitrary: fc.record({ outdate: fc.constantFrom("a", "b", "t") }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const texts = createKeptTexts();
      let seq = 0;
      let kept: { readonly seq: number; readonly about: readonly string[] }[] = [];
      const about = (key: string) => kept.filter((event) => event.about.includes(key));
      for (const one of steps) {
        if (one === "oldest goes") {
          const oldest = kept.shift();
          if (oldest) texts.remove(oldest.seq, oldest.about);
        } else if ("add" in one) {
          kept.push({ seq: ++seq, about: one.add });
          texts.add(seq, one.add);
        } else if ("ask" in one) {
          expect(texts.of(one.ask)).toEqual(about(one.ask).map((event) => event.seq));
        } else {
          for (const number of texts.of(one.outdate)) {
            const event = kept.find((candidate) => candidate.seq === number);
            texts.remove(number, event?.about ?? []);
            kept = kept.map((other) => (other.seq === number ? { seq: number, about: [] } : other));
          }
        }
      }
    }),
  );
});

test("what waits unasked is let go: thousands of events come and go", () => {
  const texts = createKeptTexts();
  for (let seq = 1; seq <= 5000; seq++) {
    texts.add(seq, [`m${seq}`]);
    if (seq > 10) texts.remove(seq - 10, [`m${seq - 10}`]);
  }
  expect(texts.of("m4990")).toEqual([]);
  expect(texts.of("m4991")).toEqual([4991]);
  expect(texts.of("m5000")).toEqual([5000]);
});
