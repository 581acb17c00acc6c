/** `<time datetime=... data-controller="elapsed">` counts on from that moment; data-as="minutes" shows whole minutes. */
import { say } from "@ui/words.ts";

export function elapsedText(seconds: number, as: string | undefined): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (as === "minutes") return say("minutes", { minutes: Math.floor(whole / 60) });
  const hours = Math.floor(whole / 3600);
  const pair = (number: number) => String(number).padStart(2, "0");
  return `${hours ? `${hours}:` : ""}${pair(Math.floor(whole / 60) % 60)}:${pair(whole % 60)}`;
}

export default function elapsed(element: HTMLElement): () => void {
  const began = Date.parse((element as HTMLTimeElement).dateTime || (element.dataset["since"] ?? ""));
  const show = () => {
    const text = elapsedText((Date.now() - began) / 1000, element.dataset["as"]);
    if (element.textContent !== text) element.textContent = text;
  };
  show();
  const timer = setInterval(show, 1000);
  return () => clearInterval(timer);
}
