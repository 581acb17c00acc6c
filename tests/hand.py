"""Count what a hand does in a browser: every click, every key that is no text, every run of typing into one field.

The page itself reports its trusted events, so that nothing is counted that did not reach the browser and nothing is
left out. One interaction each: a click or tap; a key or chord that writes nothing (Enter, Tab, Escape, an arrow,
Ctrl+Enter, Alt+A, a letter or number that the page takes for a command); a run of typing, which ends with the field or
with any of the above; a paste; a file or an option chosen. Shift, Ctrl and their like count with the key they are held
for.
"""

from dataclasses import dataclass, field

WATCH = """
(() => {
  const other = "[type=checkbox], [type=radio], [type=button], [type=submit]";
  const writes = (target) => target.matches?.(`textarea, input:not(${other})`);
  const named = (target) => {
    const label = target.labels?.[0]?.innerText || target.getAttribute?.("aria-label");
    const said = label || target.innerText || target.name || "";
    return said.trim().split("\\n")[0].slice(0, 40);
  };
  const tell = (what, event, more = "") => window.handMoved(what, named(event.target), more);
  let into = null;
  const rest = () => (into = null);
  addEventListener("pointerdown", (event) => event.isTrusted && (rest(), tell("click", event)), true);
  let pressed = null;
  addEventListener("keydown", (event) => {
    if (!event.isTrusted || ["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    const chord = event.ctrlKey || event.altKey || event.metaKey;
    const text = !chord && (event.key.length === 1 || event.key === "Backspace" || event.key === "Delete");
    pressed = text && writes(event.target) ? event : null;
    if (pressed) return; // it is counted when it writes, or when the page takes it for a command
    rest();
    const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && event.key.length > 1 && "Shift"];
    tell("key", event, [...held.filter(Boolean), event.key].join("+"));
  }, true);
  const prevent = Event.prototype.preventDefault;
  Event.prototype.preventDefault = function () {
    if (this === pressed && !this.defaultPrevented) rest(), tell("key", this, this.key);
    return prevent.call(this);
  };
  addEventListener("beforeinput", (event) => {
    if (!event.isTrusted || into === event.target || !/^(insertText|delete)/.test(event.inputType)) return;
    into = event.target;
    tell("type", event);
  }, true);
  addEventListener("paste", (event) => event.isTrusted && (rest(), tell("paste", event)), true);
  addEventListener("change", (event) => {
    if (event.isTrusted && event.target.matches("select, [type=file]")) rest(), tell("choose", event);
  }, true);
})();
"""


@dataclass
class Hand:
    """What was done so far; `steps` reads like a list of instructions."""

    steps: list[str] = field(default_factory=list)

    @property
    def interactions(self) -> int:
        return len(self.steps)

    def moved(self, _source, what: str, where: str, more: str) -> None:
        self.steps.append(f"{what} {more}".strip() + (f" in “{where}”" if where and what != "key" else ""))


def watched(context) -> Hand:
    """Count from now on what is done in every page of this browser context."""
    hand = Hand()
    context.expose_binding("handMoved", hand.moved)
    context.add_init_script(WATCH)
    return hand
