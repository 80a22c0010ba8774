import * as z from 'zod';

/** Days and instants as people and programs write them: ISO 8601, and what PostgreSQL can hold of it, which has no year 0. */

const { source: aDay } = z.regexes.date;
const { source: inUtc } = z.regexes.datetime({});
const { source: withOffset } = z.regexes.datetime({ offset: true });

/** `2026-03-02` */
export const day = z.stringFormat('date', new RegExp(`^(?!0000)${aDay.slice(1)}`));

/** `2026-03-02T01:30:00Z` */
export const instant = z.stringFormat('datetime', new RegExp(`^(?!0000)${inUtc.slice(1)}`));

/** `2026-03-02T09:30:00+08:00`; no zone is 16 hours and more from UTC. The first and the last day of all begin and end in UTC. */
export const inAnyZone = z.stringFormat(
  'datetime',
  new RegExp(`^(?!0000|0001-01-01.*\\+|9999-12-31.*-..:..$)(?!.*[+-](?:1[6-9]|2\\d):)${withOffset.slice(1)}`),
);
