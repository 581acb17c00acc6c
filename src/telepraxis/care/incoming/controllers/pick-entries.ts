/** Select all or none of a group, and have the button say how many are selected. Without it each box is ticked by hand. */

/** What the button says of so many. */
export function words(count: number, said: { one: string; many: string; nothing: string }): string {
  if (count === 0) return said.nothing;
  return count === 1 ? said.one : said.many.replace("{count}", String(count));
}

export default function pickEntries(element: HTMLElement): () => void {
  const boxes = (within: ParentNode) => [...within.querySelectorAll<HTMLInputElement>("input[name=entry]")];
  const label = element.querySelector<HTMLElement>("[data-count]");
  const tell = () => {
    if (!label) return;
    const { one = "", many = "", nothing = "" } = label.dataset;
    label.textContent = words(boxes(element).filter((box) => box.checked).length, { one, many, nothing });
  };
  const press = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-pick]");
    const group = button?.closest("[data-group]");
    if (!button || !group) return;
    for (const box of boxes(group)) box.checked = button.dataset["pick"] === "all";
    tell();
  };
  element.querySelectorAll<HTMLElement>("[data-pick]").forEach((button) => (button.hidden = false));
  element.addEventListener("click", press);
  element.addEventListener("change", tell);
  tell();
  return () => {
    element.removeEventListener("click", press);
    element.removeEventListener("change", tell);
  };
}
