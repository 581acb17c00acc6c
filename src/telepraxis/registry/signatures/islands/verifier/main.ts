/** The page that verifies without a network: it is one file, and nothing leaves it. */
import { fingerprint, keep, kept, newest, setIn } from "./keysets.ts";
import { fromCamera, inPhoto } from "./scanning.ts";
import { element, icon, moment, shown, type Words } from "./showing.ts";
import { check, type KeySet } from "./token.ts";

const asSaved = `<!doctype html>\n${document.documentElement.outerHTML}`; // before anything on it changes
const DAY = 86_400;
const OLD_AFTER = 30 * DAY;

const part = <E extends HTMLElement = HTMLElement>(name: string) => document.querySelector<E>(`[data-part="${name}"]`)!;
const json = <T>(id: string): T => JSON.parse(document.getElementById(id)!.textContent!) as T;
const now = () => Math.floor(Date.now() / 1000);

const words = json<Words>("words");
const own = json<KeySet[]>("key-sets");
const said = part<HTMLTextAreaElement>("code");
let sets = newest([...own, ...kept()]);
let stopCamera: (() => void) | null = null;

async function verify(): Promise<void> {
  if (!said.value.trim()) return said.focus();
  const checked = await check(said.value, sets, now());
  const place = part("result");
  place.replaceChildren(...shown(checked, words));
  place.hidden = false;
  place.focus();
  place.scrollIntoView({ block: "start" });
}

function take(text: string): void {
  said.value = text;
  void verify();
}

function trouble(word: string): void {
  const place = part("trouble");
  place.textContent = word && words[word]!;
  place.hidden = !word;
}

async function scan(): Promise<void> {
  trouble("");
  if (stopCamera) return stop();
  const video = part<HTMLVideoElement>("video");
  const button = part("scan-words");
  try {
    video.hidden = false;
    stopCamera = await fromCamera(video, (text) => (stop(), take(text)));
    button.textContent = words["stop"]!;
  } catch {
    stop();
    trouble("no_camera");
  }
}

function stop(): void {
  stopCamera?.();
  stopCamera = null;
  part("video").hidden = true;
  part("scan-words").textContent = words["scan"]!;
}

async function photo(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  input.value = "";
  trouble("");
  const text = file && (await inPhoto(file));
  if (text) take(text);
  else if (file) trouble("no_code");
}

async function addSet(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  input.value = "";
  trouble("");
  const set = file && setIn(await file.text());
  if (!file) return;
  if (!set) return trouble("not_a_set");
  const print = await fingerprint(set);
  if (!confirm(words["trust"]!.replace("{name}", set.name).replace("{site}", set.site).replace("{fingerprint}", print))) return;
  sets = newest([...sets, set]);
  if (!keep(sets)) trouble("not_kept");
  await listSets();
}

async function listSets(): Promise<void> {
  const rows = await Promise.all(sets.map(async (set) => {
    const row = element("li", "", { class: "row" });
    const words_ = element("span", "", { class: "grow" });
    words_.append(element("b", set.name, { translate: "no" }), element("small", `${set.site} · ${await fingerprint(set)}`, { translate: "no" }));
    words_.append(element("small", words["as_of"]!.replace("{moment}", moment(set.as_of)), { class: "as-of" }));
    row.append(icon("key"), words_);
    if (now() - set.as_of > OLD_AFTER) row.append(element("span", words["set_is_old"]!, { class: "pill", "data-tone": "warn" }));
    return row;
  }));
  part("sets").replaceChildren(...rows);
  part("no-sets").hidden = rows.length > 0;
}

/** Save this page, with all the keys it trusts now, as one file. */
function savePage(): void {
  const page = new DOMParser().parseFromString(asSaved, "text/html");
  page.getElementById("key-sets")!.textContent = JSON.stringify(sets).replace(/</g, "\\u003c");
  const link = element("a", "", { download: "verify-prescriptions.html" });
  link.href = URL.createObjectURL(new Blob([`<!doctype html>\n${page.documentElement.outerHTML}`], { type: "text/html" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function begin(): void {
  part("form").addEventListener("submit", (event) => (event.preventDefault(), void verify()));
  part("scan").addEventListener("click", () => void scan());
  part<HTMLInputElement>("photo").addEventListener("change", (event) => void photo(event.target as HTMLInputElement));
  part<HTMLInputElement>("add").addEventListener("change", (event) => void addSet(event.target as HTMLInputElement));
  part("save").addEventListener("click", savePage);
  window.addEventListener("hashchange", () => location.hash.length > 1 && take(location.hash.slice(1)));
  part("online-only").hidden = location.protocol === "file:";
  part("scan").hidden = !navigator.mediaDevices?.getUserMedia;
  void listSets();
  if (location.hash.length > 1) take(location.hash.slice(1));
  document.documentElement.dataset["ready"] = "";
}

begin();
