/** How to begin, before anything was measured. */
import { arrivalKbit, arrived, type Arrived } from "../../../../base/ui/islands/arrival.ts";
import type { RungName } from "./ladder.ts";

/** The rung on which to begin towards somebody whose page came slowly. */
export const SLOW: RungName = "stills";

/** Return the rung to begin on: where this page itself came slowly, the voice goes first and the picture is tried later. */
export function startRung(parts: Arrived[] = arrived()): RungName {
  const kbit = arrivalKbit(parts);
  if (kbit === null) return "good";
  return kbit < 150 ? SLOW : kbit < 500 ? "small" : "good";
}
