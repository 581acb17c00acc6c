import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText } from "./clock.ts";
import { elapsedText } from "./elapsed.ts";
import { verdict } from "./idle.ts";

const MINUTE = 60_000;

test("an hour of visit shows its hours", () => {
  assert.deepEqual([0, 402, 3725, -3].map((seconds) => elapsedText(seconds, undefined)), ["00:00", "06:42", "1:02:05", "00:00"]);
});

test("the clock follows the reader's zone, not the machine's", () => {
  assert.equal(clockText(new Date("2026-11-26T10:40:00Z"), "Europe/Madrid"), "11:40");
});

test("warns in the last minute and leaves after it, but never during a visit", () => {
  assert.deepEqual([13 * MINUTE, 14.5 * MINUTE, 16 * MINUTE].map((quiet) => verdict(quiet, 15 * MINUTE, false)), ["stay", "warn", "leave"]);
  assert.equal(verdict(90 * MINUTE, 15 * MINUTE, true), "stay");
});
