/**
 * The script of pages on which the island counts: mounts it, and brings the script of every page after it. On a thin line
 * that one, forty times as large, waits until the person has had time to go on: a way in is taken without it.
 */
import { arrivalKbit, arrived } from "./arrival.ts";
import { island } from "./mount.ts";

const THIN_KBIT = 150;
const REST_AFTER = 10_000; // milliseconds after the page has come

const own = document.querySelector<HTMLScriptElement>("script[data-rest]")!;
const bring = (): void => void import(own.dataset["rest"]!);

for (const root of document.querySelectorAll<HTMLElement>("[data-controller~=island]")) island(root);
if ((arrivalKbit(arrived(true)) ?? Infinity) >= THIN_KBIT) bring();
else if (document.readyState === "complete") setTimeout(bring, REST_AFTER);
else addEventListener("load", () => setTimeout(bring, REST_AFTER));
