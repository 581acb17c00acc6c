import assert from "node:assert/strict";
import { test } from "node:test";
import { stillToAnswer } from "./safety-card.ts";

test("says each missing answer once, in order", () => {
  const missing = stillToAnswer([
    { asks: "where you are now", valid: false },
    { asks: "where you are now", valid: false },
    { asks: "who is with you", valid: false },
    { asks: "whether you agree", valid: true },
    { asks: undefined, valid: true },
  ]);

  assert.deepEqual(missing, ["where you are now", "who is with you"]);
});
