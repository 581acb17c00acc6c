/**
 * Prepared words in a note. "/" at the start of a word (or the button) opens a combobox beneath the field; what is chosen goes in
 * where the cursor stood, or into each section, facts of the record filled in by the server. Tab then goes from one [place to
 * fill] to the next; where none is left, Tab is Tab.
 */
const LONGEST_WAIT = 10_000; // for the words, in milliseconds

interface Answer {
  sections?: Record<string, string>;
  refused?: string;
}

interface Phrase {
  id: string;
  shortcut: string;
  title: string;
  kind: "phrase" | "template";
  whose: string;
  why: string;
  text: string;
  sections: Record<string, string>;
  words: string;
}

/** Those that fit what was typed: shortcut first, then its beginning, then name, then any word in it. */
export function fitting<P extends { shortcut: string; title: string; words: string }>(all: P[], typed: string): P[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const rank = ({ shortcut, title, words }: P): number => {
    if (!wanted || shortcut === wanted) return 0;
    if (shortcut.startsWith(wanted)) return 1;
    if (title.toLocaleLowerCase().includes(wanted)) return 2;
    return words.toLocaleLowerCase().includes(wanted) ? 3 : 9;
  };
  return all.filter((each) => rank(each) < 9).sort((one, other) => rank(one) - rank(other)).slice(0, 50);
}

export default function phrases(form: HTMLElement): () => void {
  const picker = form.querySelector<HTMLElement>("[data-picker]")!;
  const box = picker.querySelector<HTMLInputElement>("input")!;
  const list = picker.querySelector<HTMLElement>("[role=listbox]")!;
  const state = picker.querySelector<HTMLElement>("[data-state]")!;
  const button = form.querySelector<HTMLButtonElement>("[data-open-phrases]")!;
  const fields = [...form.querySelectorAll<HTMLTextAreaElement>(".note-field textarea")];
  const blank = new RegExp(form.dataset["blank"] ?? "", "g");
  let all: Phrase[] | null = null;
  let shown: Phrase[] = [];
  let chosen = 0;
  let field = fields[0]!;
  let early = ""; // typed on while the server was asked
  let slash = ""; // what stands for the key that opened the list

  let asking: Promise<void> | null = null;
  const fetched = () => (asking ??= asked().finally(() => (asking = null)));
  const asked = async () => {
    const answer = await fetch(form.dataset["phrases"] ?? "", { headers: { Accept: "application/json", "X-By-Itself": "1" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) all = ((await answer.json()) as { phrases: Phrase[] }).phrases;
  };
  const draw = () => {
    shown = fitting(all ?? [], box.value);
    chosen = 0;
    list.replaceChildren(...shown.map(option));
    state.textContent = all === null ? (picker.dataset["lost"] ?? "") : all.length === 0 ? (picker.dataset["empty"] ?? "") : shown.length ? "" : (picker.dataset["none"] ?? "");
    box.setAttribute("aria-expanded", String(shown.length > 0));
    mark();
  };
  const option = (phrase: Phrase, index: number) => {
    const row = document.createElement("li");
    row.id = `phrase-${index}`;
    row.setAttribute("role", "option");
    const name = document.createElement("b");
    const more = document.createElement("small");
    name.textContent = phrase.title;
    more.textContent = `${phrase.why ? `${phrase.why} · ` : ""}/${phrase.shortcut} · ${phrase.whose} · ${phrase.words.replace(/\s+/g, " ").slice(0, 90)}`;
    row.append(name, more);
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the cursor stays where it is
    row.addEventListener("click", () => void putIn(phrase));
    return row;
  };
  const mark = () => {
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === chosen)));
    const row = list.children[chosen];
    if (row) box.setAttribute("aria-activedescendant", row.id);
    else box.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  };

  const open = async (target: HTMLTextAreaElement, opener: string) => {
    field = target;
    slash = opener;
    early = "";
    box.value = "";
    field.closest(".note-field")!.after(picker);
    picker.hidden = false;
    box.focus();
    if (all === null) await fetched();
    draw();
  };
  const close = (typed = "") => {
    if (picker.hidden) return;
    picker.hidden = true;
    field.focus();
    if (typed) write(field, typed);
  };

  /** Write at the cursor so that Undo knows of it. */
  const write = (target: HTMLTextAreaElement, text: string) => {
    target.focus();
    if (document.execCommand("insertText", false, text)) return;
    target.setRangeText(text, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  /** Ask the server for the words, so that it fills in what the record knows and says so of the note. */
  const filled = async (phrase: Phrase): Promise<Record<string, string> | string> => {
    const body = new FormData();
    for (const [name, value] of [["phrase", phrase.id], ["section", field.name]] as const) body.set(name, value);
    body.set("csrfmiddlewaretoken", (form.querySelector("[name=csrfmiddlewaretoken]") as HTMLInputElement).value);
    const how = { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST_WAIT) };
    const answer = await fetch(form.dataset["putIn"] ?? "", how).catch(() => null);
    const said = answer && !answer.redirected && (answer.ok || answer.status === 410) ? ((await answer.json()) as Answer) : {};
    return said.sections ?? said.refused ?? picker.dataset["lost"] ?? "";
  };
  const putIn = async (phrase: Phrase) => {
    if (box.readOnly) return; // asked already
    box.readOnly = true;
    state.textContent = "";
    const own = phrase.kind === "phrase" ? { [field.name]: phrase.text } : phrase.sections;
    const answer = filled(phrase);
    const sections = Object.values(own).some((text) => text.includes("{")) ? await answer : own; // nothing to fill: no waiting
    box.readOnly = false;
    if (typeof sections === "string") {
      state.textContent = sections;
      return;
    }
    close();
    const starts: [HTMLTextAreaElement, number][] = [];
    if (phrase.kind === "phrase") {
      starts.push([field, field.selectionStart]);
      write(field, sections[field.name] ?? "");
    } else {
      for (const target of fields) {
        const text = sections[target.name];
        if (!text) continue;
        target.setSelectionRange(target.value.length, target.value.length);
        const before = target.value.trim() ? "\n\n" : "";
        starts.push([target, target.value.length + before.length]);
        write(target, before + text);
      }
    }
    const [first, at] = starts[0] ?? [field, field.selectionEnd];
    const place = placeAfter(first, at) ?? starts.map(([target, from]) => placeAfter(target, from)).find(Boolean);
    if (place) select(place);
    else first.focus();
    if (early) write(place?.field ?? first, early);
  };

  type Place = { field: HTMLTextAreaElement; from: number; to: number };
  const placesIn = (target: HTMLTextAreaElement): Place[] =>
    [...target.value.matchAll(blank)].map(({ index, 0: words }) => ({ field: target, from: index, to: index + words.length }));
  const placeAfter = (target: HTMLTextAreaElement, at: number) => placesIn(target).find(({ from }) => from >= at);
  const select = (place: Place) => {
    place.field.focus();
    place.field.setSelectionRange(place.from, place.to);
  };
  const next = (target: HTMLTextAreaElement, back: boolean): Place | undefined => {
    const others = fields.slice(back ? 0 : fields.indexOf(target) + 1, back ? fields.indexOf(target) : undefined);
    if (!back) return placeAfter(target, target.selectionEnd) ?? others.flatMap(placesIn)[0];
    return placesIn(target).filter(({ to }) => to <= target.selectionStart).at(-1) ?? others.flatMap(placesIn).at(-1);
  };

  const typing = (event: InputEvent) => {
    const target = event.target as HTMLTextAreaElement;
    if (event.data !== "/" || !fields.includes(target) || target.readOnly || target.selectionStart !== target.selectionEnd) return;
    if (!/(^|\s)$/.test(target.value.slice(0, target.selectionStart))) return;
    event.preventDefault();
    void open(target, "/");
  };
  const inNote = (event: KeyboardEvent) => {
    const target = event.target as HTMLTextAreaElement;
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey || !fields.includes(target) || target.readOnly) return;
    const place = next(target, event.shiftKey);
    if (!place) return;
    event.preventDefault();
    select(place);
  };
  const choose = async () => {
    if (all === null) {
      box.readOnly = true; // quicker than the list
      await fetched();
      box.readOnly = false;
      draw();
    }
    const phrase = shown[chosen];
    if (phrase) await putIn(phrase);
    else close(slash + box.value);
  };
  const inBox = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (box.readOnly) {
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) early += event.key;
      return event.preventDefault();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length) chosen = (chosen + step + shown.length) % shown.length;
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey && shown.length)) void choose();
    else if (event.key === "Escape") close(slash + box.value);
    else if (event.key === " " && slash && !box.value) close(`${slash} `);
    else if (event.key === "Backspace" && !box.value) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  };
  const left = (event: FocusEvent) => {
    if (!picker.contains(event.relatedTarget as Node | null)) picker.hidden = true;
  };
  const press = () => {
    const last = fields.find((each) => each === lastField) ?? fields[0]!;
    void open(last, "");
  };
  let lastField: HTMLTextAreaElement | null = null;
  const remember = (event: FocusEvent) => {
    if (fields.includes(event.target as HTMLTextAreaElement)) lastField = event.target as HTMLTextAreaElement;
  };

  const goOn = (event: Event) => {
    const place = next(event.target as HTMLTextAreaElement, false);
    if (place) select(place);
  };

  button.hidden = false;
  form.addEventListener("place-filled", goOn);
  button.addEventListener("click", press);
  box.addEventListener("input", draw);
  box.addEventListener("keydown", inBox);
  picker.addEventListener("focusout", left);
  form.addEventListener("beforeinput", typing);
  form.addEventListener("keydown", inNote);
  form.addEventListener("focusin", remember);
  void fetched();
  return () => undefined;
}
