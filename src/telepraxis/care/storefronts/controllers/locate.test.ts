import assert from "node:assert/strict";
import { test } from "node:test";

import { written } from "./locate.ts";

test("where the device is, is written as the server reads it", () => {
  assert.equal(written({ latitude: 38.70000049, longitude: -9.14 }), "38.70000, -9.14000");
});
