import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting } from "./phrases.ts";

const rash = { shortcut: "rash", title: "Itchy rash", words: "Itchy rash on [where]" };
const back = { shortcut: "back", title: "Back pain", words: "No rash. Pain since [when]" };
const rashes = { shortcut: "rash-child", title: "Child with a rash", words: "Rash since [when]" };

test("the exact shortcut stands first, then what begins so, then what mentions it", () => {
  assert.deepEqual(fitting([back, rashes, rash], "rash"), [rash, rashes, back]);
});

test("with nothing typed all stand in their order", () => {
  assert.deepEqual(fitting([back, rash], " "), [back, rash]);
});

test("what fits nothing finds nothing", () => {
  assert.deepEqual(fitting([back, rash], "knee"), []);
});
