/** How htmx behaves in this house: the CSRF header, what is swapped on failure, focus kept, sign-in instead of a swallowed page. */
import htmx from "htmx.org";
import { announce, toast } from "./announce.ts";
import { reasonIn } from "./reasons.ts";
import { say } from "./words.ts";

interface Context {
  sourceElement: Element;
  sourceEvent?: Event;
  target: Element | null;
  request: { method: string; headers: Record<string, string> };
  response?: { status: number; raw: Response };
  text?: string;
}

const details = (event: Event) => (event as CustomEvent<{ ctx: Context; error?: Error }>).detail;

function addToken(event: Event): void {
  const { request } = details(event).ctx;
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (token && !/^(GET|HEAD|OPTIONS)$/i.test(request.method)) request.headers["X-CSRFToken"] = token;
}

/** A panel that fetches itself (a hint, a timer, loading) is no sign of life: the idle log-off does not count it. */
function sayByItself(event: Event): void {
  const { request, sourceEvent } = details(event).ctx;
  if (sourceEvent?.isTrusted) return;
  request.headers["X-By-Itself"] = "1";
  const after = document.body.dataset["liveAfter"];
  if (after) request.headers["X-After"] = after; // boards are drawn once for all whom the same hint has reached
}

/** A session that ended answers a panel's request with the sign-in page: go there whole. */
function leaveForSignIn(event: Event): void {
  const answer = details(event).ctx.response?.raw;
  if (!answer) return;
  const path = new URL(answer.url || location.href, location.href).pathname;
  if (answer.status === 401 || (answer.redirected && path.startsWith("/account/") && !location.pathname.startsWith("/account/"))) {
    event.preventDefault();
    location.assign(answer.redirected ? `${path}?next=${encodeURIComponent(location.pathname + location.search)}` : "/account/login/");
  }
}

function explainRefusal(event: Event): void {
  const { response, text } = details(event).ctx;
  const status = response?.status ?? 0;
  if (status === 400 || status === 409 || status === 422) return; // these pages are swapped in and speak for themselves
  toast(reasonIn(text ?? "") || say(status === 429 ? "too_many" : status >= 500 ? "server_failed" : "refused"), "danger");
}

function explainFailure(event: Event): void {
  const { error } = details(event);
  if (error && error.name !== "TypeError" && error.name !== "TimeoutError" && String(error) !== "timeout") {
    console.error(error);
    return;
  }
  toast(say("not_reached"), "warn");
}

let focused: { id: string; name: string } | null = null;

function rememberFocus(): void {
  const element = document.activeElement as HTMLInputElement | null;
  focused = element && element !== document.body ? { id: element.id, name: element.name ?? "" } : null;
}

/** After a swap focus returns to the same control, goes to the errors, or to the heading that asks for it. */
function restoreFocus(event: Event): void {
  const { target } = details(event).ctx;
  const place = target?.isConnected ? target : document;
  const wanted = place.querySelector<HTMLElement>("[data-error-summary], [data-focus]");
  if (wanted) return wanted.focus();
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  const same = focused.id ? document.getElementById(focused.id) : focused.name ? document.querySelector<HTMLElement>(`[name="${CSS.escape(focused.name)}"]`) : null;
  same?.focus({ preventScroll: true });
}

function speakSwap(event: Event): void {
  const sentence = (details(event).ctx.target as HTMLElement | null)?.querySelector<HTMLElement>("[data-announce]")?.dataset["announce"];
  if (sentence) announce(sentence);
}

/** Back and forward: a page that keeps something running marks what may be swapped (hx-history-elt); others load anew. */
function restoreWhole(event: Event): void {
  if (document.querySelector("[hx-history-elt]")) return;
  event.preventDefault();
  location.reload();
}

export function prepareRequests(): void {
  const on = (name: string, deed: (event: Event) => void) => document.addEventListener(name, deed);
  on("htmx:config:request", addToken);
  on("htmx:config:request", sayByItself);
  on("htmx:before:response", leaveForSignIn);
  on("htmx:response:error", explainRefusal);
  on("htmx:error", explainFailure);
  on("htmx:before:swap", rememberFocus);
  on("htmx:after:swap", restoreFocus);
  on("htmx:after:swap", speakSwap);
  on("htmx:before:history:restore", restoreWhole);
}

export { htmx };
