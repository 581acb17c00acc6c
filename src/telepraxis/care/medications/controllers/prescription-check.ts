/**
 * A code that was scanned comes behind the # of the address, which no browser sends. It is taken out of the address bar and the
 * history, and sent as a form would send it, so that it lands in no log.
 */
export default function prescriptionCheck(element: HTMLElement): () => void {
  const form = element as HTMLFormElement;
  const take = () => {
    const token = location.hash.slice(1);
    if (!token.includes(".")) return; // an anchor of the page, no token
    history.replaceState(null, "", location.pathname);
    (form.elements.namedItem("text") as HTMLInputElement).value = decodeURIComponent(token);
    form.requestSubmit();
  };
  take();
  addEventListener("hashchange", take);
  return () => removeEventListener("hashchange", take);
}
