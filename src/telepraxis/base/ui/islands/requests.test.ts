import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonIn } from "./reasons.ts";

test("takes the heading of an error page as the reason", () => {
  assert.equal(reasonIn("<main><h1 class='x'>Somebody was <b>faster</b></h1></main>"), "Somebody was faster");
});

test("an answer that is no page has no reason", () => {
  assert.equal(reasonIn("upstream failed"), "");
});
