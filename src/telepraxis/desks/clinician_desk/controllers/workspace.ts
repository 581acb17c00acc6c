/**
 * The workspace of a visit: whatever one opens loads beside the call. Back and forward change the panel only (hx-history-elt);
 * links and forms in a panel that lead elsewhere open in the panel too; the page itself, and with it the call, stays.
 */
import htmx from "htmx.org";

export default function workspace(element: HTMLElement): () => void {
  const home = location.pathname.split("/").slice(0, 3).join("/") + "/"; // /visit/<id>/

  /** Show another page's main part in the panel; a way that ends at the visit itself closes the panel. */
  const open = async (from: Element, address: string, request?: RequestInit) => {
    const place = from.closest<HTMLElement>("[data-within]") ?? document.getElementById("panel");
    const answer = await fetch(address, request);
    if (!place || new URL(answer.url).pathname === home) return document.querySelector<HTMLElement>("#work-tabs a")?.click();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...(page.querySelector("#main")?.childNodes ?? []));
    place.dataset["panel"] ||= "elsewhere";
    htmx.process(place);
    place.querySelector<HTMLElement>("[data-error-summary], [data-focus]")?.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  };

  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("#panel a[href], aside a[href], a[data-beside]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("hx-get") || link.hasAttribute("download")) return;
    if (link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    void open(link, link.href);
  };

  const send = (event: SubmitEvent) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.closest("#panel, aside") || form.matches("[hx-post], [hx-get], .chat form")) return;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    if (form.method === "post") return void open(form, form.action, { method: "POST", body: said });
    void open(form, `${form.action.split("?")[0]}?${new URLSearchParams(said as unknown as Record<string, string>)}`);
  };

  element.addEventListener("click", follow);
  element.addEventListener("submit", send);
  return () => {
    element.removeEventListener("click", follow);
    element.removeEventListener("submit", send);
  };
}
