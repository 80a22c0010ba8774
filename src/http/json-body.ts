import { raw } from 'express';
import type { Request, Response } from 'express';
import { Refusal } from '../contract/failures.ts';
import { InvalidRequest, type ProblemContext } from './problems.ts';
import { sentence } from '../i18n/index.ts';

/** So long a body may take to arrive. */
const PATIENCE_MS = 30_000;
/** Far more than any request of ours needs; a body beyond it is made to cost something. */
const DEEPEST = 32;
const MOST_VALUES = 100_000;

/** A body of so many times the limit is not waited for. */
const CUT_OFF_TIMES = 4;
/** So long somebody who still writes has to read the answer. */
const LINGER_MS = 1_000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

type ReadJson = (req: Request, res: Response, context: Pick<ProblemContext, 'locale'>) => Promise<unknown>;

/**
 * Reads the body of a request as JSON.
 * @param types that it may be of
 * @param limit in bytes, also of what is compressed; undefined is given when there is no body
 * @throws Refusal unsupportedMediaType, payloadTooLarge, requestTimeout, malformed (no UTF-8, no JSON, no object or list),
 * bodyTooComplex; InvalidRequest: a name twice, or one that means something to programs, or a number that loses digits
 */
export function jsonReader(types: string[], limit: number): ReadJson {
  const bytesOf = raw({ limit, type: types });
  return async (req, res, { locale }) => {
    // null: there is no body at all, which the schema will name field by field.
    if (req.is(types) === false) throw new Refusal('unsupportedMediaType', { expected: types.join(', ') });
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(req.get('Content-Type') ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset))
      throw new Refusal('unsupportedMediaType', { expected: 'application/json; charset=utf-8' });
    await new Promise<void>((resolve, reject) => {
      const tooSlow = setTimeout(() => reject(new Refusal('requestTimeout')), PATIENCE_MS);
      cutOff(req, res, limit, reject);
      bytesOf(req, res, (error?: unknown) => {
        clearTimeout(tooSlow);
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Refusal('malformed', { why: 'JSON' }));
      });
    });
    const bytes: unknown = req.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
    return parse(bytes, locale);
  };
}

/** The parser reads a body that is too large to its end before it says so. Some have no end: beyond this it is not waited for. */
function cutOff(req: Request, res: Response, limit: number, refuse: (reason: Refusal) => void): void {
  let left = limit * CUT_OFF_TIMES;
  req.on('data', function count({ length }: Buffer) {
    left -= length;
    if (left >= 0) return;
    req.off('data', count);
    res.once('finish', () => setTimeout(() => req.destroy(), LINGER_MS).unref());
    refuse(new Refusal('payloadTooLarge', { limit: `${limit} bytes` }));
  });
}

function parse(bytes: Buffer, locale: ProblemContext['locale']): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new Refusal('malformed', { why: 'UTF-8' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('malformed', { why: 'JSON' });
  }
  if (typeof value !== 'object' || value === null) throw new Refusal('malformed', { why: 'JSON' });
  // Only now: on what is no JSON the search for the end of a string could begin again at every quotation mark.
  const faults = scan(text);
  if (faults.length > 0)
    throw new InvalidRequest(
      faults.map(({ pointer, code }) => ({ pointer, detail: sentence(locale, 'problems', `field.${code}`) })),
    );
  return value;
}

interface JsonFault {
  pointer: string;
  code: 'nameTwice' | 'nameReserved' | 'numberTooLong';
}

/** The tokens of valid JSON that matter here. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|-?\d[\d.eE+-]*/gs;
/** Names by which a program reaches what all objects share. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__']);

/**
 * What JSON.parse passed over in silence: of two members of one name it kept the second, and of a long number what fits.
 * @throws Refusal bodyTooComplex
 */
function scan(text: string): JsonFault[] {
  const faults: JsonFault[] = [];
  /** of the objects (names so far) and lists (undefined) around the token, with the place in each */
  const around: { names: Set<string> | undefined; at: string | number }[] = [];
  let values = 0;
  let expectsName = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = around.at(-1);
    const first = token.charAt(0);
    if (first === '{' || first === '[') {
      around.push({ names: first === '{' ? new Set() : undefined, at: 0 });
      expectsName = first === '{';
      if (around.length > DEEPEST) throw tooComplex();
    } else if (first === '}' || first === ']') {
      around.pop();
      expectsName = false;
    } else if (first === ',') {
      if (inside && typeof inside.at === 'number') inside.at += 1;
      expectsName = inside?.names !== undefined;
      values += 1;
    } else if (first === '"') {
      if (!expectsName || !inside?.names) continue;
      const name = unescaped(token);
      inside.at = name;
      if (inside.names.has(name)) faults.push({ pointer: pointerTo(around), code: 'nameTwice' });
      else if (RESERVED.has(name)) faults.push({ pointer: pointerTo(around), code: 'nameReserved' });
      inside.names.add(name);
      expectsName = false;
    } else if (first !== ':' && losesDigits(token)) faults.push({ pointer: pointerTo(around), code: 'numberTooLong' });
    if (values > MOST_VALUES) throw tooComplex();
    if (faults.length > 20) break;
  }
  return faults;
}

const tooComplex = () => new Refusal('bodyTooComplex', { depth: DEEPEST, values: MOST_VALUES });

function losesDigits(token: string): boolean {
  const value = Number(token);
  return !Number.isFinite(value) || (Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(token));
}

function unescaped(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}

const pointerTo = (around: { at: string | number }[]) =>
  around.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
