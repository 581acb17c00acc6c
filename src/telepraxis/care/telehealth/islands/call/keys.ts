/**
 * The call by single keys: each presses a button that is there anyway. They rest while one writes, while a dialog is open,
 * and altogether when switched off (WCAG 2.1.4).
 */
import { keysAreOff } from "../../../../base/ui/controllers/board.ts";

const BUTTONS: Record<string, string> = { m: "mute", v: "camera", s: "screen", w: "apart", p: "people", d: "devices" };

export function listenToKeys(root: HTMLElement): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || isBusy(event.target)) return;
    const key = event.key.toLowerCase();
    const target = key === "c" ? document.querySelector<HTMLElement>("[data-part=chat] [name=text]") : root.querySelector<HTMLElement>(`[data-do="${BUTTONS[key] ?? ""}"]`);
    if (!target?.checkVisibility?.()) return;
    event.preventDefault();
    if (key === "c") target.focus();
    else target.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return true;
  return target instanceof Element && !!target.closest("input, textarea, select, [contenteditable], [data-row]");
}
