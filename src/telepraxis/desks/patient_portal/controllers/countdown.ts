/** `<span data-controller="countdown" data-at=... data-minutes="in {number} minutes" ...>`: how long until then, in words. */

export type Unit = "days" | "hours" | "minutes" | "now";

/** The largest unit that says it well: minutes up to 90, hours up to 36, then days. */
export function untilThen(milliseconds: number): { unit: Unit; number: number } {
  const minutes = Math.ceil(milliseconds / 60_000);
  if (minutes <= 0) return { unit: "now", number: 0 };
  if (minutes <= 90) return { unit: "minutes", number: minutes };
  if (minutes <= 36 * 60) return { unit: "hours", number: Math.round(minutes / 60) };
  return { unit: "days", number: Math.round(minutes / 1440) };
}

export default function countdown(element: HTMLElement): () => void {
  const at = Date.parse(element.dataset["at"] ?? "");
  const show = () => {
    const { unit, number } = untilThen(at - Date.now());
    const text = (element.dataset[unit] ?? "").replace("{number}", String(number));
    if (element.textContent !== text) element.textContent = text;
  };
  show();
  const timer = setInterval(show, 5_000);
  return () => clearInterval(timer);
}
