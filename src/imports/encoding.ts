import { isUtf8 } from 'node:buffer';
import { ImportError } from './errors.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const BOMS: readonly [Encoding, Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['gb18030', Buffer.from([0x84, 0x31, 0x95, 0x33])],
];

/**
 * Which encoding a file is in, by its beginning: a byte order mark decides; zeros in every second byte are UTF-16; what is valid
 * UTF-8 is that; anything else is GB18030, which GBK and GB2312 are parts of, as Excel in Chinese saves CSV.
 * @param beginning the more, the surer
 * @param whole whether nothing follows: else a character cut at the end is no fault
 */
export function detectEncoding(beginning: Buffer, whole: boolean): Encoding {
  const marked = BOMS.find(([, bom]) => beginning.subarray(0, bom.length).equals(bom));
  if (marked) return marked[0];
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(beginning.length, 4_096); at += 1)
    if (beginning[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const pairs = Math.floor(Math.min(beginning.length, 4_096) / 2);
  if ((zeros[1] ?? 0) > pairs / 2 && zeros[0] === 0) return 'utf-16le';
  if ((zeros[0] ?? 0) > pairs / 2 && zeros[1] === 0) return 'utf-16be';
  const readable = whole ? beginning : beginning.subarray(0, lastCharacterStart(beginning));
  return isUtf8(readable) ? 'utf-8' : 'gb18030';
}

/**
 * A text of another encoding as UTF-8, piece by piece.
 * @throws ImportError encoding, with the line on which the bytes are no text
 */
export async function* toUtf8(
  chunks: AsyncIterable<Buffer>,
  encoding: Exclude<Encoding, 'utf-8'>,
): AsyncGenerator<Buffer, void, undefined> {
  // A replacement character in what comes out stands for bytes that are no text; the file's own would be the trace of damage too.
  const decoder = new TextDecoder(encoding);
  let line = 1;
  const checked = (text: string) => {
    const bad = text.indexOf('\uFFFD');
    if (bad !== -1) throw new ImportError('encoding', { line: line + newlinesIn(text.slice(0, bad)), encoding });
    line += newlinesIn(text);
    return Buffer.from(text);
  };
  for await (const chunk of chunks) yield checked(decoder.decode(chunk, { stream: true }));
  yield checked(decoder.decode());
}

/** Where the last character begins: continuation bytes of UTF-8 are 10xxxxxx, at most three of them. */
export function lastCharacterStart(block: Buffer): number {
  let at = block.length - 1;
  while (at > block.length - 4 && ((block[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
