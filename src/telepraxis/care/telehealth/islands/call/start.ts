/** How to begin, before anything was measured. */
import type { RungName } from "./ladder.ts";

/** The rung on which to begin towards somebody whose page came slowly. */
export const SLOW: RungName = "stills";

/**
 * Return the rung to begin on: where this page itself came slowly, the voice goes first and the picture is tried later.
 * What came from the cache says nothing.
 */
export function startRung(entries: { transferSize: number; duration: number }[] = performance.getEntriesByType("resource") as PerformanceResourceTiming[]): RungName {
  const speeds = entries.filter(({ transferSize, duration }) => transferSize > 4_000 && duration > 0).map(({ transferSize, duration }) => (transferSize * 8) / duration);
  if (speeds.length === 0) return "good";
  const kbit = Math.max(...speeds);
  return kbit < 150 ? SLOW : kbit < 500 ? "small" : "good";
}
