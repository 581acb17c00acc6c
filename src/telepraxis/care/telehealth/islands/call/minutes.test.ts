import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seen } from "./measuring.ts";
import { Minutes, type Minute } from "./minutes.ts";
import type { Steered } from "./steering.ts";

const SEEN: Seen = {
  at: 0, availableKbit: 900, roundTripMs: 40, lossOut: 0, lossIn: 0.01, hears: 1, seconds: 1, came: true, sound: true, picture: true, busy: false, bytes: 50_000, relayed: false,
};
const GOOD: Steered = { seen: SEEN, ours: "good", why: "", theirs: "good", theirWhy: "", ofSight: false };

function scene() {
  let now = 10 * 60_000;
  const minutes = new Minutes(() => now);
  const told: Minute[][] = [];
  return {
    minutes, told,
    pass: (seconds: number, steered: Steered) => {
      for (let second = 0; second < seconds; second++, now += 1_000) minutes.count(steered);
    },
    tell: (sent = true) => minutes.tell((said) => (sent && told.push(said), sent)),
  };
}

test("seconds are counted by the minute, with the worst of each", () => {
  const { pass, tell, told } = scene();

  pass(55, GOOD);
  pass(10, { ...GOOD, ours: "stills", why: "bandwidth", ofSight: true, seen: { ...SEEN, picture: false, roundTripMs: 410 } });
  tell();

  assert.deepEqual(told, [[
    { connected: 60, heard: 60, saw: 55, stills: 5, rung: "stills", why: "bandwidth", loss: 10, rtt: 410, kb: 3_000, relayed: false, ago: 65 },
    { connected: 5, heard: 5, saw: 0, stills: 5, rung: "stills", why: "bandwidth", loss: 10, rtt: 410, kb: 250, relayed: false, ago: 5 },
  ]]);
});

test("what could not be told is kept, and told once", () => {
  const { pass, tell, told } = scene();

  pass(5, GOOD);
  tell(false);
  pass(5, GOOD);
  tell();
  tell();

  assert.equal(told.length, 1);
  assert.equal(told[0]![0]!.heard, 10);
});
