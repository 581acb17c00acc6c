/** Draws what a token says. A renderer for each kind; of a kind that has none, every part by its name. */
import type { Checked } from "./token.ts";

export type Words = Record<string, string>;
type Part = Record<string, unknown>;

export function element<K extends keyof HTMLElementTagNameMap>(name: K, text = "", marks: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [mark, value] of Object.entries(marks)) made.setAttribute(mark, value);
  return made;
}

export function icon(name: string): SVGSVGElement {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  drawing.append(use);
  return drawing;
}

const list = (said: unknown): unknown[] => (Array.isArray(said) ? said : []);
const text = (said: unknown): string => (typeof said === "string" || typeof said === "number" ? String(said) : "");

const spoken = () => (document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang);

export function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(spoken(), { dateStyle: "long", timeStyle: "short" });
}

/** A calendar day as it is written, in no zone. */
function day(said: unknown): string {
  const [year, month, date] = text(said).split("-").map(Number);
  if (!year || !month || !date) return text(said);
  return new Date(year, month - 1, date).toLocaleDateString(spoken(), { dateStyle: "long" });
}

function facts(pairs: [string, string][]): HTMLDListElement {
  const list = element("dl", "", { class: "facts" });
  for (const [name, value] of pairs) if (value) list.append(element("dt", name), element("dd", value, { translate: "no" }));
  return list;
}

/** A line: medicine, code, how it is taken, how much, how often again, whether another brand will not do. */
function medicine(line: unknown[], words: Words): HTMLLIElement {
  const shown = element("li", "", { class: "verified-line" });
  const repeats = Number(line[4] ?? 0);
  shown.append(element("strong", text(line[0]), { translate: "no" }), element("p", text(line[2]), { translate: "no" }));
  shown.append(facts([[words["quantity"]!, text(line[3])], [words["repeats"]!, repeats > 0 ? String(repeats) : words["no_repeats"]!]]));
  if (line[5]) shown.append(element("p", words["as_written"]!));
  return shown;
}

function prescription(said: Part, words: Words): HTMLElement[] {
  const [patient, born] = list(said["p"]);
  const [prescriber, licence, dea] = list(said["d"]);
  const lines = element("ol", "", { class: "verified-lines" });
  for (const line of list(said["l"])) lines.append(medicine(list(line), words));
  return [
    facts([[words["patient"]!, text(patient)], [words["born"]!, day(born)], [words["prescriber"]!, text(prescriber)], [words["licence"]!, text(licence)], ["DEA", text(dea)]]),
    lines,
    facts([[words["number"]!, text(said["n"])]]),
  ];
}

function anything(said: Part): HTMLElement[] {
  const pairs = Object.entries(said).filter(([name]) => name !== "iat" && name !== "exp");
  return [facts(pairs.map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : text(value)]))];
}

/** A link to the sender's site, where one sees whether it was dispensed or cancelled; nothing but http(s) becomes one. */
function online(site: string, words: Words): HTMLElement[] {
  if (!/^https?:\/\//.test(site)) return [];
  const box = element("div", "", { class: "alert", "data-tone": "info" });
  const sentence = element("div", `${words["online"]!} `);
  sentence.append(element("a", site, { href: site, translate: "no", rel: "noreferrer" }));
  box.append(icon("info"), sentence);
  return [box];
}

const TONES: Partial<Record<Checked["verdict"], string>> = { genuine: "ok", before_revocation: "warn", expired: "warn", not_yet: "warn", unknown_key: "warn", damaged: "warn", old: "warn" };

/** The verdict first, in words; then, where the signature is good, what was signed. */
export function shown(checked: Checked, words: Words): HTMLElement[] {
  const tone = TONES[checked.verdict] ?? "danger";
  const alert = element("div", "", { class: "alert", "data-tone": tone, "data-verdict": checked.verdict });
  const said = element("div", "", { class: "stack", "data-gap": "s" });
  said.append(element("h2", words[`${checked.verdict}_title`]!), element("p", words[checked.verdict]!));
  alert.append(icon(tone === "ok" ? "check-circle" : "alert"), said);
  if (!checked.payload || checked.verdict === "revoked" || checked.verdict === "retired") return [alert];
  const card = element("section", "", { class: "card stack", "aria-label": words["signed_part"]! });
  const drawn = checked.kind === "prescription" && Array.isArray(checked.payload["l"]) ? prescription(checked.payload, words) : anything(checked.payload);
  card.append(
    facts([[words["by"]!, checked.set!.name], [words["signed_at"]!, moment(checked.signedAt!)], [words["expires_at"]!, moment(checked.expiresAt!)]]),
    ...drawn,
    ...online(checked.set!.site, words),
  );
  return [alert, card];
}
