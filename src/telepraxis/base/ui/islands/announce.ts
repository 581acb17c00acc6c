/** Speak a sentence to screen readers without moving anybody's focus. */
export function announce(sentence: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  // A new task, or the same sentence twice would be spoken once.
  setTimeout(() => (region.textContent = sentence), 50);
}

/** Show a toast; with an address to undo, a button that posts to it. */
export function toast(sentence: string, tone: "ok" | "warn" | "danger" = "ok"): HTMLElement {
  const place = document.getElementById("toasts") ?? document.body;
  const box = document.createElement("p");
  box.className = "toast";
  box.dataset["tone"] = tone;
  box.dataset["controller"] = "toast";
  box.setAttribute("role", tone === "danger" ? "alert" : "status");
  const text = document.createElement("span");
  text.className = "grow";
  text.textContent = sentence;
  box.append(text);
  place.append(box);
  return box;
}
