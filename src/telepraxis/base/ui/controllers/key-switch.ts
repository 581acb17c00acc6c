/** A checkbox that switches the single keys of boards on and off, remembered on this machine. */
import { keysAreOff, switchKeys } from "./board.ts";

export default function keySwitch(element: HTMLElement): void {
  const box = element as HTMLInputElement;
  box.checked = !keysAreOff();
  box.addEventListener("change", () => switchKeys(!box.checked));
}
