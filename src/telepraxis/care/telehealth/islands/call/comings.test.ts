import assert from "node:assert/strict";
import { test } from "node:test";
import { Comings } from "./comings.ts";
import type { Participant } from "./protocol.ts";
import { initials, inOrder } from "./tiles.ts";

const words = {
  came: "{name} is here ({role}).", left: "{name} has left.", lost: "{name} has lost the connection.",
  muted: "{name} has muted.", unmuted: "{name} can be heard.", shares: "{name} shares.", interpreter: "Interpreter",
};

function marta(changes: Partial<Participant> = {}): Participant {
  const shows = { microphone: true, camera: true, screen: false };
  return { id: "m", name: "Marta Silva", role: "interpreter", session: "s", here: true, shows, i_call: true, ...changes };
}

test("who is there when one comes in is not announced, who comes later is", () => {
  const comings = new Comings(words);

  assert.deepEqual(comings.look([]), []);
  assert.deepEqual(comings.look([marta()]), ["Marta Silva is here (Interpreter)."]);
  assert.deepEqual(comings.look([marta()]), []);
});

test("losing the line, coming back and leaving are told apart", () => {
  const comings = new Comings(words);
  comings.look([marta()]);

  assert.deepEqual(comings.look([marta({ here: false })]), ["Marta Silva has lost the connection."]);
  assert.deepEqual(comings.look([marta()]), ["Marta Silva is here (Interpreter)."]);
  assert.deepEqual(comings.look([]), ["Marta Silva has left."]);
});

test("a microphone that opens for the first time is no news, closing it is", () => {
  const comings = new Comings(words);
  const silent = { microphone: false, camera: true, screen: false };
  comings.look([marta({ shows: silent })]);

  assert.deepEqual(comings.look([marta()]), []);
  assert.deepEqual(comings.look([marta({ shows: silent })]), ["Marta Silva has muted."]);
  assert.deepEqual(comings.look([marta()]), ["Marta Silva can be heard."]);
});

test("the clinician sees the patient first, the patient the clinician", () => {
  const people = [marta(), marta({ id: "p", role: "patient" }), marta({ id: "c", role: "clinician" })];

  assert.equal(inOrder(people, "clinician")[0]!.id, "p");
  assert.equal(inOrder(people, "patient")[0]!.id, "c");
});

test("initials leave titles out", () => {
  assert.equal(initials("Dr Inês Carvalho"), "IC");
  assert.equal(initials("Cher"), "C");
});
