/** The call of a visit: binds the stage that the server wrote (telehealth/stage.html) to camera, socket and peers. */
import { socketAddress } from "@ui/live.ts";
import { attachFiles } from "./attaching.ts";
import { Captions } from "./captions.ts";
import { Chat } from "./chat.ts";
import { Comings } from "./comings.ts";
import { DeviceDialog } from "./devices.ts";
import { listenToKeys } from "./keys.ts";
import { OwnMedia } from "./media.ts";
import { Minutes } from "./minutes.ts";
import type { Quality } from "./quality.ts";
import { Stage, type Words } from "./stage.ts";
import { Telling, worseOf } from "./telling.ts";
import { Visit } from "./visit.ts";

interface CallData {
  socket: string;
  with_camera: boolean;
  captions: string; // address of the operator's engine, "" without one
  words: Words;
}

const EVERY = 1_000;
const TOLD_EVERY = 5; // seconds between reports of how the call goes

export function mount(island: HTMLElement, data: CallData): () => void {
  const root = island.closest<HTMLElement>("[data-call]")!;
  const stage = new Stage(root, data.words);
  const media = new OwnMedia();
  let quality: Quality | null = null;
  const telling = new Telling(root, data.words, (sentence) => stage.say(sentence));
  const minutes = new Minutes();
  const comings = new Comings(data.words);

  const chat = new Chat(document.querySelector<HTMLElement>("[data-part=chat]")!, {
    send: (key, text) => visit.line.say({ kind: "chat", key, text }),
    words: { sending: data.words["sending"] ?? "", waiting: data.words["chat_waits"] ?? "" },
  });
  const tellMinutes = () => minutes.tell((counted) => visit.line.say({ kind: "minutes", minutes: counted }));
  attachFiles(document.querySelector<HTMLElement>("[data-part=chat]")!, {
    sending: data.words["sending"] ?? "",
    failed: data.words["file_failed"] ?? "",
  });
  const show = () => stage.connection([...visit.others.values()], (id) => visit.stateOf(id), visit.lineState === "open", quality);
  // Where more than two are in a call, patient and clinician count first: for words and for minutes.
  const leading = () => {
    const connected = [...visit.others.values()].filter(({ id }) => visit.stateOf(id) === "connected");
    return (connected.find(({ role }) => role === "patient" || role === "clinician") ?? connected[0])?.id;
  };
  /** What stands beside looks again: once for hints that come together, and not while a connection needs all of a thin line. */
  const lookBeside = () => {
    clearTimeout(looking);
    const comesUp = visit.phase === "call" && [...visit.others.values()].some(({ here, id }) => here && visit.stateOf(id) !== "connected");
    looking = setTimeout(() => document.body.dispatchEvent(new CustomEvent("call:visit", { bubbles: true })), comesUp ? 3_000 : 300);
  };
  let looking: ReturnType<typeof setTimeout> | undefined;
  const visit = new Visit(socketAddress(data.socket), media, {
    phase: (phase) => {
      if (phase !== "call") tellMinutes();
      stage.phase(phase);
      if (phase !== "call" && phase !== "waiting") stage.own(media);
    },
    admittedAt: (moment) => {
      stage.admittedAt(moment);
      lookBeside();
    },
    participants: (others) => {
      show();
      if (visit.phase === "call") stage.say(comings.look(others).join(" "));
    },
    picture: (participant, stream) => stage.picture(participant, stream),
    gone: (id) => stage.gone(id),
    chat: (lines, resumed) => (resumed ? chat.resume(lines) : lines.forEach((line) => chat.show(line))),
    refused: (why) => stage.refused(why),
    steered: (participant, steered) => {
      const { seen } = steered;
      quality = { roundTripMs: seen.roundTripMs, lossShare: seen.lossIn, relayed: seen.relayed, meaning: worseOf(steered) };
      root.dataset["relayed"] = String(seen.relayed);
      const leads = participant.id === leading();
      telling.steered(participant, steered, media.shows.camera || media.shows.screen, leads);
      if (leads) minutes.count(steered);
    },
    still: (participant, still) => void telling.still(participant, still),
    look: () => document.body.dispatchEvent(new CustomEvent("call:look", { bubbles: true })),
  });

  void media.open(data.with_camera).then(() => {
    if (!["opening", "waiting", "call"].includes(visit.phase)) return media.close();
    visit.mediaOpened();
    stage.own(media);
    root.dataset["media"] = "open";
    void offerFlip();
  });
  const offerFlip = async () => stage.offer("flip", await OwnMedia.hasSecondCamera());
  navigator.mediaDevices?.addEventListener("devicechange", offerFlip);
  stage.offer("share", !!navigator.mediaDevices && "getDisplayMedia" in navigator.mediaDevices);
  stage.offer("apart", document.pictureInPictureEnabled === true);
  const captions = data.captions ? new Captions(stage.part("captions")!, data.captions) : null;
  stage.offer("captions-dial", !!captions);
  const speakers = () => [...visit.others.values()].flatMap(({ id, name }) => {
    const stream = root.querySelector<HTMLVideoElement>(`video[data-participant="${id}"]`)?.srcObject;
    return stream instanceof MediaStream ? [{ name, stream }] : [];
  });
  const people = document.querySelector<HTMLDialogElement>("#people-dialog");
  // Opened again it is fetched anew; until then nothing old stands there that somebody might fill in.
  people?.addEventListener("close", () => people.querySelector("#people")?.replaceChildren());
  const apart = () => root.querySelector("[data-do=apart]")?.setAttribute("aria-pressed", String(!!document.pictureInPictureElement));
  for (const change of ["enterpictureinpicture", "leavepictureinpicture"]) root.addEventListener(change, apart, true);

  const dialog = root.querySelector<HTMLDialogElement>("dialog[data-part=devices]");
  const devices = dialog && new DeviceDialog(dialog, media, () => stage.own(media));
  const deeds: Record<string, () => void | Promise<unknown>> = {
    mute: () => {
      media.mute(!media.muted);
      visit.tellShown();
    },
    camera: () => media.turnCamera(!media.camera),
    screen: () => media.share(!media.screen),
    flip: () => media.flip(),
    apart: () => (document.pictureInPictureElement ? document.exitPictureInPicture() : stage.mainVideo?.requestPictureInPicture()),
    captions: async () => {
      await captions?.turn(!captions.on, speakers());
      root.querySelector("[data-do=captions]")?.setAttribute("aria-pressed", String(captions?.on));
    },
    people: () => {
      people?.showModal();
      document.body.dispatchEvent(new CustomEvent("call:people", { bubbles: true }));
    },
    "close-people": () => people?.close(),
    devices: () => devices?.open(),
    leave: () => visit.leave(),
    again: () => location.reload(),
    hear: () => stage.hear(),
    write: () => document.querySelector<HTMLElement>("[data-part=chat] input[name=text]")?.focus(),
    admit: () => visit.admit(),
  };

  const act = (event: Event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    const deed = button && root.contains(button) ? deeds[button.dataset["do"]!] : undefined;
    if (!deed) return;
    if (button!.dataset["do"] === "admit" && !visit.line.isOpen) return; // then the form itself is sent
    event.preventDefault();
    void Promise.resolve(deed()).then(() => stage.own(media));
  };
  root.addEventListener("click", act);
  const stopKeys = listenToKeys(root);

  addEventListener("pagehide", tellMinutes);
  let seconds = 0;
  const measuring = setInterval(() => {
    const awaited = [...visit.others.values()].filter(({ id }) => visit.stateOf(id) !== "connected")[0];
    if (visit.phase !== "call" || visit.others.size === 0) telling.alone();
    else if (awaited && visit.others.size === 1) telling.unreached(awaited.name);
    if (awaited) quality = null;
    if (++seconds % TOLD_EVERY === 0) tellMinutes();
    show();
  }, EVERY);

  return () => {
    clearInterval(measuring);
    clearTimeout(looking);
    removeEventListener("pagehide", tellMinutes);
    root.removeEventListener("click", act);
    navigator.mediaDevices?.removeEventListener("devicechange", offerFlip);
    stopKeys();
    void captions?.turn(false, []);
    visit.close();
    document.body.removeAttribute("data-in-visit");
  };
}
