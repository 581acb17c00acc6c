import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeText } from "./attaching.ts";

test("sizes are said as people read them", () => {
  assert.deepEqual([10, 1_400, 310_000, 1_440_000].map(sizeText), ["1 kB", "1 kB", "310 kB", "1.4 MB"]);
});
