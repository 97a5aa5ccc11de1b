/** Where each message is, by its id: 40 bytes for a message, so that tens of millions fit into memory. */

export interface Place {
  /** Number of the room. */
  readonly room: number;
  /** Number of the message in its room, from 0. */
  readonly sequence: number;
  /** Number of the author among `People`. */
  readonly author: number;
}

export interface IdTable {
  /** Notes the place of an id, unless the id has one. */
  add(id: string, place: Place): boolean;
  find(id: string): Place | null;
  readonly size: number;
}

/** Numbers of an entry: two halves of a hash, then the place. */
const width = 5;

/** Two ids that share a 64-bit hash would count as the same one, which gives the second message a new id. */
export function createIdTable(): IdTable {
  let capacity = 1024;
  let entries = new Uint32Array(capacity * width);
  let size = 0;
  const hash = new Uint32Array(2);

  /** Where the entry of the hash is, or belongs. */
  function slot(table: Uint32Array, slots: number, low: number, high: number): number {
    let at = low % slots;
    for (;;) {
      const index = at * width;
      const isFree = table[index] === 0 && table[index + 1] === 0;
      if (isFree || (table[index] === low && table[index + 1] === high)) return index;
      at = at + 1 === slots ? 0 : at + 1;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(capacity * 2 * width);
    for (let index = 0; index < entries.length; index += width) {
      const low = entries[index] ?? 0;
      const high = entries[index + 1] ?? 0;
      if (low === 0 && high === 0) continue;
      larger.set(entries.subarray(index, index + width), slot(larger, capacity * 2, low, high));
    }
    entries = larger;
    capacity *= 2;
  }

  function slotOf(id: string): number {
    hashInto(id, hash);
    return slot(entries, capacity, hash[0] ?? 0, hash[1] ?? 0);
  }

  return {
    add(id, { room, sequence, author }) {
      if (size * 2 >= capacity) grow();
      const index = slotOf(id);
      if (entries[index] !== 0 || entries[index + 1] !== 0) return false;
      entries[index] = hash[0] ?? 0;
      entries[index + 1] = hash[1] ?? 0;
      entries[index + 2] = room;
      entries[index + 3] = sequence;
      entries[index + 4] = author;
      size++;
      return true;
    },
    find(id) {
      const index = slotOf(id);
      if (entries[index] === 0 && entries[index + 1] === 0) return null;
      return {
        room: entries[index + 2] ?? 0,
        sequence: entries[index + 3] ?? 0,
        author: entries[index + 4] ?? 0,
      };
    },
    get size() {
      return size;
    },
  };
}

/** Two independent 32-bit hashes of the text. They are never both 0. */
function hashInto(text: string, into: Uint32Array): void {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  into[0] = low;
  into[1] = high === 0 && low === 0 ? 1 : high;
}
