/** The list of results by keyboard: J and K go down and up from anywhere, X chooses the usual one one stands on. Enter opens. */
import { keysAreOff } from "../../../base/ui/controllers/board.ts";

export default function resultsKeys(list: HTMLElement): () => void {
  const press = (event: KeyboardEvent) => {
    const within = (event.target as HTMLElement).closest("input:not([type=checkbox]), textarea, select, dialog");
    if (within || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
    const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step !== undefined && rows.length) {
      event.preventDefault();
      for (const row of rows) row.tabIndex = -1;
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]!;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key.toLowerCase() === "x" && at >= 0) {
      event.preventDefault();
      rows[at]!.closest("li")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    }
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
