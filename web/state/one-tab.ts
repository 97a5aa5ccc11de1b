/** Tabs of one browser agree on which of them tells of a message, and whether one shows it already. */
import { base } from "./base.ts";

interface Claim {
  readonly id: string;
  readonly tab: number;
  /** The reader sees the message there. */
  readonly isInSight: boolean;
  /** It has told of it. */
  readonly isDone: boolean;
}

/** Milliseconds in which the other tabs say what they have. */
const patience = 300;
const mostRemembered = 200;
const own = Math.random();
const claims = new Map<string, Claim[]>();
let tabs: BroadcastChannel | null = null;

function remember(claim: Claim): void {
  claims.set(claim.id, [...(claims.get(claim.id) ?? []), claim]);
  const [oldest] = claims.keys();
  if (claims.size > mostRemembered && oldest !== undefined) claims.delete(oldest);
}

export function watchTabs(): void {
  if (!("BroadcastChannel" in globalThis)) return;
  tabs = new BroadcastChannel(`${base}notifications`);
  tabs.onmessage = ({ data }: MessageEvent<Claim>) => remember(data);
}

function claim(fields: Omit<Claim, "tab">): void {
  remember({ ...fields, tab: own });
  tabs?.postMessage({ ...fields, tab: own });
}

/** Does this tab tell of the message? @param isInSight the reader sees it here */
export async function isToldHere(id: string, isInSight: boolean): Promise<boolean> {
  claim({ id, isInSight, isDone: false });
  await new Promise((resolve) => setTimeout(resolve, patience));
  const all = claims.get(id) ?? [];
  const isMine = all.every((other) => !other.isInSight && !other.isDone && other.tab >= own);
  if (isMine) claim({ id, isInSight, isDone: true });
  return isMine;
}
