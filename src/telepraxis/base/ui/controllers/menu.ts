/** A `<details class="menu">` closes when one clicks elsewhere or presses Escape. */
export default function menu(element: HTMLElement): () => void {
  const details = element as HTMLDetailsElement;
  const elsewhere = (event: Event) => {
    if (!details.contains(event.target as Node)) details.open = false;
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  };
  document.addEventListener("click", elsewhere);
  details.addEventListener("keydown", escape);
  return () => document.removeEventListener("click", elsewhere);
}
