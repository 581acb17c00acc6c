/**
 * The lists of a chart with their dialog: what htmx puts into it opens it, what is done closes it, and every list on the page
 * looks again. "n" brings the cursor into the line to add, while something in the lists has focus (WCAG 2.1.4).
 */
import { keysAreOff } from "../../../base/ui/controllers/board.ts";
import { announce } from "../../../base/ui/islands/announce.ts";

export default function entries(root: HTMLElement): () => void {
  const box = root.querySelector<HTMLDialogElement>("dialog")!;
  const body = box.querySelector<HTMLElement>("[data-body]")!;

  const shown = (event: Event) => {
    const { target } = (event as CustomEvent<{ ctx: { target: Element | null } }>).detail.ctx;
    if (!target || !body.contains(target)) return;
    const done = body.querySelector<HTMLElement>("[data-done]");
    if (done) return finish(done.dataset["done"] ?? "");
    const kept = body.querySelector<HTMLElement>("[data-kept]"); // of a line that says several things: the one before
    if (kept) looksAgain(kept.dataset["kept"] ?? "");
    if (!box.open) box.showModal();
    const wanted = body.querySelector<HTMLElement>("[data-error-summary], [data-focus], .entries-form :is(input:not([type=hidden]), select, textarea)");
    wanted?.focus();
  };
  const finish = (said: string) => {
    box.close();
    root.querySelectorAll<HTMLInputElement>("[data-line]").forEach((line) => (line.value = ""));
    looksAgain(said);
  };
  const looksAgain = (said: string) => {
    announce(said);
    document.body.dispatchEvent(new CustomEvent("entries-changed"));
  };
  const click = (event: Event) => {
    if ((event.target as HTMLElement).closest("[data-close]")) box.close();
  };
  const press = (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).matches("input, textarea, select");
    if (event.key !== "n" || typing || box.open || keysAreOff() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    root.querySelector<HTMLInputElement>("[data-line]")?.focus();
  };
  /** The lines that are kept, one's own and the practice's, are offered while one types; asked for when the cursor comes. */
  const offer = async (event: FocusEvent) => {
    const line = event.target as HTMLInputElement;
    const list = line.matches("[data-line]") ? line.list : null;
    if (!list || list.dataset["asked"]) return;
    list.dataset["asked"] = "";
    const answer = await fetch(line.dataset["lines"] ?? "", { headers: { Accept: "application/json", "X-By-Itself": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { lines } = (await answer.json()) as { lines: { title: string; line: string }[] };
    list.replaceChildren(...lines.map((each) => Object.assign(document.createElement("option"), { value: each.line, label: each.title })));
  };
  const emptied = () => body.replaceChildren(); // another dialog of the page may show the same fields
  box.addEventListener("close", emptied);
  document.addEventListener("htmx:after:swap", shown);
  box.addEventListener("click", click);
  root.addEventListener("keydown", press);
  root.addEventListener("focusin", (event) => void offer(event));
  return () => document.removeEventListener("htmx:after:swap", shown);
}
