/** The sentence of one of our error pages, or nothing when the answer is not one. */
export function reasonIn(page: string): string {
  const found = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1] ?? "";
  return found.replace(/<[^>]*>/g, "").trim();
}
