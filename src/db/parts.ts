/** The largest part in which a file lies in the database. */
const PART_BYTES = 1_048_576;

/** A stream in parts of one size, the last one shorter; of an empty stream none. */
export async function* inParts(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer[] = [];
  let pending = 0;
  for await (const piece of body) {
    rest.push(piece);
    pending += piece.length;
    if (pending < PART_BYTES) continue;
    const block = Buffer.concat(rest);
    let at = 0;
    for (; block.length - at >= PART_BYTES; at += PART_BYTES) yield block.subarray(at, at + PART_BYTES);
    rest = [block.subarray(at)];
    pending = block.length - at;
  }
  if (pending > 0) yield Buffer.concat(rest);
}
