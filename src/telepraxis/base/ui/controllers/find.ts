/** The find box of the bar: "/" brings the cursor into it unless one is typing; Escape leaves it. */
const isTyping = (element: EventTarget | null) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select, [role=textbox]"));

export default function find(box: HTMLElement): () => void {
  const field = box.querySelector<HTMLInputElement>("input") ?? box;
  const press = (event: KeyboardEvent) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    field.focus();
    if (field instanceof HTMLInputElement) field.select();
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape") field.blur();
  };
  addEventListener("keydown", press);
  field.addEventListener("keydown", leave);
  return () => removeEventListener("keydown", press);
}
