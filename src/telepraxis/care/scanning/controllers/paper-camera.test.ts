import assert from "node:assert/strict";
import { test } from "node:test";
import { isTooMuch } from "./paper-camera.ts";
import { step } from "./paper-places.ts";

test("files are weighed together, and only where there is a limit", () => {
  assert.deepEqual([isTooMuch([60, 40], 100), isTooMuch([60, 41], 100), isTooMuch([60, 41], 0), isTooMuch([], 100)], [false, true, false, false]);
});

test("arrows stop at both ends of the lines", () => {
  assert.deepEqual([step("ArrowDown", 0, 3), step("ArrowDown", 2, 3), step("ArrowUp", 0, 3), step("ArrowUp", -1, 3), step("x", 1, 3)], [1, 2, 0, 0, null]);
});
