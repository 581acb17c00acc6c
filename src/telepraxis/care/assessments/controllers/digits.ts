/**
 * A form that a clinician reads out: while something in it has focus, a digit chooses the answer that bears it in the question
 * at hand, and the next question follows. Nothing happens while words are typed, or with single keys switched off (WCAG 2.1.4).
 */
import { keysAreOff } from "../../../base/ui/controllers/board.ts";

const QUESTION = ".question-card";
const CONTROL = "input:not([type=hidden]), textarea";

export default function digits(form: HTMLElement): void {
  const questions = () => [...form.querySelectorAll<HTMLElement>(QUESTION)];

  const goOn = (from: HTMLElement) => {
    const all = questions();
    const next = all[all.indexOf(from) + 1];
    const control = next?.querySelector<HTMLElement>("input:checked") ?? next?.querySelector<HTMLElement>(CONTROL);
    (control ?? form.querySelector<HTMLElement>("button[data-kind=primary]"))?.focus();
  };

  form.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    const typing = at.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (!/^[0-9]$/.test(event.key) || typing || keysAreOff() || event.ctrlKey || event.metaKey || event.altKey) return;
    const question = at.closest<HTMLElement>(QUESTION);
    const answer = question?.querySelector<HTMLInputElement>(`[data-digit="${event.key}"]`);
    if (!question || !answer) return;
    event.preventDefault();
    answer.click();
    if (answer.type === "radio") goOn(question);
    else answer.focus();
  });
  questions()[0]?.querySelector<HTMLElement>(CONTROL)?.focus();
}
