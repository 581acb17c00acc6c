/** What the standard characteristics say (Bluetooth SIG, GATT Specification Supplement): bytes in, readings out. Pure. */
import { decimalText, float, sfloat } from "./numbers.ts";

export interface Reading {
  kind: string; // as the form names it
  values: string[];
  unit: string; // UCUM, "" where the kind has one only
}

export interface Profile {
  service: number;
  characteristics: Record<number, (view: DataView) => Reading[]>;
}

function reading(kind: string, values: (string | null)[], unit = ""): Reading[] {
  return values.every((value): value is string => value !== null && Number(value) > 0) ? [{ kind, values, unit }] : [];
}

/** Blood Pressure Measurement, 0x2A35. */
export function bloodPressure(view: DataView): Reading[] {
  const flags = view.getUint8(0);
  const pulseAt = 7 + (flags & 0x02 ? 7 : 0); // after the time stamp, where there is one
  const pressure = reading("blood_pressure", [sfloat(view, 1), sfloat(view, 3)], flags & 0x01 ? "kPa" : "mm[Hg]");
  return [...pressure, ...(flags & 0x04 ? reading("heart_rate", [sfloat(view, pulseAt)]) : [])];
}

/** Heart Rate Measurement, 0x2A37. Without contact to the skin it measures nothing. */
export function heartRate(view: DataView): Reading[] {
  const flags = view.getUint8(0);
  if ((flags & 0x06) === 0x04) return [];
  return reading("heart_rate", [String(flags & 0x01 ? view.getUint16(1, true) : view.getUint8(1))]);
}

/** PLX Spot-Check Measurement, 0x2A5E, and PLX Continuous Measurement, 0x2A5F: both begin alike. */
export function pulseOximeter(view: DataView): Reading[] {
  return [...reading("oxygen_saturation", [sfloat(view, 1)]), ...reading("heart_rate", [sfloat(view, 3)])];
}

/** Temperature Measurement, 0x2A1C. */
export function temperature(view: DataView): Reading[] {
  return reading("temperature", [float(view, 1)], view.getUint8(0) & 0x01 ? "[degF]" : "Cel");
}

/** Weight Measurement, 0x2A9D: steps of 5 g or of a hundredth of a pound; 0xFFFF says that it failed. */
export function weight(view: DataView): Reading[] {
  const raw = view.getUint16(1, true);
  if (raw === 0xffff) return [];
  const imperial = (view.getUint8(0) & 0x01) !== 0;
  return reading("weight", [imperial ? decimalText(raw, -2) : decimalText(raw * 5, -3)], imperial ? "[lb_av]" : "kg");
}

/** Glucose Measurement, 0x2A18: kilogram or mole per litre, brought to mg/dl and mmol/l by moving the point. */
export function glucose(view: DataView): Reading[] {
  const flags = view.getUint8(0);
  if (!(flags & 0x02)) return [];
  const at = 10 + (flags & 0x01 ? 2 : 0); // flags, sequence, base time; then the time offset, where there is one
  return flags & 0x04 ? reading("glucose", [sfloat(view, at, 3)], "mmol/L") : reading("glucose", [sfloat(view, at, 5)], "mg/dL");
}

export const PROFILES: Profile[] = [
  { service: 0x1810, characteristics: { 0x2a35: bloodPressure } },
  { service: 0x180d, characteristics: { 0x2a37: heartRate } },
  { service: 0x1822, characteristics: { 0x2a5e: pulseOximeter, 0x2a5f: pulseOximeter } },
  { service: 0x1809, characteristics: { 0x2a1c: temperature } },
  { service: 0x181d, characteristics: { 0x2a9d: weight } },
  { service: 0x1808, characteristics: { 0x2a18: glucose } },
];

/** A meter keeps its records until asked: Record Access Control Point, "report stored records", "last record". */
export const ASK_FOR_RECORDS = { service: 0x1808, characteristic: 0x2a52, last: Uint8Array.of(0x01, 0x06) };
