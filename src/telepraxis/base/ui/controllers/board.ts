/**
 * A table one can work with the keyboard: arrows move between rows that have tabindex, a single key presses the button of the
 * row that carries it (`<button data-key="c">`). Keys act only while a row has focus, and not at all when switched off (WCAG 2.1.4).
 */
const OFF = "telepraxis-keys-off";

export const keysAreOff = (): boolean => localStorage.getItem(OFF) === "1";
export const switchKeys = (off: boolean): void => (off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF));

export default function board(table: HTMLElement): () => void {
  const rows = () => [...table.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.checkVisibility?.() ?? true);
  const stand = (row: HTMLElement | undefined) => {
    if (!row) return;
    for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
    row.focus();
  };
  const press = (event: KeyboardEvent) => {
    const row = event.target as HTMLElement;
    if (!row.matches("[data-row]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rows();
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -all.length, End: all.length }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      stand(all[Math.min(all.length - 1, Math.max(0, all.indexOf(row) + step))]);
    } else if (!keysAreOff() && /^[a-z]$/i.test(event.key)) {
      const button = row.querySelector<HTMLElement>(`[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
      if (button) event.preventDefault();
      button?.click();
    }
  };
  const first = () => {
    const all = rows();
    if (!all.some((row) => row.tabIndex === 0)) all.forEach((row, index) => (row.tabIndex = index ? -1 : 0));
  };
  first();
  const changes = new MutationObserver(first);
  changes.observe(table, { childList: true, subtree: true });
  table.addEventListener("keydown", press);
  return () => {
    changes.disconnect();
    table.removeEventListener("keydown", press);
  };
}
