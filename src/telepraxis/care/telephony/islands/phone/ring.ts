/** A ring for incoming calls, played by the page itself: two soft tones, every three seconds. */
export class Ring {
  #context: AudioContext | null = null;
  #again: ReturnType<typeof setInterval> | undefined;

  /** A browser plays only after a touch: call this in one. */
  allow(): void {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }

  start(): void {
    if (this.#again) return;
    this.#tone();
    this.#again = setInterval(() => this.#tone(), 3_000);
  }

  stop(): void {
    clearInterval(this.#again);
    this.#again = undefined;
  }

  #tone(): void {
    const context = this.#context;
    if (!context) return;
    [0, 0.5].forEach((late) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const at = context.currentTime + late;
      tone.frequency.value = 660;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.15, at + 0.03);
      volume.gain.linearRampToValueAtTime(0, at + 0.4);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.45);
    });
  }
}
