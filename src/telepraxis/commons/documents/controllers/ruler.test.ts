import assert from "node:assert/strict";
import test from "node:test";
import { lengthBy } from "./ruler.ts";

test("a line is as long as the known distance says", () => {
  const points = [{ x: 0, y: 0 }, { x: 300, y: 400 }, { x: 10, y: 10 }, { x: 10, y: 110 }];
  assert.equal(lengthBy(points, 50), 10);
  assert.equal(lengthBy(points.slice(0, 3), 50), null);
  assert.equal(lengthBy([points[0]!, points[0]!, points[2]!, points[3]!], 50), null);
});
