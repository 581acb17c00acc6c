import assert from "node:assert/strict";
import { test } from "node:test";
import { Gathering, inPieces, LARGEST, PIECE } from "./stills.ts";

function still(length: number, fill = 7): Uint8Array {
  const bytes = new Uint8Array(length).fill(fill);
  bytes.set([0xff, 0xd8, 0xff]);
  return bytes;
}

function together(gathering: Gathering, pieces: Uint8Array[]): Uint8Array | null {
  return pieces.map((piece) => gathering.take(piece)).find(Boolean) ?? null;
}

test("a still comes out as it went in", () => {
  const sent = still(3 * PIECE + 17);

  assert.deepEqual(together(new Gathering(), inPieces(sent, 1)), sent);
});

test("a still with a missing piece is dropped, the next one comes", () => {
  const gathering = new Gathering();

  assert.equal(together(gathering, inPieces(still(1_000), 1).slice(1)), null);
  assert.deepEqual(together(gathering, inPieces(still(1_000, 9), 2)), still(1_000, 9));
});

test("a still that is too large is not sent, and not gathered", () => {
  assert.deepEqual(inPieces(still(LARGEST + 1), 1), []);
  assert.equal(new Gathering().take(new Uint8Array([1, 0, 255, 0xff])), null);
});

test("what is no picture is not shown", () => {
  const script = new TextEncoder().encode("<script>alert(1)</script>");

  assert.equal(together(new Gathering(), inPieces(script, 1)), null);
  assert.equal(new Gathering().take(new Uint8Array(0)), null);
  assert.equal(new Gathering().take(new Uint8Array([1, 5, 2, 0xff])), null);
});
