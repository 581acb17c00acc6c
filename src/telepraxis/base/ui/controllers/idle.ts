/**
 * Warns before the idle log-off: `<dialog data-controller="idle" data-minutes="15" data-keep="/account/stay/" data-leave="/account/logout/">`.
 * What a person does in any tab counts. While a visit is on (`document.body.dataset.inVisit`) nobody is logged off.
 */
const WARNING = 60_000;
const SEEN = "telepraxis-seen-at";
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "scroll", "touchstart"] as const;

/** What to do now: nothing, warn, or leave. */
export function verdict(quietFor: number, limit: number, inVisit: boolean): "stay" | "warn" | "leave" {
  if (inVisit || quietFor < limit - WARNING) return "stay";
  return quietFor < limit ? "warn" : "leave";
}

export default function idle(element: HTMLElement): () => void {
  const box = element as HTMLDialogElement;
  const limit = Number(box.dataset["minutes"] ?? 15) * 60_000;
  let told = Date.now();
  const seen = () => {
    if (box.open) return;
    localStorage.setItem(SEEN, String(Date.now()));
    if (Date.now() - told > limit / 3) keep();
  };
  const keep = () => {
    told = Date.now();
    if (box.dataset["keep"]) void fetch(box.dataset["keep"], { method: "GET", headers: { "HX-Request": "true" } }).catch(() => undefined);
  };
  const stay = () => {
    box.close();
    seen();
    keep();
  };
  const look = () => {
    const quietFor = Date.now() - Number(localStorage.getItem(SEEN) ?? Date.now());
    const next = verdict(quietFor, limit, "inVisit" in document.body.dataset);
    if (next === "warn" && !box.open) box.showModal();
    if (next === "stay" && box.open) box.close();
    if (next === "leave") location.assign(box.dataset["leave"] ?? "/");
  };
  seen();
  box.querySelector("[data-stay]")?.addEventListener("click", stay);
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, seen, { passive: true });
  const timer = setInterval(look, 5_000);
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, seen);
  };
}
