/** Bytes with which a client of HTTP/2 begins. */
const PREFACE_BYTES = 24;
const HEADER_BYTES = 9;
const DATA = 0;

/** Counts the frames with data that a client of HTTP/2 sends over a connection: one for each message, if it is small. */
export class DataFrames {
  #count = 0;
  #rest = Buffer.alloc(0);
  #skip = PREFACE_BYTES;

  /** Frames with content so far. */
  get count(): number {
    return this.#count;
  }

  add(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const skipped = Math.min(this.#skip, this.#rest.length);
      this.#rest = this.#rest.subarray(skipped);
      this.#skip -= skipped;
      if (this.#skip > 0 || this.#rest.length < HEADER_BYTES) return;
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest[3] === DATA && length > 0) this.#count++;
      this.#skip = HEADER_BYTES + length;
    }
  }
}
