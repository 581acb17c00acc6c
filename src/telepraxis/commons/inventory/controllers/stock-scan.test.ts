import assert from "node:assert/strict";
import { test } from "node:test";

import { separate } from "./stock-scan.ts";

test("the separator goes where the caret stands", () => {
  const field = {
    value: "10AB17",
    selectionStart: 4,
    selectionEnd: 4,
    setRangeText(text: string, from: number, to: number) {
      this.value = this.value.slice(0, from) + text + this.value.slice(to);
    },
  };
  separate(field as unknown as HTMLInputElement);

  assert.equal(field.value, "10AB\u001d17");
});
