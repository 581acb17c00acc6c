declare module "controllers:all" {
  const controllers: Record<string, import("./registry.ts").Controller>;
  export default controllers;
}

declare module "htmx.org" {
  const htmx: { process(element: Element): void; trigger(element: Element | string, name: string, detail?: unknown): void; ajax(method: string, path: string, options?: unknown): Promise<void> };
  export default htmx;
}
