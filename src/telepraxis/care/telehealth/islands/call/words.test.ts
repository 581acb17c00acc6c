import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf } from "./media.ts";
import { gradeOf } from "./quality.ts";

function failed(name: string): Error {
  return Object.assign(new Error(name), { name });
}

test("each failure of a device has its own sentence", () => {
  assert.equal(problemOf("camera", failed("NotAllowedError")), "camera_refused");
  assert.equal(problemOf("camera", failed("NotFoundError")), "camera_missing");
  assert.equal(problemOf("microphone", failed("NotReadableError")), "microphone_busy");
  assert.equal(problemOf("microphone", failed("TypeError")), "microphone_failed");
});

test("delay and loss make the grade", () => {
  assert.equal(gradeOf({ roundTripMs: 48, lossShare: 0, relayed: false }), "good");
  assert.equal(gradeOf({ roundTripMs: 300, lossShare: 0, relayed: false }), "fair");
  assert.equal(gradeOf({ roundTripMs: 48, lossShare: 0.05, relayed: false }), "fair");
  assert.equal(gradeOf({ roundTripMs: 620, lossShare: 0, relayed: false }), "weak");
  assert.equal(gradeOf({ roundTripMs: null, lossShare: 0.2, relayed: true }), "weak");
});
