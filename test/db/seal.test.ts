import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { headHash, leafOf } from '../../src/domain/audit-hashes.ts';
import { claimsOf } from '../../src/domain/audit-log.ts';
import type { SealedEntry } from '../../src/domain/audit-log.ts';
import { Frontier } from '../../src/domain/merkle.ts';
import { SEALED_ENTRY, seal } from '../../src/db/writes/seal.ts';
import { audit } from '../../src/db/writes/standing.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

const made: TestDatabase[] = [];
let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  made.push(database);
});
afterAll(() => Promise.all(made.map((one) => one.drop())));

const sign = (claims: Record<string, unknown>) =>
  Promise.resolve(createHash('sha256').update(JSON.stringify(claims)).digest('hex'));
const enter = (action: string) => database.worker.transaction().execute((tx) => audit(tx, { action }));

/** Seals what is there, however many heads that takes. */
async function sealAll(limit?: number): Promise<void> {
  while ((await seal(database.worker, sign, limit)) !== null);
}

/** Everything recomputed: each entry has its leaf once, each head its root, and the heads hang together. */
async function recomputed(): Promise<{ entries: number; sealed: number }> {
  const { rows } = await sql<SealedEntry & { leaf: Buffer }>`
    select l.leaf, ${SEALED_ENTRY} from audit_leaves l join audit_entries e on e.id = l.entry_id order by l.position`.execute(
    database.admin,
  );
  const heads = await database.admin.selectFrom('audit_heads').selectAll().orderBy('number').execute();
  const tree = new Frontier();
  let previous: Buffer | null = null;
  for (const [index, head] of heads.entries()) {
    for (const { leaf, ...entry } of rows.slice(tree.size, head.size)) {
      expect(leafOf(entry)).toEqual(leaf);
      tree.append(leaf);
    }
    const claims = {
      number: index + 1,
      size: head.size,
      root: tree.root().toString('hex'),
      previous: previous?.toString('hex') ?? null,
      below: head.below,
      sealedAt: head.sealed_at.toISOString(),
    };
    expect(head).toMatchObject({ number: index + 1, root: tree.root(), previous, hash: headHash(claims) });
    expect(head.jws).toBe(await sign(claimsOf(claims)));
    previous = head.hash;
  }
  const { n } = await database.admin
    .selectFrom('audit_entries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  expect(tree.size).toBe(rows.length);
  return { entries: n, sealed: rows.length };
}

describe('seal', () => {
  test('nothing new: makes no head', async () => {
    await enter('x');
    expect((await seal(database.worker, sign))?.head.number).toBe(1);
    expect(await seal(database.worker, sign)).toBeNull();
  });

  test('beside 50 writers, some of them rolled back: each entry has its leaf once, and nothing else has one', async () => {
    const written = new AbortController();
    const sealing = Promise.all(
      [1, 2].map(async () => {
        while (!written.signal.aborted) await seal(database.worker, sign, 7);
      }),
    );
    const writer = async (n: number) => {
      for (let i = 0; i < 6; i += 1)
        await database.worker
          .transaction()
          .execute(async (tx) => {
            await audit(tx, { action: `w.${n}.${i}` });
            if ((n + i) % 5 === 0) throw new Error('no');
            await audit(tx, { action: `w.${n}.${i}.2` });
          })
          .catch(() => {});
    };
    await Promise.all(Array.from({ length: 50 }, (_, n) => writer(n)));
    written.abort();
    await sealing;
    await sealAll();
    expect(await recomputed()).toEqual({ entries: 480, sealed: 480 });
  });

  test('an entry of a transaction that stays open while later ones are sealed: is sealed once it is there', async () => {
    await enter('before');
    let resolve = () => {};
    const promise = new Promise<void>((done) => (resolve = done));
    let entered = () => {};
    const there = new Promise<void>((done) => (entered = done));
    const open = database.owner.transaction().execute(async (tx) => {
      await audit(tx, { action: 'slow' });
      entered();
      await promise;
    });
    await there;
    for (let n = 0; n < 4; n += 1) await enter('fast');
    // Also where a head takes less than all there is.
    await sealAll(2);
    expect(await recomputed()).toEqual({ entries: 5, sealed: 5 });
    resolve();
    await open;
    await enter('after');
    await sealAll(1);
    expect(await recomputed()).toEqual({ entries: 7, sealed: 7 });
  });

  test('two sealers at once: one head, and the other has nothing to do', async () => {
    await enter('x');
    const sealed = await Promise.all([seal(database.worker, sign), seal(database.worker, sign)]);
    expect(sealed.filter((one) => one !== null)).toHaveLength(1);
    expect(await recomputed()).toEqual({ entries: 1, sealed: 1 });
  });

  test('entries from before the log was sealed, and a cluster whose transactions count from the start again: none is lost', async () => {
    await sql`alter table audit_entries disable trigger all`.execute(database.admin);
    await enter('old');
    await sql`update audit_entries set xact = '0'`.execute(database.admin);
    await enter('restored');
    await sql`update audit_entries set xact = '9000000000' where action = 'restored'`.execute(database.admin);
    await sealAll(1);
    await enter('new');
    await sealAll();
    expect(await recomputed()).toEqual({ entries: 3, sealed: 3 });
  });
});

test.each(['owner', 'worker', 'api'] as const)(
  'leaves and heads, changed by the role of the %s: are refused',
  async (role) => {
    await enter('x');
    await sealAll();
    for (const statement of [
      sql`update audit_heads set size = 2`,
      sql`delete from audit_heads`,
      sql`truncate audit_leaves`,
      sql`update audit_leaves set leaf = sha256('x')`,
    ])
      await expect(statement.execute(database[role])).rejects.toMatchObject({ code: '42501' });
    if (role === 'api')
      await expect(
        sql`insert into audit_leaves values (9, 9, sha256('x'))`.execute(database.api),
      ).rejects.toMatchObject({ code: '42501' });
  },
);
