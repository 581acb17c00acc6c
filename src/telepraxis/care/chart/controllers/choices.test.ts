import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesIn } from "./choices.ts";

test("the choices of a place", () => {
  assert.deepEqual(choicesIn("[clear|wheeze| crackles ]"), ["clear", "wheeze", "crackles"]);
});

test("a place without a choice has none", () => {
  for (const place of ["[how long]", "___", "[a|]", "clear|wheeze", "[|]", ""]) assert.deepEqual(choicesIn(place), []);
});

test("nine at most: there are nine numbers", () => {
  assert.equal(choicesIn("[1|2|3|4|5|6|7|8|9|10]").length, 9);
});
