/** The search of a chart: on its page "/" goes there, before the box that finds patients; Escape empties it, and again leaves it. */
const isTyping = (place: EventTarget | null) =>
  place instanceof HTMLElement && (place.isContentEditable || place.matches("input, textarea, select, [role=textbox]"));

export default function chartSearch(card: HTMLElement): () => void {
  const field = card.querySelector<HTMLInputElement>("input[type=search]");
  const press = (event: KeyboardEvent) => {
    if (!field || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.focus();
    field.select();
  };
  const leave = (event: KeyboardEvent) => {
    if (!field || event.key !== "Escape") return;
    event.preventDefault();
    if (event.target !== field) return field.focus();
    if (!field.value) return field.blur();
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  addEventListener("keydown", press, true);
  card.addEventListener("keydown", leave);
  return () => {
    removeEventListener("keydown", press, true);
    card.removeEventListener("keydown", leave);
  };
}
