/** How quickly this page came, for those who must choose before anything else was measured. */
export interface Arrived {
  transferSize: number; // bytes; what came from the cache says nothing
  milliseconds: number;
}

const TELLING = 4_000; // bytes: less says more about the distance than about the line

/** Return the kbit/s of the quickest telling part, null when none tells. */
export function arrivalKbit(parts: readonly Arrived[]): number | null {
  const speeds = parts.filter(({ transferSize, milliseconds }) => transferSize > TELLING && milliseconds > 0).map(({ transferSize, milliseconds }) => (transferSize * 8) / milliseconds);
  return speeds.length > 0 ? Math.max(...speeds) : null;
}

/** Everything that the page brought with it so far, and with `itself` the page too. */
export function arrived(itself = false): Arrived[] {
  const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const found = resources.map(({ transferSize, duration }) => ({ transferSize, milliseconds: duration }));
  if (!itself) return found;
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return page ? [...found, { transferSize: page.transferSize, milliseconds: page.responseEnd - page.responseStart }] : found;
}
