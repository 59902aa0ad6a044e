/** How full the table may get before it grows: more makes the searches long. */
const fullest = 0.75

/** The most bytes that a unit of UTF-16 takes. */
const bytesPerUnit = 3

/** The bytes of the length before each id. */
const lengthBytes = 4

/**
 * A set of ids that is exact and small: the ids in bytes one after the other, and a table of where they begin. A set of
 * digests would be little smaller, and would pass over a link when two digests meet.
 */
export class IdSet {
  size = 0
  /** Where an id begins, plus one: zero is an empty place. */
  private table = new Uint32Array(16)
  private bytes = new Uint8Array(256)
  private used = 0

  has(id: string): boolean {
    return this.table[this.placeOf(this.used, this.write(id))] !== 0
  }

  /** Whether the id is new. */
  add(id: string): boolean {
    const end = this.write(id)
    const place = this.placeOf(this.used, end)
    if (this.table[place] !== 0) return false
    this.table[place] = this.used + 1
    this.used = end
    this.size += 1
    if (this.size > this.table.length * fullest) this.enlargeTable()
    return true
  }

  /**
   * Writes an id after all others, and gives back where it ends. It only stays when `used` is moved there. Each unit of
   * UTF-16 is written as UTF-8 would write it: UTF-8 itself cannot tell lone surrogates apart.
   */
  private write(id: string): number {
    let end = this.used + lengthBytes
    this.reserve(end + id.length * bytesPerUnit)
    const { bytes } = this
    for (let index = 0; index < id.length; index++) {
      const unit = id.charCodeAt(index)
      if (unit < 0x80) bytes[end++] = unit
      else {
        if (unit < 0x800) bytes[end++] = 0xc0 | (unit >>> 6)
        else {
          bytes[end++] = 0xe0 | (unit >>> 12)
          bytes[end++] = 0x80 | ((unit >>> 6) & 0x3f)
        }
        bytes[end++] = 0x80 | (unit & 0x3f)
      }
    }
    const length = end - this.used - lengthBytes
    for (let index = 0; index < lengthBytes; index++) bytes[this.used + index] = length >>> (8 * index)
    return end
  }

  private reserve(end: number): void {
    if (end <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(end, Math.ceil(this.bytes.length * 1.5)))
    larger.set(this.bytes.subarray(0, this.used))
    this.bytes = larger
  }

  /** The place in the table of the id that is written at `start`, or the empty one where it belongs. */
  private placeOf(start: number, end: number): number {
    const mask = this.table.length - 1
    let place = this.hash(start, end) & mask
    for (let known = this.table[place]; known; known = this.table[place]) {
      if (this.isSame(known - 1, start, end)) return place
      place = (place + 1) & mask
    }
    return place
  }

  // FNV-1a, and the last mixing of MurmurHash3: the ids of a workspace are much alike.
  private hash(start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ this.byteAt(index), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  // The length comes first, so that ids of different lengths differ at once.
  private isSame(known: number, start: number, end: number): boolean {
    for (let index = 0; index < end - start; index++) {
      if (this.bytes[known + index] !== this.bytes[start + index]) return false
    }
    return true
  }

  private byteAt(index: number): number {
    return Number(this.bytes[index])
  }

  private enlargeTable(): void {
    this.table = new Uint32Array(this.table.length * 2)
    for (let start = 0; start < this.used; start = this.endOf(start)) {
      this.table[this.placeOf(start, this.endOf(start))] = start + 1
    }
  }

  private endOf(start: number): number {
    let length = 0
    for (let index = 0; index < lengthBytes; index++) length |= this.byteAt(start + index) << (8 * index)
    return start + lengthBytes + length
  }
}
