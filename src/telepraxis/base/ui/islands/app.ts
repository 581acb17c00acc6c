/** The one script of every page: htmx, controllers, hints, islands. */
import controllers from "controllers:all";
import { listen } from "./live.ts";
import { island } from "./mount.ts";
import { watch } from "./registry.ts";
import { prepareRequests } from "./requests.ts";

prepareRequests();

function start(): void {
  watch({ ...controllers, island });
  listen(document.body);
  document.documentElement.dataset["ready"] = "";
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
