import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsFiles } from "./drop-files.ts";
import { words } from "./pick-entries.ts";

test("only files are taken from what is dragged", () => {
  assert.deepEqual([["Files"], ["text/plain"], ["text/plain", "Files"], []].map(holdsFiles), [true, false, true, false]);
});

test("the button says how many are selected", () => {
  const said = { one: "Merge the selected entry", many: "Merge the selected {count} entries", nothing: "Select what to merge" };
  assert.deepEqual([0, 1, 41].map((count) => words(count, said)), [
    "Select what to merge",
    "Merge the selected entry",
    "Merge the selected 41 entries",
  ]);
});
