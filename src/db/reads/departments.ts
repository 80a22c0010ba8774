import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';

const rows = (tx: Tx) =>
  tx
    .selectFrom('departments as d')
    .leftJoin('employees as c', 'c.id', 'd.coordinator_id')
    .select(['d.id', 'd.code', 'd.name_zh as zh', 'd.name_en as en', 'd.version'])
    .select(['c.id as coordinator_id', 'c.number', 'c.name'])
    .select((e) =>
      e
        .selectFrom('employees as p')
        .select((n) => n.fn.countAll<number>().as('n'))
        .whereRef('p.department_id', '=', 'd.id')
        .where('p.state', '<>', 'left')
        .as('people'),
    )
    .where('d.closed_at', 'is', null);
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

const shown = ({ coordinator_id: id, number, name, people, ...row }: Row) => ({
  ...row,
  coordinator: id === null ? null : { id, number: number ?? '', name: name ?? '' },
  people: people ?? 0,
});

/** Departments in the order of their codes. */
export async function listDepartments(tx: Tx, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const found = await rows(tx)
    .$if(cursor !== undefined, (q) => q.where('d.code', '>', cursor ?? ''))
    .orderBy('d.code')
    .limit(limit + 1)
    .execute();
  return keyset(found.map(shown), limit, (row) => row.code);
}

export async function readDepartment(tx: Tx, id: string) {
  const row = await rows(tx).where('d.id', '=', id).executeTakeFirst();
  return row && shown(row);
}
