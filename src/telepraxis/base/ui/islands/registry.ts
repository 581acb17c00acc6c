/** Binds `data-controller="name other"` to the modules of that name, now and for whatever htmx or an island brings later. */
export type Release = () => void;
export type Controller = (element: HTMLElement) => void | Release;

const bound = new WeakMap<Element, Map<string, Release | undefined>>();

export function bindAll(root: ParentNode, controllers: Record<string, Controller>): void {
  const inside = [...root.querySelectorAll<HTMLElement>("[data-controller]")];
  if (root instanceof HTMLElement && root.matches("[data-controller]")) inside.unshift(root);
  for (const element of inside) bind(element, controllers);
}

function bind(element: HTMLElement, controllers: Record<string, Controller>): void {
  const mine = bound.get(element) ?? new Map<string, Release | undefined>();
  bound.set(element, mine);
  for (const name of (element.dataset["controller"] ?? "").split(/\s+/).filter(Boolean)) {
    const controller = controllers[name];
    if (!controller) console.warn(`No controller "${name}"`, element);
    if (!controller || mine.has(name)) continue;
    mine.set(name, controller(element) ?? undefined);
  }
}

export function release(root: ParentNode): void {
  const inside: Element[] = [...root.querySelectorAll("[data-controller]")];
  if (root instanceof Element) inside.unshift(root);
  for (const element of inside) {
    bound.get(element)?.forEach((letGo) => letGo?.());
    bound.delete(element);
  }
}

/** Keep the page bound while it changes. */
export function watch(controllers: Record<string, Controller>): MutationObserver {
  bindAll(document, controllers);
  const observer = new MutationObserver((changes) => {
    for (const { removedNodes } of changes) for (const node of removedNodes) if (node instanceof Element && !node.isConnected) release(node);
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof HTMLElement && node.isConnected) bindAll(node, controllers);
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  return observer;
}
