import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { type Complex, type Json, type Resource, isPresent } from '../../../domain/scim/match.ts';
import { ENTERPRISE_SCHEMA, type Place, USER_SCHEMA } from '../../../domain/scim/schemas.ts';
import type { Tx } from '../../connect.ts';
import type { Found, Query } from './page.ts';
import { type Source, sortKey, where } from './where.ts';

/**
 * Employees as the directory sees them. What has a column is there; the rest is in the profile under the names of the schema. An
 * e-mail or a phone of the profile without a value is the one of the column.
 */

const EMAILS = sql<Complex[]>`(
  select jsonb_agg(case when x ? 'value' then x else x || jsonb_build_object('value', e.email) end order by n)
    from jsonb_array_elements(coalesce(p.attributes -> 'emails', '[{"type": "work", "primary": true}]')) with ordinality as l(x, n))`;
const PHONES = sql<Complex[] | null>`(
  select jsonb_agg(case when x ? 'value' then x else x || jsonb_build_object('value', e.phone) end order by n)
    from jsonb_array_elements(coalesce(p.attributes -> 'phoneNumbers', '[{"type": "work"}]')) with ordinality as l(x, n)
   where x ? 'value' or e.phone is not null)`;
const ROLES = sql<Complex[]>`(select jsonb_agg(jsonb_build_object('value', r)) from unnest(e.roles) r)`;
const groupsUnder = (base: string) => sql<Complex[] | null>`(case when d.id is not null then jsonb_build_array(
  jsonb_build_object('value', d.id, '$ref', ${base}::text || '/Groups/' || d.id, 'display', d.name_zh, 'type', 'direct')) end)`;
const ACTIVE = sql<boolean>`(e.state <> 'left' and e.deactivated_at is null)`;
const USER_NAME = sql<string>`coalesce(e.user_name, e.email)`;
const NUMBER = sql<string | null>`(case when not e.number_is_ours then e.number end)`;

/** Whom the directory sees: nobody whom it removed, and no programs. */
export const IN_DIRECTORY = sql<boolean>`(e.removed_at is null and not e.roles @> '{service}')`;

function source(base: string): Source {
  const columns: Record<string, RawBuilder<unknown>> = {
    id: sql`e.id::text`,
    externalId: sql`e.external_id`,
    userName: USER_NAME,
    displayName: sql`e.name`,
    title: sql`e.title`,
    active: ACTIVE,
    'meta.resourceType': sql`'User'`,
    'meta.created': sql`e.created_at`,
    'meta.lastModified': sql`e.updated_at`,
    'meta.location': sql`(${base}::text || '/Users/' || e.id)`,
    employeeNumber: NUMBER,
    department: sql`d.name_zh`,
    'manager.value': sql`e.manager_id::text`,
    'manager.$ref': sql`(${base}::text || '/Users/' || e.manager_id)`,
    'manager.displayName': sql`m.name`,
  };
  const arrays: Record<string, RawBuilder<unknown>> = {
    emails: EMAILS,
    phoneNumbers: PHONES,
    groups: groupsUnder(base),
    roles: ROLES,
  };
  const stored = ({ extension, attribute, sub }: Place) =>
    [extension, attribute.name, sub?.name].filter((step) => typeof step === 'string');
  return {
    one: (at) =>
      columns[at.sub ? `${at.attribute.name}.${at.sub.name}` : at.attribute.name] ??
      sql`(p.attributes #>> ${stored(at)}::text[])`,
    several: (at) => arrays[at.attribute.name] ?? sql`(p.attributes #> ${stored(at)}::text[])`,
  };
}

const from = (tx: Tx) =>
  tx
    .selectFrom('employees as e')
    .leftJoin('directory_profiles as p', 'p.employee_id', 'e.id')
    .leftJoin('departments as d', 'd.id', 'e.department_id')
    .leftJoin('employees as m', 'm.id', 'e.manager_id')
    .where(IN_DIRECTORY);

const rows = (tx: Tx, base: string) =>
  from(tx).select([
    'e.id',
    'e.external_id',
    USER_NAME.as('user_name'),
    'e.name',
    'e.title',
    ACTIVE.as('active'),
    EMAILS.as('emails'),
    PHONES.as('phones'),
    ROLES.as('roles'),
    groupsUnder(base).as('groups'),
    NUMBER.as('number'),
    'd.name_zh as department',
    'e.manager_id',
    'm.name as manager',
    'p.attributes',
    'e.created_at',
    'e.updated_at',
  ]);
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

function toResource(row: Row, base: string): Resource {
  const { [ENTERPRISE_SCHEMA]: further, emails: _, phoneNumbers: __, ...profile } = (row.attributes ?? {}) as Complex;
  const enterprise = assigned({
    ...(further as Complex | undefined),
    employeeNumber: row.number,
    department: row.department,
    manager:
      row.manager_id === null
        ? null
        : { value: row.manager_id, $ref: `${base}/Users/${row.manager_id}`, displayName: row.manager ?? '' },
  });
  const resource = assigned({
    schemas: [USER_SCHEMA, ...(isPresent(enterprise) ? [ENTERPRISE_SCHEMA] : [])],
    id: row.id,
    externalId: row.external_id,
    ...profile,
    userName: row.user_name,
    displayName: row.name,
    title: row.title,
    active: row.active,
    emails: row.emails,
    phoneNumbers: row.phones,
    groups: row.groups,
    roles: row.roles,
    [ENTERPRISE_SCHEMA]: enterprise,
  });
  return { ...resource, meta: metaOf('User', resource, row, base) };
}

/** What is assigned: without null, empty lists and objects. */
export const assigned = (values: Complex): Complex =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => isPresent(value)));

/** The version follows from what is shown, so that whatever changes it makes another. */
export function metaOf(
  type: 'User' | 'Group',
  resource: Resource,
  { id, created_at: created, updated_at: changed }: { id: string; created_at: Date; updated_at: Date },
  base: string,
): Json {
  const digest = createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 22);
  return {
    resourceType: type,
    created: created.toISOString(),
    lastModified: changed.toISOString(),
    location: `${base}/${type}s/${id}`,
    version: `W/"${digest}"`,
  };
}

/** One employee as a User; undefined: there is none, or the directory removed them. */
export async function readUser(tx: Tx, id: string, base: string): Promise<Resource | undefined> {
  const row = await rows(tx, base).where('e.id', '=', id).executeTakeFirst();
  return row && toResource(row, base);
}

/** Employees by a filter. */
export async function listUsers(tx: Tx, { filter, sort, offset, limit }: Query, base: string): Promise<Found> {
  const places = source(base);
  const condition = filter ? where(filter, places) : sql<boolean>`true`;
  const { total } = await from(tx)
    .where(condition)
    .select((q) => q.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  if (limit === 0 || offset >= total) return { total, resources: [] };
  const found = await rows(tx, base)
    .where(condition)
    .$if(sort !== null, (q) =>
      sort
        ? q.orderBy(sortKey(sort.by, places), (order) =>
            sort.descending ? order.desc().nullsFirst() : order.asc().nullsLast(),
          )
        : q,
    )
    .orderBy('e.id')
    .offset(offset)
    .limit(limit)
    .execute();
  return { total, resources: found.map((row) => toResource(row, base)) };
}
