/** On the day page one key joins whoever has waited longest; not while typing, and not when keys are switched off (WCAG 2.1.4). */
import { keysAreOff } from "../../../base/ui/controllers/board.ts";

export default function lanes(element: HTMLElement): () => void {
  const join = (event: KeyboardEvent) => {
    const place = event.target as HTMLElement;
    if (event.key.toLowerCase() !== "j" || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
    if (place.closest("input, textarea, select, [contenteditable], dialog")) return;
    const button = element.querySelector<HTMLElement>("[data-key=j]");
    if (button) event.preventDefault();
    button?.click();
  };
  document.addEventListener("keydown", join);
  return () => document.removeEventListener("keydown", join);
}
