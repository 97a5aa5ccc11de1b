/** What the benchmark runs inside the page: each function for itself, since only its own text gets there. */

/** The part of a browser's globals that these functions use; the server's program has no types of documents. */
interface Element {
  readonly textContent: string;
  readonly dataset: Readonly<Record<string, string>>;
  readonly disabled?: boolean;
  scrollBy(x: number, y: number): void;
  querySelectorAll(selector: string): ArrayLike<Element>;
}
interface InputEvent {
  readonly key: string;
  readonly timeStamp: number;
}
declare const document: Element & { querySelector(selector: string): Element | null };
declare const window: { readyAt?: number; isWatching?: boolean; keyTimes?: number[] };
declare function requestAnimationFrame(call: (now: number) => void): void;
declare function addEventListener(name: string, call: (event: InputEvent) => void, capture: boolean): void;
declare function removeEventListener(name: string, call: (event: InputEvent) => void, capture: boolean): void;

/** Runs before the page's own scripts: notes in `readyAt` when messages can be read and the field takes text. */
export function watchForReady(): void {
  const look = () => {
    const field = document.querySelector("#composer");
    const isReady = field && !field.disabled && document.querySelector("[data-id] .markdown");
    if (!isReady) requestAnimationFrame(look);
    // After the frame that shows it.
    else setTimeout(() => (window.readyAt = performance.now()));
  };
  requestAnimationFrame(look);
}

/** Milliseconds from the beginning of the navigation; null until it is ready. */
export function readyTime(): number | null {
  return window.readyAt ?? null;
}

/** Counts the frames from the next Enter until the last row has the text. */
export function untilPainted(text: string): Promise<{ count: number; milliseconds: number }> {
  return new Promise((resolve) => {
    const pressed = ({ key, timeStamp }: InputEvent) => {
      if (key !== "Enter") return;
      removeEventListener("keydown", pressed, true);
      window.isWatching = false;
      let count = 0;
      const frame = () => {
        count++;
        const last = document.querySelector(".message-rows > li:last-child .markdown")?.textContent;
        if (last !== text) requestAnimationFrame(frame);
        else setTimeout(() => resolve({ count, milliseconds: performance.now() - timeStamp }));
      };
      requestAnimationFrame(frame);
    };
    addEventListener("keydown", pressed, true);
    window.isWatching = true;
  });
}

/** Milliseconds from the next click until a frame shows the channel's messages, which begin with its name. */
export function untilShown(channel: string): Promise<number> {
  return new Promise((resolve) => {
    const clicked = ({ timeStamp }: InputEvent) => {
      removeEventListener("click", clicked, true);
      window.isWatching = false;
      const look = () => {
        const last = Array.from(document.querySelectorAll(".message-rows [data-id] .markdown")).at(-1);
        const isShown = last?.textContent.startsWith(`${channel}:`);
        if (isShown) setTimeout(() => resolve(performance.now() - timeStamp));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    addEventListener("click", clicked, true);
    window.isWatching = true;
  });
}

export function isWatching(): boolean {
  return window.isWatching === true;
}

/** Collects in `keyTimes` how long keys took to their paint. Browsers tell of those of 16 ms and more. */
export function watchKeys(): void {
  const times: number[] = [];
  window.keyTimes = times;
  const options: object = { type: "event", durationThreshold: 16 };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") times.push(duration);
  }).observe(options as Parameters<PerformanceObserver["observe"]>[0]);
}

export function longestKey(): number {
  return Math.max(16, ...(window.keyTimes ?? []));
}

interface Read {
  /** Whole milliseconds of each frame: the clock of a page is no more exact than a tenth of one. */
  readonly frames: readonly number[];
  /** By how many messages the topmost one in the document went back. */
  readonly passed: number;
  /** Most rows in the document. */
  readonly rows: number;
}

/** Scrolls the list back by so many pixels in each frame. */
export function readBack({ seconds, step }: { seconds: number; step: number }): Promise<Read> {
  const list = document.querySelector(".messages");
  const frames: number[] = [];
  let passed = 0;
  let before = 0;
  let rows = 0;
  const end = performance.now() + seconds * 1000;
  return new Promise((resolve) => {
    let last = performance.now();
    const frame = (now: number) => {
      frames.push(Math.round(now - last));
      last = now;
      list?.scrollBy(0, -step);
      const all = list?.querySelectorAll(".message-rows .markdown") ?? [];
      rows = Math.max(rows, all.length);
      // The seeded texts are numbered, and so are those that other parts of the benchmark sent.
      const number = /^message (\d+)/.exec(all[0]?.textContent ?? "")?.[1];
      const went = number === undefined ? 0 : before - Number(number);
      if (went > 0 && went < 1000) passed += went;
      if (number !== undefined) before = Number(number);
      if (now < end) requestAnimationFrame(frame);
      else resolve({ frames, passed, rows });
    };
    requestAnimationFrame(frame);
  });
}
