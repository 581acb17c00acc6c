import assert from "node:assert/strict";
import { test } from "node:test";
import { socketAddress, waitBefore, waitTogether } from "./live.ts";

test("waits longer after each failure, up to a quarter of a minute", () => {
  const longest = () => 1;
  assert.deepEqual([0, 1, 2, 5, 20].map((attempt) => waitBefore(attempt, longest)), [500, 1000, 2000, 15_000, 15_000]);
});

test("spreads attempts over half of the wait", () => {
  assert.equal(waitBefore(1, () => 0), 500);
});

test("a page on https opens a closed socket", () => {
  const page = { protocol: "https:", host: "quayside.example" } as Location;
  assert.equal(socketAddress("/live/day/", page), "wss://quayside.example/live/day/");
});

test("looks at once when it was quiet, else with everybody at the same moment", () => {
  assert.equal(waitTogether(Infinity, 1_000_123), 0);
  assert.equal(waitTogether(600, 1_200_123), 0);
  assert.equal(waitTogether(120, 1_200_123), 477);
  assert.equal(waitTogether(120, 1_200_600), 600);
});
