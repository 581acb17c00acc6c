/**
 * A place with choices, `[clear|wheeze|crackles]`: while it is selected its choices stand beneath the field. A number takes one,
 * arrows and Enter do, a click does; typing writes something else in its place, Escape leaves it as it is.
 */
import { announce } from "../../../base/ui/islands/announce.ts";

/** The choices of a place, none where it has no choice. */
export function choicesIn(place: string): string[] {
  const inside = /^\[([^[\]\n]+)\]$/.exec(place)?.[1] ?? "";
  const said = inside.split("|").map((each) => each.trim()).filter(Boolean);
  return inside.includes("|") && said.length > 1 ? said.slice(0, 9) : [];
}

export default function choices(form: HTMLElement): () => void {
  const list = document.createElement("ul");
  list.className = "choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset["choices"] ?? "");
  list.id = "note-choices";
  let field: HTMLTextAreaElement | null = null;
  let said: string[] = [];
  let chosen = 0;

  const selected = (of: HTMLTextAreaElement) => of.value.slice(of.selectionStart, of.selectionEnd);
  const look = () => {
    const active = document.activeElement;
    const writing = active instanceof HTMLTextAreaElement && active.closest(".note-field") && form.contains(active) && !active.readOnly ? active : null;
    const found = writing ? choicesIn(selected(writing)) : [];
    if (!writing || !found.length) return leave();
    if (field === writing && found.join("|") === said.join("|")) return;
    leave();
    [field, said, chosen] = [writing, found, 0];
    list.replaceChildren(...said.map(option));
    field.closest(".note-field")!.append(list);
    field.setAttribute("aria-controls", list.id);
    mark();
    announce(`${form.dataset["choices"] ?? ""}: ${said.map((each, index) => `${index + 1} ${each}`).join(", ")}`);
  };
  const option = (words: string, index: number) => {
    const row = document.createElement("li");
    row.id = `note-choice-${index}`;
    row.setAttribute("role", "option");
    const key = document.createElement("kbd");
    key.textContent = String(index + 1);
    key.setAttribute("aria-hidden", "true");
    row.append(key, words);
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the place stays selected
    row.addEventListener("click", () => take(index));
    return row;
  };
  const mark = () => [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === chosen)));
  const leave = () => {
    field?.removeAttribute("aria-controls");
    list.remove();
    [field, said] = [null, []];
  };
  const take = (index: number) => {
    const [target, words] = [field!, said[index]!];
    leave();
    if (!document.execCommand("insertText", false, words)) {
      target.setRangeText(words, target.selectionStart, target.selectionEnd, "end");
      target.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    target.dispatchEvent(new CustomEvent("place-filled", { bubbles: true }));
  };
  const press = (event: KeyboardEvent) => {
    if (!field || event.target !== field || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      chosen = (chosen + step + said.length) % said.length;
      mark();
      announce(said[chosen]!);
    } else if (event.key === "Enter") take(chosen);
    else if (/^[1-9]$/.test(event.key) && Number(event.key) <= said.length) take(Number(event.key) - 1);
    else if (event.key === "Escape") field.setSelectionRange(field.selectionEnd, field.selectionEnd);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("selectionchange", look);
  form.addEventListener("select", look);
  form.addEventListener("focusout", look);
  form.addEventListener("keydown", press, true);
  return () => document.removeEventListener("selectionchange", look);
}
