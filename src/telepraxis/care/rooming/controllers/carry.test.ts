import assert from "node:assert/strict";
import { test } from "node:test";
import { withPassage } from "./carry.ts";

test("what the nurse gathered comes after what is written, once", () => {
  const once = withPassage("Seen by video.\n", "Itchy since Monday");
  assert.equal(once, "Seen by video.\nItchy since Monday");
  assert.equal(withPassage(once, "Itchy since Monday"), once);
  assert.equal(withPassage("  ", "Itchy"), "Itchy");
  assert.equal(withPassage("Seen.", ""), "Seen.");
});
