import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { ScimError } from '../../../domain/scim/error.ts';
import { type Resource, isComplex, textIn } from '../../../domain/scim/match.ts';
import type { Tx } from '../../connect.ts';

const LONGEST_CODE = 64;

/** Two who make the same department at once make one. */
const queue = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtextextended('departments', 0))`.execute(tx);
const fold = (text: string) => sql<string>`lower(${text}::text collate "pg_c_utf8")`;

const open = (tx: Tx) => tx.selectFrom('departments').select('id').where('closed_at', 'is', null);

/** The department of a name or code; one that is not known yet is made. @returns its id */
export async function departmentNamed(tx: Tx, name: string): Promise<string> {
  const find = () =>
    open(tx)
      .where(
        sql<boolean>`(lower(name_zh collate "pg_c_utf8") = ${fold(name)} or lower(name_en collate "pg_c_utf8") = ${fold(name)} or code = ${name})`,
      )
      .orderBy(sql`code = ${name} desc, id`)
      .limit(1)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  await queue(tx);
  return (await find())?.id ?? insert(tx, name, null);
}

/** A department by its name. @throws ScimError groupTaken. @returns its id */
export async function makeDepartment(tx: Tx, wanted: Resource): Promise<string> {
  await lockPeople(tx, memberIds(wanted));
  await queue(tx);
  const name = textIn(wanted.displayName);
  await mustBeFree(tx, name, null);
  return insert(tx, name, typeof wanted.externalId === 'string' ? wanted.externalId : null);
}

async function insert(tx: Tx, name: string, externalId: string | null): Promise<string> {
  const code = name.slice(0, LONGEST_CODE);
  const another = `${name.slice(0, LONGEST_CODE - 37)}-${uuidv7()}`;
  const { id } = await tx
    .insertInto('departments')
    .values({
      code: sql`case when exists (select 1 from departments where code = ${code}) then ${another} else ${code} end`,
      name_zh: name,
      name_en: name,
      external_id: externalId,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function mustBeFree(tx: Tx, name: string, but: string | null): Promise<void> {
  const taken = await open(tx)
    .where(sql<boolean>`lower(name_zh collate "pg_c_utf8") = ${fold(name)}`)
    .$if(but !== null, (q) => q.where('id', '<>', but ?? ''))
    .executeTakeFirst();
  if (taken) throw new ScimError('groupTaken', { name });
}

/** Locks a department against other changes. @returns whether there is one */
export async function lockDepartment(tx: Tx, id: string): Promise<boolean> {
  return (await open(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()) !== undefined;
}

/**
 * Name, external id and members of a department as they are wanted.
 * @throws ScimError groupTaken, memberUnknown
 */
export async function changeDepartment(tx: Tx, id: string, before: Resource, wanted: Resource): Promise<void> {
  const name = textIn(wanted.displayName);
  const externalId = typeof wanted.externalId === 'string' ? wanted.externalId : null;
  const [had, has] = [new Set(memberIds(before)), new Set(memberIds(wanted))];
  const [comes, goes] = [[...has].filter((one) => !had.has(one)), [...had].filter((one) => !has.has(one))];
  await lockPeople(tx, [...comes, ...goes]);
  if (name !== before.displayName || externalId !== (before.externalId ?? null)) {
    await queue(tx);
    await mustBeFree(tx, name, id);
    await tx
      .updateTable('departments')
      .set({
        name_zh: name,
        // The name in the other language stays, if it is another one.
        name_en: sql`case when name_en = name_zh then ${name} else name_en end`,
        external_id: externalId,
        updated_at: sql`now()`,
        version: sql`version + 1`,
      })
      .where('id', '=', id)
      .execute();
  }
  await move(tx, id, comes, id);
  await move(tx, id, goes, null);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const memberIds = ({ members }: Resource): string[] =>
  (Array.isArray(members) ? members : []).flatMap((one) =>
    isComplex(one) && typeof one.value === 'string' ? [one.value.toLowerCase()] : [],
  );

/** Locks people in one order, and before the queue, as who changes one of them does: nobody waits for somebody who waits for them. */
async function lockPeople(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .selectFrom('employees')
    .select('id')
    .where('id', '=', sql<string>`any(${ids.filter((id) => UUID.test(id))}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** People come to a department, or leave it for none. */
async function move(tx: Tx, departmentId: string, ids: string[], to: string | null): Promise<void> {
  if (ids.length === 0) return;
  const unknown = ids.find((id) => !UUID.test(id));
  if (unknown !== undefined) throw new ScimError('memberUnknown', { id: unknown.slice(0, 64) });
  const known = await tx
    .selectFrom('employees')
    .select('id')
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('removed_at', 'is', null)
    .execute();
  if (known.length < ids.length) {
    const there = new Set(known.map(({ id }) => id));
    throw new ScimError('memberUnknown', { id: ids.find((id) => !there.has(id)) ?? '' });
  }
  await tx
    .updateTable('employees')
    .set({ department_id: to, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .$if(to === null, (q) => q.where('department_id', '=', departmentId))
    .execute();
  await tx
    .updateTable('departments')
    .set({ updated_at: sql`now()` })
    .where('id', '=', departmentId)
    .execute();
}

/** There is no such department any more: its people are in none, its code is free. */
export async function closeDepartment(tx: Tx, id: string, before: Resource): Promise<void> {
  const members = memberIds(before);
  await lockPeople(tx, members);
  await move(tx, id, members, null);
  await tx
    .updateTable('departments')
    .set({ closed_at: sql`now()`, code: sql`code || '~' || id`, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();
}
