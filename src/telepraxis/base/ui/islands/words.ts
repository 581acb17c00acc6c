/** Words of the page's language, written by the server into one JSON block, so that no sentence lives in a script. */
export function words(): Record<string, string> {
  const block = document.getElementById("ui-words");
  return block ? (JSON.parse(block.textContent ?? "{}") as Record<string, string>) : {};
}

/** The sentence by its name, with {places} filled in. */
export function say(name: string, places: Record<string, string | number> = {}): string {
  const sentence = words()[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => String(places[key] ?? ""));
}
