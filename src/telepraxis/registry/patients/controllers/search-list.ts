/**
 * A search field with a list of links below: arrow down goes into the list, arrow up from its first line comes back.
 * When a late answer replaces the list under somebody standing in it, they stay on the same line, or on the first.
 */
export default function searchList(box: HTMLElement): () => void {
  const field = box.querySelector<HTMLInputElement>("input[type=search]");
  const rows = () => [...box.querySelectorAll<HTMLElement>("[data-row]")];
  let standingOn: string | null = null;
  const press = (event: KeyboardEvent) => {
    const first = rows()[0];
    if (!field || !first) return;
    if (event.key === "ArrowDown" && event.target === field) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "ArrowUp" && event.target === first) {
      event.preventDefault();
      event.stopPropagation();
      field.focus();
    }
  };
  const stand = ({ target }: FocusEvent) => {
    standingOn = target instanceof HTMLElement && target.matches("[data-row]") ? target.getAttribute("href") : null;
  };
  const replaced = new MutationObserver(() => {
    if (standingOn === null || document.activeElement !== document.body) return;
    const all = rows();
    (all.find((row) => row.getAttribute("href") === standingOn) ?? all[0] ?? field)?.focus();
  });
  box.addEventListener("keydown", press, true);
  box.addEventListener("focusin", stand);
  replaced.observe(box, { childList: true, subtree: true });
  return () => {
    box.removeEventListener("keydown", press, true);
    box.removeEventListener("focusin", stand);
    replaced.disconnect();
  };
}
