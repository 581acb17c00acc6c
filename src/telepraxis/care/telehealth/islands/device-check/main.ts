/** The device check: camera picture, loudness of the microphone, a test sound, and data really sent over the relay. */
import type { Ice } from "../call/protocol.ts";
import { OwnMedia, type Problem } from "../call/media.ts";
import { filled, type Words } from "../call/stage.ts";
import { startRung } from "../call/start.ts";
import { proveRelay } from "./relay.ts";

interface CheckData {
  relay: string;
  words: Words;
}

type Part = "camera" | "microphone" | "speaker" | "relay";
type State = "works" | "refused" | "missing" | "busy" | "failed" | "not_checked";

const TONES: Record<State, string> = { works: "ok", refused: "warn", missing: "warn", busy: "warn", failed: "warn", not_checked: "info" };

export function mount(island: HTMLElement, { relay, words }: CheckData): () => void {
  const root = island.closest<HTMLElement>("[data-check]")!;
  const form = root.querySelector<HTMLFormElement>("form")!;
  const media = new OwnMedia();
  let stopMeter: () => void = () => undefined;

  const found = (part: Part, state: State, sentence: string) => {
    (form.elements.namedItem(part) as HTMLInputElement).value = state;
    const row = root.querySelector<HTMLElement>(`[data-device=${part}]`)!;
    row.dataset["found"] = state;
    row.querySelector("[data-text]")!.textContent = sentence;
    const tile = row.querySelector<HTMLElement>(".tile");
    if (tile) tile.dataset["tone"] = TONES[state];
  };

  const look = async (withCamera: boolean) => {
    media.close();
    media.problems = [];
    if (!navigator.mediaDevices?.getUserMedia) {
      found("camera", "failed", words["insecure"] ?? "");
      found("microphone", "failed", words["insecure"] ?? "");
      return;
    }
    await media.open(withCamera);
    for (const device of ["camera", "microphone"] as const) {
      const problem = media.problems.find((one) => one.startsWith(device));
      if (problem) found(device, stateOf(problem), words[problem] ?? problem);
      else if (device === "camera" && !withCamera) found("camera", "not_checked", words["camera_off"] ?? "");
      else found(device, "works", words[`${device}_works`] ?? "");
    }
    const video = root.querySelector<HTMLVideoElement>("[data-part=self]")!;
    video.hidden = !media.camera;
    video.srcObject = media.camera ? new MediaStream([media.camera]) : null;
    root.querySelector<HTMLElement>("[data-part=mirror-words]")!.hidden = !!media.camera;
    if (!media.camera) root.querySelector("[data-part=mirror-words]")!.textContent = withCamera ? (words[media.problems[0] ?? ""] ?? "") : (words["camera_off"] ?? "");
    root.querySelector<HTMLElement>("[data-part=help]")!.hidden = !media.problems.some((one) => one.endsWith("refused"));
    stopMeter();
    if (media.microphone) stopMeter = showLoudness(media.microphone, root.querySelector<HTMLMeterElement>("[data-part=level]")!);
  };

  const checkNetwork = async () => {
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
    const answer = await fetch(relay, { method: "POST", headers: { "X-CSRFToken": token } });
    const { state, milliseconds } = await proveRelay((await answer.json()) as Ice);
    (form.elements.namedItem("relay_ms") as HTMLInputElement).value = milliseconds === null ? "" : String(milliseconds);
    found("relay", state, filled(words[`relay_${state}`], { ms: milliseconds ?? "" }));
  };

  const act = (event: Event) => {
    const control = (event.target as Element).closest<HTMLElement>("[data-do]");
    switch (control?.dataset["do"]) {
      case "tone":
        playTone();
        root.querySelector<HTMLElement>("[data-part=heard]")!.hidden = false;
        return;
      case "heard": return found("speaker", "works", words["speaker_works"] ?? "");
      case "unheard": return found("speaker", "failed", words["speaker_failed"] ?? "");
      case "without": return void look(!(control as HTMLInputElement).checked);
      case "retry": return void look(true);
    }
  };
  root.addEventListener("click", act);
  void look(true).then(() => (root.dataset["media"] = "checked"));
  // The proof needs the line for itself: on a thin one it waits until the page has come.
  const prove = () => void checkNetwork().catch(() => found("relay", "failed", words["relay_failed"] ?? ""));
  const proving = relay ? setTimeout(prove, proofWait()) : undefined;

  return () => {
    clearTimeout(proving);
    root.removeEventListener("click", act);
    stopMeter();
    media.close();
  };
}

/** Milliseconds: none where this page came quickly. */
function proofWait(): number {
  return startRung() === "good" ? 0 : 3_000;
}

export function stateOf(problem: Problem): State {
  return problem.split("_")[1] as State;
}

/** Move the bar with the voice, about 15 times a second. */
function showLoudness(track: MediaStreamTrack, bar: HTMLMeterElement): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
    bar.value = Math.min(100, Math.round((loudest / 128) * 140));
  }, 66);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Two soft notes, half a second each. */
function playTone(): void {
  const context = new AudioContext();
  [523.25, 659.25].forEach((pitch, index) => {
    const note = context.createOscillator();
    const loudness = context.createGain();
    const begins = context.currentTime + index * 0.5;
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, begins);
    loudness.gain.linearRampToValueAtTime(0.25, begins + 0.05);
    loudness.gain.linearRampToValueAtTime(0, begins + 0.48);
    note.connect(loudness).connect(context.destination);
    note.start(begins);
    note.stop(begins + 0.5);
  });
  setTimeout(() => void context.close(), 1_500);
}
