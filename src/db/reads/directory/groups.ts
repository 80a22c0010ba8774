import { type RawBuilder, sql } from 'kysely';
import type { Complex, Resource } from '../../../domain/scim/match.ts';
import { GROUP_SCHEMA } from '../../../domain/scim/schemas.ts';
import type { Tx } from '../../connect.ts';
import type { Found, Query } from './page.ts';
import { IN_DIRECTORY, assigned, metaOf } from './users.ts';
import { type Source, sortKey, where } from './where.ts';

/** Departments as the directory sees them. */

const membersUnder = (base: string) => sql<Complex[] | null>`(
  select jsonb_agg(jsonb_build_object('value', e.id, '$ref', ${base}::text || '/Users/' || e.id, 'type', 'User', 'display', e.name) order by e.id)
    from employees e where e.department_id = d.id and ${IN_DIRECTORY})`;

/** Of who is in it: the version is the same whether the members are shown or not. */
const MEMBERSHIP = sql<string | null>`(
  select md5(string_agg(e.id::text, ',' order by e.id)) from employees e where e.department_id = d.id and ${IN_DIRECTORY})`;

function source(base: string): Source {
  const columns: Record<string, RawBuilder<unknown>> = {
    id: sql`d.id::text`,
    externalId: sql`d.external_id`,
    displayName: sql`d.name_zh`,
    'meta.resourceType': sql`'Group'`,
    'meta.created': sql`d.created_at`,
    'meta.lastModified': sql`d.updated_at`,
    'meta.location': sql`(${base}::text || '/Groups/' || d.id)`,
  };
  return {
    one: (at) => columns[at.sub ? `${at.attribute.name}.${at.sub.name}` : at.attribute.name] ?? sql`null::text`,
    several: () => membersUnder(base),
  };
}

const from = (tx: Tx) => tx.selectFrom('departments as d').where('d.closed_at', 'is', null);
const rows = (tx: Tx, base: string, members: boolean) =>
  from(tx).select([
    'd.id',
    'd.external_id',
    'd.name_zh',
    'd.created_at',
    'd.updated_at',
    (members ? membersUnder(base) : sql<null>`null`).as('members'),
    MEMBERSHIP.as('membership'),
  ]);
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

function toResource(row: Row, base: string): Resource {
  const resource = assigned({
    schemas: [GROUP_SCHEMA],
    id: row.id,
    externalId: row.external_id,
    displayName: row.name_zh,
    members: row.members,
  });
  const { members: _, ...own } = resource;
  return { ...resource, meta: metaOf('Group', { ...own, membership: row.membership }, row, base) };
}

/** One department as a Group, with its members; undefined: there is none any more. */
export async function readGroup(tx: Tx, id: string, base: string, members = true): Promise<Resource | undefined> {
  const row = await rows(tx, base, members).where('d.id', '=', id).executeTakeFirst();
  return row && toResource(row, base);
}

/** Departments by a filter. */
export async function listGroups(
  tx: Tx,
  { filter, sort, offset, limit, members }: Query,
  base: string,
): Promise<Found> {
  const places = source(base);
  const condition = filter ? where(filter, places) : sql<boolean>`true`;
  const { total } = await from(tx)
    .where(condition)
    .select((q) => q.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  if (limit === 0 || offset >= total) return { total, resources: [] };
  const found = await rows(tx, base, members)
    .where(condition)
    .$if(sort !== null, (q) =>
      sort
        ? q.orderBy(sortKey(sort.by, places), (order) =>
            sort.descending ? order.desc().nullsFirst() : order.asc().nullsLast(),
          )
        : q,
    )
    .orderBy('d.id')
    .offset(offset)
    .limit(limit)
    .execute();
  return { total, resources: found.map((row) => toResource(row, base)) };
}
