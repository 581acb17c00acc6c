/** The time of the bar, in the reader's zone as the server named it; moves once a minute. */
export function clockText(now: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(now);
}

export default function clock(element: HTMLElement): () => void {
  const zone = element.dataset["zone"];
  if (!zone) return () => {};
  const suffix = element.dataset["suffix"] ?? "";
  const show = () => (element.textContent = `${clockText(new Date(), zone)} ${suffix}`.trim());
  show();
  const timer = setInterval(show, 5_000);
  return () => clearInterval(timer);
}
