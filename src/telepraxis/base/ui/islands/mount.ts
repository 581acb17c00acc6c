/**
 * Mounts islands: `{% island "telehealth/call" data %}` writes an element with the module's address and its data;
 * the module exports `mount(root, data)`, which may return a function that puts everything away again.
 */
import type { Controller } from "./registry.ts";

interface Island {
  mount(root: HTMLElement, data: unknown): void | (() => void) | Promise<void | (() => void)>;
}

export const island: Controller = (root) => {
  const address = root.dataset["module"];
  if (!address || "mounting" in root.dataset) return; // the first script of the page may have been before us
  root.dataset["mounting"] = "";
  const data: unknown = JSON.parse(root.querySelector("script[type='application/json']")?.textContent ?? "null");
  let putAway: void | (() => void);
  let gone = false;
  void (import(address) as Promise<Island>)
    .then(async ({ mount }) => {
      putAway = await mount(root, data);
      if (gone) putAway?.();
      root.dataset["mounted"] = "";
    })
    .catch((reason: unknown) => {
      console.error(reason);
      root.dataset["failed"] = "";
    });
  return () => {
    gone = true;
    delete root.dataset["mounting"];
    putAway?.();
  };
};
