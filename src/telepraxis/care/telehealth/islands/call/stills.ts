/**
 * A still picture every few seconds where no moving one fits: a small JPEG in pieces that never get in the way of a word.
 * What comes in is believed to be a picture only when it is a small one and a browser can draw it.
 */
export const STILL_EVERY = 5_000;
export const PIECE = 400; // bytes: less than a word's packet waits for it
export const LARGEST = 12_000;
const BETWEEN_PIECES = 120; // so 27 kbit/s at most while one is on its way
const WIDTH = 192;
const WIDEST = 640;
const HEADER = 3; // number of the still, of the piece, and how many pieces

/** Return the still in pieces, each with its header; none when it is too large. */
export function inPieces(still: Uint8Array, number: number): Uint8Array[] {
  const count = Math.ceil(still.length / PIECE);
  if (still.length > LARGEST || count === 0) return [];
  return Array.from({ length: count }, (_, index) => {
    const part = still.subarray(index * PIECE, (index + 1) * PIECE);
    const piece = new Uint8Array(HEADER + part.length);
    piece.set([number & 255, index, count]);
    piece.set(part, HEADER);
    return piece;
  });
}

/** Puts pieces together; a still with a missing piece is dropped when the next begins. */
export class Gathering {
  #number = -1;
  #count = 0;
  #pieces: Uint8Array[] = [];

  /** Return the whole still with its last piece, null before; what is no piece of a still is ignored. */
  take(piece: Uint8Array): Uint8Array | null {
    const [number, index, count] = piece;
    if (piece.length <= HEADER || piece.length > HEADER + PIECE || !count || index! >= count || count > Math.ceil(LARGEST / PIECE)) return null;
    if (number !== this.#number || count !== this.#count) {
      this.#number = number!;
      this.#count = count;
      this.#pieces = [];
    }
    this.#pieces[index!] = piece.subarray(HEADER);
    if (this.#pieces.filter(Boolean).length < count) return null;
    const whole = new Uint8Array(this.#pieces.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#pieces) {
      whole.set(part, at);
      at += part.length;
    }
    this.#number = -1;
    return isJpeg(whole) ? whole : null;
  }
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Takes a still of a track now and then. */
export class StillCamera {
  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");

  constructor() {
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  /** Return a small JPEG of what the track shows, null when it shows nothing yet. */
  async take(track: MediaStreamTrack): Promise<Uint8Array | null> {
    const stream = this.#video.srcObject as MediaStream | null;
    if (stream?.getVideoTracks()[0] !== track) {
      this.#video.srcObject = new MediaStream([track]);
      await this.#video.play().catch(() => undefined);
    }
    const { videoWidth, videoHeight } = this.#video;
    if (!videoWidth) return null;
    this.#canvas.width = WIDTH;
    this.#canvas.height = Math.round((WIDTH * videoHeight) / videoWidth);
    this.#canvas.getContext("2d")!.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    const blob = await new Promise<Blob | null>((done) => this.#canvas.toBlob(done, "image/jpeg", 0.35));
    return blob ? new Uint8Array(await blob.arrayBuffer()) : null;
  }

  close(): void {
    this.#video.srcObject = null;
  }
}

/** Send the pieces one by one, with time between them; stops when the channel closes. */
export async function sendSlowly(channel: RTCDataChannel, pieces: Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    if (channel.readyState !== "open") return;
    channel.send(piece as Uint8Array<ArrayBuffer>);
    await new Promise((done) => setTimeout(done, BETWEEN_PIECES));
  }
}

/** Draw a still that came in; false when it is no picture of a believable size. */
export async function draw(still: Uint8Array, canvas: HTMLCanvasElement): Promise<boolean> {
  try {
    const picture = await createImageBitmap(new Blob([still as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }));
    if (picture.width > WIDEST || picture.height > WIDEST) return false;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")!.drawImage(picture, 0, 0);
    picture.close();
    return true;
  } catch {
    return false;
  }
}
