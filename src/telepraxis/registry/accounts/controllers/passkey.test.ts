import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, text, understood } from "./passkey.ts";

test("bytes and text are each other's way back", () => {
  assert.equal(text(bytes("-_8B")), "-_8B");
  assert.deepEqual([...new Uint8Array(bytes("-_8B"))], [251, 255, 1]);
});

test("every binary value of the options becomes bytes", () => {
  const options = understood({ challenge: "AQ", user: { id: "Ag", name: "Ana" }, allowCredentials: [{ id: "Aw", type: "public-key" }] }) as {
    challenge: ArrayBuffer;
    user: { id: ArrayBuffer; name: string };
    allowCredentials: { id: ArrayBuffer }[];
  };
  assert.deepEqual([...new Uint8Array(options.challenge)], [1]);
  assert.deepEqual([...new Uint8Array(options.user.id)], [2]);
  assert.equal(options.user.name, "Ana");
  assert.deepEqual([...new Uint8Array(options.allowCredentials[0]!.id)], [3]);
});
