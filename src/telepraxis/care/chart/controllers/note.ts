/**
 * A note that saves itself on every pause. One save at a time; what could not be sent is kept and sent when the connection is
 * back; a refusal (409) brings both texts, and until one is chosen nothing more is typed or sent. Between typing and being saved
 * the text lies on this device, sealed (kept.ts): what a crashed page left there is put back, or shown beside what was saved since.
 */
import htmx from "htmx.org";
import { Shelf } from "../../../base/ui/islands/kept.ts";
import { announce } from "../../../base/ui/islands/announce.ts";

const PAUSE = 800;
const TRY_AGAIN = 4_000;
const LONGEST_WAIT = 20_000; // for an answer, in milliseconds
const LONGEST_KEEPALIVE = 15_000; // characters: the browser refuses to send more than 64 KB after a page is gone

export interface Typed {
  revision: string;
  texts: Record<string, string>;
}

export default function note(element: HTMLElement): () => void {
  const form = element as HTMLFormElement;
  const revision = form.elements.namedItem("revision") as HTMLInputElement;
  const pill = document.querySelector<HTMLElement>("#note-card [data-saved]");
  const fields = [...form.querySelectorAll("textarea")].filter((field) => !field.closest("#note-end"));
  const shelf = Shelf.of<Typed>(form);
  let changes = 0;
  let timer = 0;
  let saving: Promise<void> | null = null;

  const typedSoFar = (): Typed => ({ revision: revision.value, texts: Object.fromEntries(fields.map((field) => [field.name, field.value])) });
  const post = (body: FormData, length: number) => {
    const how = { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST_WAIT) };
    return fetch(form.action, { ...how, keepalive: length < LONGEST_KEEPALIVE }).catch(() => null);
  };

  const show = (words: string, tone: string) => {
    if (!pill) return;
    pill.textContent = words;
    pill.dataset["tone"] = tone;
  };
  const wait = (milliseconds: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void flush(), milliseconds);
  };
  const freeze = (frozen: boolean) => fields.forEach((field) => (field.readOnly = frozen));
  const inConflict = () => form.querySelector("[data-in-conflict]") !== null;

  const send = async (): Promise<void> => {
    const sent = changes;
    const answer = await post(new FormData(form), fields.reduce((sum, field) => sum + field.value.length, 0));
    if (answer?.ok && !answer.redirected) {
      const { revision: now, saved, marks } = (await answer.json()) as { revision: number; saved: string; marks: Record<string, string> };
      mark(marks);
      revision.value = String(now);
      changes -= sent;
      form.dataset["saved"] = String(now);
      void (changes === 0 ? shelf?.clear() : shelf?.put(typedSoFar()));
      if (changes === 0) show(saved.trim(), "ok");
    } else if (answer?.status === 409) {
      await showConflict(answer);
      void shelf?.clear(); // the server has set it aside
    } else if (answer && (answer.status === 400 || answer.status === 410)) {
      show(((await answer.json()) as { refused: string }).refused, "danger");
    } else if (answer?.status === 404) {
      show(form.dataset["notYours"] ?? "", "danger");
    } else {
      show(form.dataset[answer?.redirected ? "signedOut" : "offline"] ?? "", "warn");
      wait(TRY_AGAIN);
    }
  };
  /** Say of each section whether it is copied; the server compares. */
  const mark = (marks: Record<string, string>) => {
    for (const said of form.querySelectorAll<HTMLElement>("[data-origin]")) {
      said.textContent = marks[said.dataset["origin"]!] ?? "";
      said.hidden = !said.textContent;
    }
  };
  const showConflict = async (answer: Response) => {
    const place = form.querySelector<HTMLElement>("[data-conflict]");
    if (place) place.innerHTML = await answer.text();
    if (place) htmx.process(place);
    freeze(true);
    place?.querySelector<HTMLElement>("[data-focus]")?.focus();
  };

  /** Put back what a page that is gone had not saved: into the note, or beside what was saved since. */
  const restore = async (): Promise<void> => {
    for (const { id, at, content } of (await shelf?.left()) ?? []) {
      if (inConflict()) return; // one decision at a time; the rest stays on the device
      const same = fields.every((field) => field.value === (content.texts[field.name] ?? ""));
      if (same) await shelf?.drop(id);
      else if (content.revision === revision.value && changes === 0) await putBack(id, at, content);
      else if (!(await compared(content))) return;
      else await shelf?.drop(id);
    }
  };
  const putBack = async (id: string, at: Date, { texts }: Typed) => {
    for (const field of fields) field.value = texts[field.name] ?? "";
    changes += 1;
    await shelf?.put(typedSoFar());
    await shelf?.drop(id);
    tellRestored(at);
    await flush();
  };
  /** Offer the text to the server as the page that is gone would have; false when nobody answered. */
  const compared = async ({ revision: typedOn, texts }: Typed): Promise<boolean> => {
    const body = new FormData(form);
    for (const [name, text] of Object.entries({ ...texts, revision: typedOn })) body.set(name, text);
    const answer = await post(body, LONGEST_KEEPALIVE);
    if (answer?.status === 409) await showConflict(answer);
    return answer?.status === 409 || (answer?.ok === true && !answer.redirected);
  };
  const tellRestored = (at: Date) => {
    const said = form.querySelector<HTMLElement>("[data-restored]");
    if (!said) return;
    const time = at.toLocaleTimeString(document.documentElement.lang || [], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const words = said.querySelector("span")!;
    words.textContent = (said.dataset["restored"] ?? "").replace("{time}", time);
    said.hidden = false;
    announce(words.textContent);
  };

  /** Send what is not saved yet; resolves when the server has answered. */
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    if (saving) await saving;
    if (changes === 0 || inConflict()) return;
    show(form.dataset["saving"] ?? "", "");
    saving = send().finally(() => (saving = null));
    await saving;
  };

  const typed = (event: Event) => {
    if (!fields.includes(event.target as HTMLTextAreaElement)) return;
    changes += 1;
    void shelf?.put(typedSoFar());
    if (pill?.dataset["tone"] !== "warn") show(form.dataset["typing"] ?? "", "");
    wait(PAUSE);
  };
  const sign = async (event: Event) => {
    const button = (event.target as Element).closest?.<HTMLElement>("[data-sign], [data-after-save]");
    if (!button) return;
    event.preventDefault();
    await flush();
    if (changes > 0 || inConflict()) return;
    htmx.process(button); // a button that came a moment ago may not be bound yet
    button.dispatchEvent(new CustomEvent("sign-now"));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.querySelector<HTMLElement>("[data-sign]")?.click();
  };
  const ask = (event: BeforeUnloadEvent) => {
    if (changes > 0) event.preventDefault();
  };
  const back = () => void flush();
  let asked: HTMLElement | null = null;
  const confirming = new MutationObserver(() => {
    const question = form.querySelector<HTMLElement>("[data-confirming]");
    freeze(inConflict() || question !== null);
    if (question === asked) return;
    asked = question;
    question?.scrollIntoView({ block: "nearest" });
    question?.querySelector("textarea")?.select(); // typing replaces what is proposed for the patient
  });

  for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
  freeze(inConflict());
  void restore();
  confirming.observe(form, { childList: true, subtree: true });
  form.addEventListener("input", typed);
  form.addEventListener("click", sign);
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", back);
  addEventListener("online", back);
  addEventListener("beforeunload", ask);
  return () => {
    void flush().finally(() => shelf?.close());
    clearTimeout(timer);
    confirming.disconnect();
    document.removeEventListener("keydown", keys);
    document.removeEventListener("visibilitychange", back);
    removeEventListener("online", back);
    removeEventListener("beforeunload", ask);
  };
}
