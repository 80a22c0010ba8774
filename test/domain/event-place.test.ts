import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Place, formatPlace, parsePlace, pass, start, startAnew } from '../../src/domain/event-place.ts';

/** What happens to the log: a transaction begins, writes an entry, commits; or somebody reads a page, or goes away and comes back. */
const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ what: fc.constant('begin' as const) }) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('write' as const), nth: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('commit' as const), nth: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('resume' as const) }) },
  ),
  { maxLength: 80 },
);

class Log {
  readonly entries: { id: number; xact: bigint; committed: boolean }[] = [];
  readonly open: bigint[] = [];
  #next = 100n;
  begin() {
    this.open.push((this.#next += 1n));
  }
  write(nth: number) {
    const xact = this.open[nth % this.open.length];
    if (xact !== undefined) this.entries.push({ id: this.entries.length + 1, xact, committed: false });
  }
  commit(nth: number) {
    const [xact] = this.open.splice(nth % Math.max(1, this.open.length), 1);
    for (const entry of this.entries) if (entry.xact === xact) entry.committed = true;
  }
  get xmin() {
    return this.open.reduce((least, xact) => (xact < least ? xact : least), this.#next + 1n);
  }
  beyond(place: Place, limit: number) {
    return this.entries
      .filter((e) => e.committed && (e.xact > place.xact || (e.xact === place.xact && e.id > place.id)))
      .filter((e) => e.id > place.above && !place.seen.has(e.id))
      .sort((a, b) => (a.xact === b.xact ? a.id - b.id : a.xact < b.xact ? -1 : 1))
      .slice(0, limit);
  }
  resumed(text: string): Place {
    const place = parsePlace(text);
    for (const id of place.seen.keys()) place.seen.set(id, this.entries[id - 1]?.xact ?? 0n);
    return place;
  }
}

describe('a reader of events', () => {
  test('whatever commits in whatever order, however often they go away and come back: gets every entry once', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const log = new Log();
        let place = start();
        let last = formatPlace(place);
        const sent: number[] = [];
        const read = (limit: number) => {
          const page = log.beyond(place, limit);
          for (const entry of page) {
            pass(place, entry, log.xmin);
            last = formatPlace(place);
            sent.push(entry.id);
          }
          return page.length;
        };
        for (const step of all) {
          if (step.what === 'begin') log.begin();
          else if (step.what === 'write') log.write(step.nth);
          else if (step.what === 'commit') log.commit(step.nth);
          else if (step.what === 'read') read(step.limit);
          else place = log.resumed(last);
        }
        while (log.open.length > 0) log.commit(0);
        while (read(3) > 0);
        expect(sent.sort((a, b) => a - b)).toEqual(log.entries.map(({ id }) => id));
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each(['0-0', '812-44', '812-44~45', '18446744073709551-44~45.47'])('%s: comes back as it was', (text) => {
  expect(formatPlace(parsePlace(text))).toBe(text);
});
test.each([undefined, '', 'x', '-1', '1-', '1-2~', '1-2~a', '1-2~3.', '9'.repeat(40), '1-2\n3'])(
  '%j, which no event carried: begins at the beginning',
  (text) => {
    expect(parsePlace(text)).toEqual(start());
  },
);
test('the number of an entry: goes on above it', () => {
  expect(parsePlace('42')).toMatchObject({ above: 42, xact: 0n, id: 0 });
});
test('a database that counts its transactions from the start again: goes on above what was seen', () => {
  const place = parsePlace('812-44~45.47');
  startAnew(place);
  expect(place).toMatchObject({ above: 47, xact: 0n, id: 0 });
  expect(place.seen.size).toBe(0);
});
