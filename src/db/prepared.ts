import { createHash } from 'node:crypto';
import pg from 'pg';

/** So many statements are prepared, on each connection that runs them; texts beyond it are sent as they are. */
const MOST = 500;
/** Texts that were seen once; more than that are forgotten together. */
const REMEMBERED = 5_000;
/** A text that grows with its values is another one each time. */
const LONGEST = 20_000;
/** How these are best done depends on the very value, which a plan made once for all cannot look at. */
const BY_VALUE = /\b(i?like|any|unnest|similarity)\b|[%<]%|%>/i;

const names = new Map<string, string>();
const seen = new Set<string>();

/**
 * A client whose statements are prepared when they come for the second time: what row-level security makes of a short read takes longer
 * to plan than to run.
 */
export class PreparingClient extends pg.Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- the signatures of the base class, of which all but one pass through
  override query(...args: [any, ...any[]]): any {
    const [text, values] = args;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0 || args.length > 2)
      return super.query(...args);
    const name = nameOf(text);
    if (name === undefined) return super.query(text, values);
    return super.query({ name, text, values }).catch((error: unknown) => {
      // A migration changed what the statement gives. It is prepared anew under another name; this request says `unavailable`.
      if (error instanceof Error && 'code' in error && error.code === '0A000') {
        names.delete(text);
        generation += 1;
      }
      throw error;
    });
  }
}

let generation = 0;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (text.length > LONGEST || names.size >= MOST || BY_VALUE.test(text)) return undefined;
  if (!seen.has(text)) {
    if (seen.size >= REMEMBERED) seen.clear();
    seen.add(text);
    return undefined;
  }
  const name = `s${generation}-${createHash('sha256').update(text).digest('base64url').slice(0, 32)}`;
  names.set(text, name);
  return name;
}
