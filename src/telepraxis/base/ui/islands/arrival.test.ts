import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivalKbit } from "./arrival.ts";

test("the quickest part that is large enough tells how wide the line is", () => {
  const parts = [{ transferSize: 15_000, milliseconds: 2_000 }, { transferSize: 6_000, milliseconds: 1_600 }, { transferSize: 600, milliseconds: 1 }];

  assert.equal(arrivalKbit(parts), 60);
});

test("what came from the cache, or in no time at all, tells nothing", () => {
  assert.equal(arrivalKbit([{ transferSize: 0, milliseconds: 3 }, { transferSize: 9_000, milliseconds: 0 }]), null);
});
