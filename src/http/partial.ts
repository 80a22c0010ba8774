import { type Call, SENT } from './route.ts';

/** Partial answers: `fields` names what the caller wants of a record or of each one of a list. */

const narrowed = (record: object, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => fields.includes(name)));

/**
 * The record, or what is wanted of it. A partial answer is sent here: it has not all that the schema of the route promises.
 * @param fields absent: all
 */
export function wanted<T extends object>(
  { res }: Pick<Call<unknown>, 'res'>,
  record: T,
  fields: readonly string[] | undefined,
): T | typeof SENT {
  if (fields === undefined) return record;
  res.status(200).set('Cache-Control', 'no-store').json(narrowed(record, fields));
  return SENT;
}

/** As `wanted`, of each record of a page. */
export function wantedOfEach<T extends { items: object[] }>(
  { res }: Pick<Call<unknown>, 'res'>,
  page: T,
  fields: readonly string[] | undefined,
): T | typeof SENT {
  if (fields === undefined) return page;
  res
    .status(200)
    .set('Cache-Control', 'no-store')
    .json({ ...page, items: page.items.map((item) => narrowed(item, fields)) });
  return SENT;
}
