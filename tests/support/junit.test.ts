import { expect, test } from "bun:test";
import { needsInside } from "./executable-server.ts";
import { failuresIn } from "./junit.ts";

test("failures are named, but those that need the inside of the server, or reach into it", () => {
  const xml = `<testsuites><testsuite file="a.test.ts">
<testcase name="one" classname="" file="a.test.ts" assertions="1" />
<testcase name="two" file="a.test.ts"><skipped /></testcase>
<testcase name="three" file="a.test.ts"><failure type="Error" message="${needsInside}: now">x</failure></testcase>
<testcase name="four" file="a.test.ts"><failure type="Error" message="expected 1">y</failure></testcase>
<testcase name="the event loop&apos;s delay, and memory" file="a.test.ts"><failure message="expected 2">y</failure></testcase>
</testsuite></testsuites>`;
  expect(failuresIn(xml)).toEqual({ passed: 1, failed: ["a.test.ts: four: expected 1"] });
});
