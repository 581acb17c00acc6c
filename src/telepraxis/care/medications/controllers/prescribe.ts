/**
 * The composer: one typed line with what it may mean beneath it (a combobox, ARIA 1.2), read anew on each pause. Tab takes what
 * is offered, Enter adds the line, Ctrl+Enter goes to the signing screen. Without scripts the same form has the same buttons.
 */
import { announce } from "../../../base/ui/islands/announce.ts";

const PAUSE = 130; // milliseconds after the last key

export default function prescribe(root: HTMLElement): () => void {
  const form = root.querySelector<HTMLFormElement>("form[data-read]");
  const field = form?.querySelector<HTMLInputElement>("[data-line]");
  const list = form?.querySelector<HTMLElement>("[role=listbox]");
  const understood = root.querySelector<HTMLElement>("[data-understood]");
  let at = -1;
  let timer = 0;
  let asking: AbortController | null = null;

  const options = () => [...(list?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];
  const mark = (index: number) => {
    at = index;
    options().forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    const row = options()[at];
    if (row) field!.setAttribute("aria-activedescendant", row.id);
    else field!.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  };
  const show = (open: boolean) => {
    list!.hidden = !open;
    field!.setAttribute("aria-expanded", String(open));
    mark(-1);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const headers = { "X-Piece": "1" };
    const answer = await fetch(form!.dataset["read"]!, { method: "POST", body: new FormData(form!), headers, signal: asking.signal }).catch(() => null);
    if (!answer?.ok || answer.redirected || !root.isConnected) return;
    const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
    list!.replaceChildren(...(piece.querySelector("[role=listbox]")?.childNodes ?? []));
    understood!.replaceChildren(...(piece.querySelector("[data-understood]")?.childNodes ?? []));
    show(options().length > 0 && document.activeElement === field);
  };
  const typed = () => {
    show(false); // what was offered belongs to what stood there a letter ago
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  };
  const choose = (row: HTMLElement) => {
    field!.value = row.dataset["fill"] ?? "";
    show(false);
    announce(row.textContent?.trim() ?? "");
    field!.focus();
    void ask().then(() => show(false));
  };
  const steps = (event: KeyboardEvent) => {
    const places = options().length + 1; // the field itself is one of them
    if (list!.hidden) return options().length ? (show(true), mark(0)) : void ask();
    mark(((at + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.target !== field) return;
    const offered = list!.hidden ? undefined : options()[Math.max(at, 0)];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") (event.preventDefault(), steps(event));
    else if (event.key === "Tab" && !event.shiftKey && offered) (event.preventDefault(), choose(offered));
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && offered && at >= 0) (event.preventDefault(), choose(offered));
    else if (event.key === "Escape" && !list!.hidden) (event.preventDefault(), event.stopPropagation(), show(false));
  };
  /** Ctrl+Enter: a line that is still typed is added first, and only what needs no choice goes on. */
  const finish = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!field?.value.trim()) return review();
    form!.querySelector<HTMLInputElement>("[name=then]")!.value = "review";
    form!.requestSubmit();
  };
  const review = () => root.querySelector<HTMLElement>("[data-review]")?.click();
  const click = (event: Event) => {
    const row = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (row) choose(row);
    if ((event.target as Element).closest("[data-fill]:not([role=option])") && field) fill(event);
  };
  /** What one often writes is put into the line, to be looked at before it is added. */
  const fill = (event: Event) => {
    event.preventDefault();
    choose((event.target as Element).closest<HTMLElement>("[data-fill]")!);
  };
  const keep = (event: Event) => event.preventDefault(); // the cursor stays in the field
  const leave = () => (clearTimeout(timer), list && show(false));

  if (field && list) {
    field.addEventListener("input", typed);
    field.addEventListener("blur", leave);
    list.addEventListener("pointerdown", keep);
    for (const button of form!.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
  }
  root.addEventListener("keydown", press);
  root.addEventListener("keydown", finish);
  root.addEventListener("click", click);
  if (root.dataset["go"] === "review") queueMicrotask(review);
  return () => (clearTimeout(timer), asking?.abort());
}
