/**
 * Hints from the server: `<body data-live="/live/...">` opens one socket; each message `{"kind": "waiting", ...}` becomes the
 * event `live:waiting` on the body, which panels listen to with hx-trigger="live:waiting from:body" and fetch themselves again.
 * `live:changed` follows any of them, at most every 600 ms. After a reconnection `live:resync` says that hints may have been missed.
 */
const TOGETHER = 600; // milliseconds: hints of a busy house are answered together, the first of a quiet moment at once
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/** Milliseconds before the next attempt: doubling, with a spread so that a restarted server is not stormed. */
export function waitBefore(attempt: number, chance: () => number = Math.random): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.round(whole / 2 + (whole / 2) * chance());
}

export function socketAddress(path: string, page: Location = location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}${path}`;
}

export function listen(body: HTMLElement): void {
  const path = body.dataset["live"];
  if (path) open(body, path, 0);
}

function open(body: HTMLElement, path: string, attempt: number): void {
  const socket = new WebSocket(socketAddress(path));
  let failures = attempt;
  socket.onopen = () => {
    if (attempt > 0) tell(body, "resync", {});
    failures = 0;
    body.dataset["liveState"] = "open";
  };
  socket.onmessage = ({ data }) => {
    const hint = JSON.parse(String(data)) as { kind?: string };
    if (hint.kind) tell(body, hint.kind, hint);
  };
  socket.onclose = ({ code }) => {
    body.dataset["liveState"] = "closed";
    if (code === 4401 || code === 4403) return; // signed out or refused: a new attempt would be refused as well
    setTimeout(() => open(body, path, failures + 1), waitBefore(failures));
  };
}

let changedAt = -Infinity;
let planned = false;

/**
 * Milliseconds until the next look: none when it was quiet, else until the clock's next multiple of it, which is the same for
 * all who watch: they ask together, and the server draws once for them.
 */
export function waitTogether(sinceLast: number, now: number): number {
  return sinceLast >= TOGETHER ? 0 : TOGETHER - (now % TOGETHER);
}

/** Say that something has changed, once for all that comes until the next look. */
function changed(body: HTMLElement): void {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    changedAt = performance.now();
    body.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
  }, waitTogether(performance.now() - changedAt, Date.now()));
}

function tell(body: HTMLElement, kind: string, detail: object): void {
  const { after } = detail as { after?: string };
  if (after) body.dataset["liveAfter"] = after;
  else delete body.dataset["liveAfter"];
  body.dispatchEvent(new CustomEvent(`live:${kind}`, { detail, bubbles: true }));
  changed(body);
}
