import assert from "node:assert/strict";
import { test } from "node:test";
import { untilThen } from "./countdown.ts";

const minute = 60_000;

test("says minutes, then hours, then days, and now", () => {
  assert.deepEqual(untilThen(12 * minute), { unit: "minutes", number: 12 });
  assert.deepEqual(untilThen(1), { unit: "minutes", number: 1 });
  assert.deepEqual(untilThen(-minute), { unit: "now", number: 0 });
  assert.deepEqual(untilThen(180 * minute), { unit: "hours", number: 3 });
  assert.deepEqual(untilThen(3 * 1440 * minute), { unit: "days", number: 3 });
});
