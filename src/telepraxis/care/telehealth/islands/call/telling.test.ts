import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf, roughly, sentences } from "./telling.ts";

test("where all is well nothing is said", () => {
  assert.deepEqual(sentences({ ours: "full", why: "", theirs: "fair", theirWhy: "bandwidth" }, true), []);
});

test("both directions are told apart, with the reason of each", () => {
  assert.deepEqual(sentences({ ours: "stills", why: "bandwidth", theirs: "small", theirWhy: "loss" }, true), [
    "own_stills", "own_because_bandwidth", "their_small", "their_because_loss",
  ]);
});

test("what holds for both is said once", () => {
  assert.deepEqual(sentences({ ours: "stills", why: "bandwidth", theirs: "stills", theirWhy: "loss" }, true), ["both_stills", "both_because_bandwidth"]);
});

test("who shows no picture is not told that it is smaller", () => {
  assert.deepEqual(sentences({ ours: "small", why: "bandwidth", theirs: "full", theirWhy: "" }, false), []);
});

test("what a rung means", () => {
  assert.deepEqual((["full", "good", "fair", "small", "tiny", "stills", "voice", "offer"] as const).map(meaningOf), ["", "", "", "small", "small", "stills", "voice", "voice"]);
});

test("data used is said roughly", () => {
  assert.deepEqual([0, 1_240_000, 23_456_789].map(roughly), ["0.0", "1.2", "23"]);
});
