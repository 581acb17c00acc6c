/** A form that is being sent: its button says so and is not pressed twice. */
export default function busy(element: HTMLElement): void {
  element.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter ?? element.querySelector("[type=submit], button:not([type])");
    if (button?.getAttribute("aria-busy") === "true") return event.preventDefault();
    button?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => element.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy")));
  element.addEventListener("htmx:finally:request", () => element.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy")));
}
