import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, RUNGS, rungOf, type RungName, type Sample, type Standing, step, topFor } from "./ladder.ts";

const FINE: Omit<Sample, "at"> = { availableKbit: 2_000, lossShare: 0, roundTripMs: 40, heard: 1, busy: false };

/** Goes through seconds and keeps the rung of each. */
class Scene {
  standing: Standing;
  second = 0;
  rungs: RungName[] = [];

  constructor(rung: RungName) {
    this.standing = begin(rungOf(rung), 0);
  }

  pass(seconds: number, seen: Partial<Sample> | ((rung: RungName) => Partial<Sample>) = {}): RungName {
    for (let passed = 0; passed < seconds; passed++) {
      this.second += 1;
      const now = typeof seen === "function" ? seen(this.rung) : seen;
      this.standing = step(this.standing, { at: this.second * 1_000, ...FINE, ...now });
      this.rungs.push(this.rung);
    }
    return this.rung;
  }

  get rung(): RungName {
    return RUNGS[this.standing.rung]!.name;
  }

  /** How often the rung changed. */
  get changes(): number {
    return this.rungs.filter((rung, index) => index > 0 && rung !== this.rungs[index - 1]).length;
  }
}

test("on a good network it climbs to the top and stays", () => {
  const scene = new Scene("fair");

  assert.equal(scene.pass(12), "full");
  assert.equal(scene.pass(300), "full");
  assert.equal(scene.changes, 2);
});

test("where 300 kbit/s fit it goes straight to a picture that fits", () => {
  const scene = new Scene("full");

  assert.equal(scene.pass(2, { availableKbit: 240 }), "fair");
  assert.equal(scene.standing.why, "bandwidth");
  assert.equal(scene.pass(60, { availableKbit: 240 }), "fair");
});

test("where 60 kbit/s fit only sound goes on, with a still picture now and then", () => {
  const scene = new Scene("full");

  assert.equal(scene.pass(2, { availableKbit: 48 }), "stills");
});

test("one bad second is no reason to change", () => {
  const scene = new Scene("good");
  scene.pass(1, { availableKbit: 100 });

  assert.equal(scene.pass(1, { availableKbit: 300 }), "good");
});

test("trials that fail become rarer: at 60 kbit/s it does not flap", () => {
  const scene = new Scene("full");

  scene.pass(600, (rung) => ({ availableKbit: 48, roundTripMs: rung === "stills" || rung === "voice" ? 90 : 900 }));

  const climbs = scene.rungs.filter((rung, index) => rung === "tiny" && scene.rungs[index - 1] === "stills").length;
  assert.ok(climbs >= 2, "it did try");
  assert.ok(climbs <= 8, `${climbs} trials in ten minutes`);
  assert.ok(scene.rungs.filter((rung) => rung === "tiny").length <= 24, "a trial is short");
});

test("after a thin stretch the picture comes back although the estimate does not grow by itself", () => {
  const scene = new Scene("stills");
  const grows = (rung: RungName) => ({ availableKbit: rung === "stills" ? 50 : RUNGS[rungOf(rung)]!.kbit * 1.6 + 40 });

  assert.equal(scene.pass(45, grows), "full");
});

test("on another, quicker way it tries again at once, however often it failed on the thin one", () => {
  const scene = new Scene("stills");
  const thin = (rung: RungName) => ({ availableKbit: 48, roundTripMs: rung === "stills" || rung === "voice" ? 46 : 900 });
  for (let passed = 0; passed < 300; passed++) scene.pass(1, thin);
  while (scene.rung !== "stills") scene.pass(1, thin);

  assert.ok(scene.standing.trialWait >= 60_000, "it had become patient");
  scene.pass(12, (rung) => ({ availableKbit: rung === "stills" ? 48 : 120, roundTripMs: 2 }));
  assert.ok(rungOf(scene.rung) <= rungOf("tiny"), `${scene.rung} after twelve seconds`);
});

test("loss alone does not take the picture away, sound is sent twice", () => {
  const scene = new Scene("good");

  assert.equal(scene.pass(3, { lossShare: 0.05, heard: 0.96, availableKbit: 600 }), "good");
  assert.equal(scene.standing.lossy, true);
  scene.pass(12, { availableKbit: 600 });
  assert.equal(scene.standing.lossy, false);
});

test("on a line that loses much and still carries enough, a small picture goes on moving", () => {
  const scene = new Scene("full");

  assert.equal(scene.pass(6, { lossShare: 0.15, heard: 0.87, roundTripMs: 600, availableKbit: 450 }), "small");
  assert.equal(scene.standing.why, "loss");
  scene.pass(300, { lossShare: 0.15, heard: 0.87, roundTripMs: 600, availableKbit: 450 });
  assert.ok(scene.rungs.every((rung) => rungOf(rung) <= rungOf("small")), "it goes no lower");
  assert.ok(scene.changes <= 20, `${scene.changes} changes in five minutes`);
});

test("packets that wait in line take the picture down a rung at a time", () => {
  const scene = new Scene("good");
  scene.pass(2, { availableKbit: 600 });

  assert.equal(scene.pass(2, { roundTripMs: 900, availableKbit: 600 }), "fair");
  assert.equal(scene.standing.why, "delay");
});

test("a long way is no queue", () => {
  const scene = new Scene("good");

  assert.equal(scene.pass(30, { roundTripMs: 620, availableKbit: 330 }), "good");
});

test("a way that becomes longer, with as much room as before, costs a moment's picture and no more", () => {
  const scene = new Scene("full");
  scene.pass(10);

  assert.equal(scene.pass(6, { roundTripMs: 620 }), "fair");
  assert.equal(scene.pass(20, { roundTripMs: 620 }), "full");
  assert.equal(scene.pass(60, { roundTripMs: 620 }), "full");
});

test("when not even sound gets through, phone or chat are offered, and taken back when it does again", () => {
  const scene = new Scene("stills");

  assert.equal(scene.pass(30, { availableKbit: 20, heard: 0.3, roundTripMs: 1_500 }), "offer");
  assert.equal(scene.pass(26, { availableKbit: 90, heard: 0.99, roundTripMs: 80 }), "small");
});

test("the more are in a call, the less each sends to each, and one who stays behind alone gets the whole picture again", () => {
  const scene = new Scene("full");
  const passes = (others: number, seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) scene.standing = step(scene.standing, { at: ++scene.second * 1_000, ...FINE }, topFor(others));
    return scene.rung;
  };

  assert.equal(passes(2, 1), "good");
  assert.equal(passes(3, 60), "fair");
  assert.equal(scene.standing.why, "");
  assert.equal(passes(1, 30), "full");
});

test("a device that cannot keep up gets a smaller picture", () => {
  const scene = new Scene("full");

  assert.equal(scene.pass(6, { busy: true }), "good");
  assert.equal(scene.standing.why, "device");
});
