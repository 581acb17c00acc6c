/**
 * A field in which one types words and may choose what they mean (a combobox, ARIA 1.2). What was chosen goes into the two hidden
 * fields; typing on empties them again. While a word is written nothing is chosen by itself: Enter sends the form as ever.
 */
interface Concept {
  system: string;
  code: string;
  display: string;
  also: string;
}

const PAUSE = 120; // milliseconds after the last key

export default function pick(box: HTMLElement): () => void {
  const field = box.querySelector<HTMLInputElement>("input:not([type=hidden])")!;
  const list = box.querySelector<HTMLElement>("[role=listbox]")!;
  const state = box.querySelector<HTMLElement>("[data-state]")!;
  const chosenCode = box.querySelector<HTMLElement>("[data-chosen]")!;
  const system = box.querySelector<HTMLInputElement>("[data-system]")!;
  const code = box.querySelector<HTMLInputElement>("[data-code]")!;
  let found: Concept[] = [];
  let at = -1;
  let timer = 0;
  let asking: AbortController | null = null;

  const show = (open: boolean) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (index: number) => {
    at = index;
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    const row = list.children[at];
    if (row) field.setAttribute("aria-activedescendant", row.id);
    else field.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  };
  const choose = (concept: Concept | null) => {
    system.value = concept?.system ?? "";
    code.value = concept?.code ?? "";
    sayCode();
    if (!concept) return;
    field.value = concept.display;
    tell("");
    show(false);
    field.dispatchEvent(new CustomEvent("pick:chosen", { bubbles: true, detail: concept }));
  };
  /** A code of our own says nothing to anybody; one of a public system is shown. */
  const sayCode = () => {
    chosenCode.textContent = system.value.startsWith("urn:") ? "" : code.value;
    chosenCode.hidden = !chosenCode.textContent;
  };
  const option = (concept: Concept, index: number) => {
    const row = document.createElement("li");
    row.id = `${list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    const more = document.createElement("small");
    name.textContent = concept.display;
    more.textContent = [concept.also, concept.system.startsWith("urn:") ? "" : concept.code].filter(Boolean).join(" · ");
    row.append(name, more);
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the cursor stays in the field
    row.addEventListener("click", () => choose(concept));
    return row;
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
    const body = new URLSearchParams({ kind: box.dataset["kind"] ?? "", text: field.value });
    const how = { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token }, signal: asking.signal };
    try {
      const answer = await fetch(box.dataset["address"] ?? "", how);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      found = ((await answer.json()) as { found: Concept[] }).found;
    } catch (reason) {
      if ((reason as Error).name === "AbortError") return;
      found = [];
      tell("lost");
      return show(false);
    }
    list.replaceChildren(...found.map(option));
    show(found.length > 0 && document.activeElement === field);
    mark(-1);
    tell(found.length ? "many" : field.value.trim() ? "none" : "");
  };
  /** How many there are is for those who do not see them; that there is nothing, for everybody. */
  const tell = (what: string) => {
    state.textContent = (box.dataset[what] ?? "").replace("{number}", String(found.length));
    state.classList.toggle("sr", what !== "none" && what !== "lost");
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  };
  const typed = () => {
    choose(null);
    askSoon();
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return found.length && event.key === "ArrowDown" ? (show(true), mark(0)) : void ask();
      const places = found.length + 1; // the field itself is one of them
      mark(((at + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    } else if (event.key === "Enter" && isOpen && at >= 0) {
      event.preventDefault();
      choose(found[at]!);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation(); // a dialog around stays open
      show(false);
    }
  };
  const leave = () => {
    clearTimeout(timer);
    asking?.abort();
    show(false);
  };

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
  sayCode();
  field.addEventListener("input", typed);
  field.addEventListener("keydown", press);
  field.addEventListener("blur", leave);
  return leave;
}
