/** The phone on a page: in a visit (telephony/stage.html) or on its own (telephony/phone.html). */
import { announce } from "@ui/announce.ts";
import { Phone } from "./phone.ts";
import type { Call } from "./protocol.ts";
import { Ring } from "./ring.ts";

interface PhoneData {
  socket: string;
  visit: string | null;
  number: string;
  dials: boolean;
  chart: string;
  words: Record<string, string>;
}

export function mount(island: HTMLElement, data: PhoneData): () => void {
  const root = island.closest<HTMLElement>("[data-phone]")!;
  const part = <T extends HTMLElement>(name: string) => root.querySelector<T>(`[data-part="${name}"]`);
  const write = (name: string, words: string) => {
    const place = part(name);
    if (!place) return;
    (place.querySelector("[data-text]") ?? place).textContent = words;
    if (place.hasAttribute("data-hides")) place.hidden = !words;
  };
  const ring = new Ring();
  let spoken = "";
  let rings: Call[] = [];

  const state = (now: string) => {
    root.dataset["state"] = now;
    for (const element of root.querySelectorAll<HTMLElement>("[data-states]")) element.hidden = !element.dataset["states"]!.split(" ").includes(now);
    document.body.toggleAttribute("data-in-visit", now !== "idle" && now !== "ended");
  };
  const say = (words: string) => {
    if (words && words !== spoken) announce(words);
    spoken = words;
  };

  const show = (call: Call | null) => {
    state(call?.state ?? "idle");
    write("standing", call?.words ?? "");
    say(call?.words ?? "");
    const length = part("length");
    if (length && call?.answered_at && call.state !== "ended" && length.dataset["since"] !== call.answered_at) {
      length.dataset["since"] = call.answered_at;
      const time = document.createElement("time");
      time.dateTime = call.answered_at;
      time.dataset["controller"] = "elapsed";
      length.replaceChildren(time);
    }
    press("hold", call?.state === "held");
    press("mute", phone.muted);
    if (call) offerCharts(call);
    if (call?.state === "ended") document.body.dispatchEvent(new CustomEvent("phone:ended", { bubbles: true }));
  };

  const press = (name: string, pressed: boolean) => root.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-pressed", String(pressed));

  /** The charts that have the caller's number: an offer, opened in a window of its own so that the call stays. */
  const offerCharts = (call: Call) => {
    const place = part("callers");
    if (!place) return;
    place.hidden = call.callers.length === 0;
    place.querySelector("ul")!.replaceChildren(...call.callers.map((caller) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.className = "row";
      link.href = data.chart.replace("PATIENT", caller.id);
      link.target = "_blank";
      link.rel = "opener";
      link.dataset["do"] = "about";
      link.dataset["patient"] = caller.id;
      const name = document.createElement("b");
      name.textContent = caller.name;
      const born = document.createElement("small");
      born.textContent = caller.born;
      link.append(name, born);
      item.append(link);
      return item;
    }));
  };

  const showRinging = (calls: Call[]) => {
    rings = calls;
    const first = calls[0];
    const place = part("incoming");
    if (!place) return;
    place.hidden = !first;
    if (first) {
      place.querySelector("[data-text]")!.textContent = first.words;
      place.querySelector("[data-who]")!.textContent = first.callers.map(({ name }) => name).join(", ");
      say(first.words);
    }
    if (first && !phone.isBusy) ring.start();
    else ring.stop();
    if (!first) document.body.dispatchEvent(new CustomEvent("phone:ended", { bubbles: true }));
  };

  const phone = new Phone(data.socket, part<HTMLAudioElement>("sound")!, data.words, {
    line: (ready, words) => {
      write("line", words);
      const pill = part("line");
      if (pill) pill.dataset["tone"] = ready ? "ok" : "warn";
      root.toggleAttribute("data-ready", ready);
    },
    call: show,
    ringing: showRinging,
    trouble: (words) => {
      write("trouble", words);
      say(words);
    },
    connected: (open) => {
      write("server", open ? "" : (data.words["no_server"] ?? ""));
      if (open) root.dataset["connected"] = "";
      else delete root.dataset["connected"];
    },
  });

  const chosen = () => root.querySelector<HTMLInputElement>("input[name=number]:checked, input[name=number]:not([type=radio])")?.value ?? data.number;
  const dial = () => {
    write("trouble", "");
    if (root.dataset["state"] === "idle" || root.dataset["state"] === "ended") {
      state("dialling");
      write("standing", data.words["calling"] ?? "");
    }
    void phone.dial({ number: chosen(), ...(data.visit ? { visit: data.visit } : {}) }).then(() => phone.isBusy || phone.call || show(null));
  };

  const deeds: Record<string, (button: HTMLElement) => void> = {
    dial,
    open: (button) => {
      ring.allow();
      phone.open();
      button.hidden = true;
      root.dataset["open"] = "";
      part("closed")?.toggleAttribute("hidden", true);
      part("opened")?.toggleAttribute("hidden", false);
      void navigator.mediaDevices?.getUserMedia({ audio: true }).then((stream) => stream.getTracks().forEach((track) => track.stop()), () => write("trouble", data.words["no_microphone"] ?? ""));
    },
    take: () => rings[0] && void phone.take(rings[0]),
    decline: () => rings[0] && phone.decline(rings[0]),
    hang_up: () => phone.hangUp(),
    hold: () => phone.hold(phone.call?.state !== "held"),
    mute: () => {
      phone.mute(!phone.muted);
      press("mute", phone.muted);
    },
    press: (button) => phone.press(button.dataset["digit"]!),
    about: (link) => phone.about(link.dataset["patient"]!),
  };
  const act = (event: Event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    const deed = button && root.contains(button) ? deeds[button.dataset["do"]!] : undefined;
    if (!deed) return;
    if (button!.dataset["do"] !== "about") event.preventDefault();
    deed(button!);
  };
  const submit = (event: SubmitEvent) => {
    if (!(event.target as HTMLElement).matches("[data-part=dial]")) return;
    event.preventDefault();
    dial();
  };
  /** A button that leads to another page (finish, go on by video) means it: hang up and go. */
  const leave = (event: SubmitEvent) => {
    if (!event.defaultPrevented && !(event.target as HTMLElement).matches("[hx-post], [hx-get]")) phone.hangUp();
  };
  const warn = (event: BeforeUnloadEvent) => {
    if (phone.isBusy) event.preventDefault();
  };
  document.addEventListener("submit", leave);
  root.addEventListener("click", act);
  root.addEventListener("submit", submit);
  addEventListener("beforeunload", warn);
  (root as HTMLElement & { phone?: Phone }).phone = phone; // for whoever measures
  if (data.dials) dial();

  return () => {
    document.removeEventListener("submit", leave);
    root.removeEventListener("click", act);
    root.removeEventListener("submit", submit);
    removeEventListener("beforeunload", warn);
    ring.stop();
    phone.close();
    document.body.removeAttribute("data-in-visit");
  };
}
