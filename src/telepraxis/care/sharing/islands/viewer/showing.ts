/** A summary in readable form. Everything said in it goes in as text, never as markup. */
export type Words = Record<string, string>;

interface Attachment {
  contentType?: string;
  url?: string;
  title?: string;
}
interface Name {
  text?: string;
  given?: string[];
  family?: string;
}
export interface Resource {
  resourceType: string;
  name?: Name[] | string;
  birthDate?: string;
  gender?: string;
  title?: string;
  date?: string;
  author?: { display?: string }[];
  section?: { title?: string; text?: { div?: string } }[];
  telecom?: { system?: string; value?: string }[];
  content?: { attachment: Attachment }[];
  contentType?: string;
  data?: string;
}
export interface Bundle {
  entry: { fullUrl: string; resource: Resource }[];
}

function element(name: string, said = "", className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = said;
  if (className) made.className = className;
  return made;
}

/** English here is the one that writes 12 March 1991. */
export const spoken = (language: string) => (language === "en" ? "en-GB" : language);

const first = (bundle: Bundle, type: string) => bundle.entry.find(({ resource }) => resource.resourceType === type)?.resource;

export function nameOf(patient: Resource | undefined): string {
  const name = Array.isArray(patient?.name) ? patient.name[0] : undefined;
  return name?.text ?? [...(name?.given ?? []), name?.family ?? ""].join(" ").trim();
}

function when(text: string | undefined, language: string): string {
  if (!text) return "";
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const moment = new Date(day ? `${text}T12:00:00` : text);
  return Number.isNaN(moment.getTime()) ? text : moment.toLocaleDateString(spoken(language), { dateStyle: "long" });
}

/** The rows of a narrative's table, or its text as one row. */
export function rowsOf(div: string): string[][] {
  const parsed = new DOMParser().parseFromString(div, "text/html");
  const rows = [...parsed.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("td, th")].map((cell) => cell.textContent?.trim() ?? ""));
  return rows.length ? rows : [[parsed.body.textContent?.trim() ?? ""]];
}

function entry([what = "", more = "", at = ""]: string[]): HTMLElement {
  const row = element("li", "", "shared-entry");
  row.append(element("b", what), element("small", at));
  if (more) row.append(element("span", more, "more"));
  return row;
}

function card(title: string, index: number): HTMLElement {
  const made = element("section", "", "card");
  const heading = element("h2", title);
  heading.id = `summary-${index}`;
  made.setAttribute("aria-labelledby", heading.id);
  made.append(heading);
  return made;
}

function facts(pairs: [string, string][]): HTMLElement {
  const list = element("dl", "", "facts");
  for (const [name, said] of pairs.filter(([, said]) => said)) list.append(element("dt", name), element("dd", said));
  return list;
}

export function who(bundle: Bundle, words: Words, language: string): HTMLElement {
  const [patient, summary, practice] = ["Patient", "Composition", "Organization"].map((type) => first(bundle, type));
  const made = card(nameOf(patient), 0);
  made.dataset["kind"] = "deep";
  const phone = practice?.telecom?.find(({ system }) => system === "phone")?.value ?? "";
  made.append(
    facts([
      [words["born"]!, when(patient?.birthDate, language)],
      [words["sex"]!, words[patient?.gender ?? ""] ?? ""],
      [words["from"]!, summary?.author?.[0]?.display ?? ""],
      [words["phone"]!, phone],
      [words["as_of"]!, when(summary?.date, language)],
    ]),
  );
  return made;
}

export function sections(bundle: Bundle): HTMLElement[] {
  return (first(bundle, "Composition")?.section ?? []).map((section, index) => {
    const made = card(section.title ?? "", index + 1);
    const rows = rowsOf(section.text?.div ?? "");
    if (rows.length === 1 && rows[0]!.length === 1) made.append(element("p", rows[0]![0], "quiet"));
    else made.append(element("ul"));
    made.querySelector("ul")?.append(...rows.map(entry));
    return made;
  });
}

export interface File {
  name: string;
  type: string;
  data: string;
}

/** The files that came along, each with its bytes. */
export function files(bundle: Bundle): File[] {
  const at = new Map(bundle.entry.map(({ fullUrl, resource }) => [fullUrl, resource]));
  return bundle.entry.flatMap(({ resource }) =>
    (resource.resourceType === "DocumentReference" ? (resource.content ?? []) : []).flatMap(({ attachment }) => {
      const held = at.get(attachment.url ?? "");
      return held?.data ? [{ name: attachment.title ?? "", type: held.contentType ?? "", data: held.data }] : [];
    }),
  );
}
