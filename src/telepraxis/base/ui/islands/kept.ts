/**
 * What is typed, kept on this device until the server has it, whatever crashes. `<form {% kept_on_device "note" visit.id %}>`
 * carries where and with which key: AES-GCM, the key known only to the server and to this open page. After sign-out nothing on
 * the device opens it; signed in again, the same person finds it. A page holds a lock while it lives, so that another
 * page takes over only what a dead one left behind.
 */
const BASE = "telepraxis-kept";
const EVERY = 250; // milliseconds between two writes while somebody types

interface Place {
  name: string;
  key: Promise<CryptoKey>;
}

interface Row {
  id: string;
  place: string;
  at: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

export interface Left<T> {
  id: string;
  at: Date;
  content: T;
}

const known = new Map<string, Place>();

/** Take the places out of the page: their keys stay in this script's memory, as keys that cannot be read out. */
function placesOf(element: HTMLElement): Place[] {
  const given = (element.dataset["kept"] ?? "").split(" ").filter(Boolean);
  element.dataset["kept"] = given.map((pair) => pair.split(":")[0]).join(" ");
  return given.map((pair) => {
    const [name, secret] = pair.split(":") as [string, string?];
    const place = secret ? { name, key: imported(secret) } : known.get(name)!;
    known.set(name, place);
    return place;
  });
}

function imported(secret: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const answered = <A>(request: IDBRequest<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened: Promise<IDBDatabase> | null = null;

function base(): Promise<IDBDatabase> {
  return (opened ??= open());
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(BASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows", { keyPath: "id" }).createIndex("place", "place");
  return answered(request);
}

async function rows<A>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => IDBRequest<A>): Promise<A> {
  const work = (await base()).transaction("rows", mode);
  const done = new Promise<void>((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error);
  });
  const answer = await answered(act(work.objectStore("rows")));
  await done;
  return answer;
}

const bound = (place: string, id: string) => new TextEncoder().encode(`${place} ${id}`);
const lock = (id: string) => `${BASE} ${id}`;

export class Shelf<T> {
  readonly #places: Place[];
  readonly #id = crypto.randomUUID();
  readonly #alive: Promise<void>;
  #leave: () => void = () => undefined;
  #content: T | null = null;
  #changed = false;
  #working: Promise<void> | null = null;

  /** Return the shelf of the element; null when this browser, or a page without https, has no way to keep a secret. */
  static of<T>(element: HTMLElement): Shelf<T> | null {
    const able = globalThis.crypto?.subtle && globalThis.indexedDB && navigator.locks;
    return able && element.dataset["kept"] ? new Shelf<T>(placesOf(element)) : null;
  }

  private constructor(places: Place[]) {
    this.#places = places;
    this.#alive = new Promise((held) => {
      const hold = () => new Promise<void>((leave) => ((this.#leave = leave), held()));
      void navigator.locks.request(lock(this.#id), hold);
    });
  }

  /** Keep this from now on; resolves when it is on the device. While somebody types, the newest is written every quarter second. */
  put(content: T): Promise<void> {
    return this.#set(content);
  }

  /** The server has it: keep nothing. */
  clear(): Promise<void> {
    return this.#set(null);
  }

  /** Return what pages that are gone left behind, the oldest first. */
  async left(): Promise<Left<T>[]> {
    const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
    const found: Left<T>[] = [];
    for (const place of this.#places) {
      const all = (await rows("readonly", (store) => store.index("place").getAll(place.name))) as Row[];
      for (const row of all.filter(({ id }) => id !== this.#id && !held.has(lock(id)))) {
        const content = await this.#opened(row, place).catch(() => null);
        if (content) found.push({ id: row.id, at: new Date(row.at), content });
      }
    }
    return found.sort((one, other) => one.at.getTime() - other.at.getTime());
  }

  /** Let go of what a page that is gone left behind. */
  drop(id: string): Promise<unknown> {
    return rows("readwrite", (store) => store.delete(id));
  }

  /** This page is done; what it still keeps may be taken over. */
  close(): void {
    void this.#alive.then(() => this.#working).then(() => this.#leave());
  }

  #set(content: T | null): Promise<void> {
    this.#content = content;
    this.#changed = true;
    return (this.#working ??= this.#work());
  }

  async #work(): Promise<void> {
    await this.#alive;
    while (this.#changed) {
      this.#changed = false;
      // A device without room or with storage switched off still has a server: typing goes on as before.
      await (this.#content === null ? this.drop(this.#id) : this.#write(this.#content)).catch(console.warn);
      await new Promise((later) => setTimeout(later, EVERY));
    }
    this.#working = null;
  }

  async #write(content: T): Promise<void> {
    const place = this.#places[0]!;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(content));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(place.name, this.#id) }, await place.key, words);
    const row: Row = { id: this.#id, place: place.name, at: Date.now(), iv, sealed };
    await rows("readwrite", (store) => store.put(row));
  }

  async #opened(row: Row, place: Place): Promise<T> {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: bound(place.name, row.id) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await place.key, row.sealed))) as T;
  }
}
