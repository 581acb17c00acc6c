import assert from "node:assert/strict";
import { test } from "node:test";
import { bloodPressure, glucose, heartRate, pulseOximeter, temperature, weight } from "./gatt.ts";
import { decimalText, float, sfloat } from "./numbers.ts";

const bytes = (...list: number[]) => new DataView(Uint8Array.from(list).buffer);

test("a mantissa and a power of ten are decimal text, digit by digit", () => {
  assert.deepEqual([[364, -1], [3640, -2], [72, 0], [12, 2], [5, -3], [-5, -1], [0, -2]].map(([m, e]) => decimalText(m!, e!)), ["36.4", "36.4", "72", "1200", "0.005", "-0.5", "0"]);
});

test("SFLOAT and FLOAT know negative numbers, and what is no number", () => {
  assert.equal(sfloat(bytes(0x72, 0x00), 0), "114");
  assert.equal(sfloat(bytes(0x6c, 0xf1), 0), "36.4"); // 0xF16C: exponent -1, mantissa 364
  assert.equal(sfloat(bytes(0xfe, 0x0f), 0), "-2");
  assert.deepEqual([[0xff, 0x07], [0x00, 0x08], [0xfe, 0x07], [0x02, 0x08], [0x01, 0x08]].map((raw) => sfloat(bytes(...raw), 0)), [null, null, null, null, null]);
  assert.equal(float(bytes(0x6c, 0x01, 0x00, 0xff), 0), "36.4");
  assert.equal(float(bytes(0x7e, 0x0e, 0x00, 0xfe), 0), "37.1");
  assert.equal(float(bytes(0xff, 0xff, 0x7f, 0x00), 0), null);
});

test("blood pressure in mmHg, with time and pulse", () => {
  const sent = bytes(0x06, 0x87, 0x00, 0x52, 0x00, 0x63, 0x00, 0xea, 0x07, 11, 25, 10, 41, 7, 0x40, 0x00);
  assert.deepEqual(bloodPressure(sent), [
    { kind: "blood_pressure", values: ["135", "82"], unit: "mm[Hg]" },
    { kind: "heart_rate", values: ["64"], unit: "" },
  ]);
});

test("blood pressure in kPa, without anything more", () => {
  assert.deepEqual(bloodPressure(bytes(0x01, 0xa0, 0xf0, 0x6b, 0xf0, 0x7d, 0xf0)), [{ kind: "blood_pressure", values: ["16", "10.7"], unit: "kPa" }]);
});

test("a cuff that failed says nothing", () => {
  assert.deepEqual(bloodPressure(bytes(0x00, 0xff, 0x07, 0xff, 0x07, 0xff, 0x07)), []);
});

test("pulse in one byte and in two; without skin none", () => {
  assert.deepEqual(heartRate(bytes(0x00, 72)), [{ kind: "heart_rate", values: ["72"], unit: "" }]);
  assert.deepEqual(heartRate(bytes(0x01, 0x2c, 0x01)), [{ kind: "heart_rate", values: ["300"], unit: "" }]);
  assert.deepEqual(heartRate(bytes(0x04, 72)), []);
  assert.deepEqual(heartRate(bytes(0x06, 72)).length, 1);
});

test("oxygen and pulse of an oximeter; a finger not found yet says nothing", () => {
  assert.deepEqual(pulseOximeter(bytes(0x00, 0x61, 0x00, 0x48, 0x00)), [
    { kind: "oxygen_saturation", values: ["97"], unit: "" },
    { kind: "heart_rate", values: ["72"], unit: "" },
  ]);
  assert.deepEqual(pulseOximeter(bytes(0x00, 0xff, 0x07, 0xff, 0x07)), []);
});

test("temperature in both units", () => {
  assert.deepEqual(temperature(bytes(0x00, 0x6c, 0x01, 0x00, 0xff)), [{ kind: "temperature", values: ["36.4"], unit: "Cel" }]);
  assert.deepEqual(temperature(bytes(0x01, 0xf5, 0x03, 0x00, 0xff)), [{ kind: "temperature", values: ["101.3"], unit: "[degF]" }]);
});

test("weight in kilograms and pounds; a failed one says nothing", () => {
  assert.deepEqual(weight(bytes(0x00, 0x0c, 0x30)), [{ kind: "weight", values: ["61.5"], unit: "kg" }]);
  assert.deepEqual(weight(bytes(0x01, 0xbc, 0x34)), [{ kind: "weight", values: ["135"], unit: "[lb_av]" }]);
  assert.deepEqual(weight(bytes(0x00, 0xff, 0xff)), []);
});

test("blood sugar by weight and by amount, with and without a time offset", () => {
  const base = [0x01, 0x00, 0xea, 0x07, 11, 25, 10, 41, 7];
  assert.deepEqual(glucose(bytes(0x02, ...base, 0x63, 0xb0, 0x11)), [{ kind: "glucose", values: ["99"], unit: "mg/dL" }]);
  assert.deepEqual(glucose(bytes(0x07, ...base, 0x00, 0x00, 0x37, 0xc0, 0x11)), [{ kind: "glucose", values: ["5.5"], unit: "mmol/L" }]);
  assert.deepEqual(glucose(bytes(0x00, ...base)), []);
});

test("too few bytes are an error, never a value", () => {
  assert.throws(() => bloodPressure(bytes(0x00, 0x87)), RangeError);
});
