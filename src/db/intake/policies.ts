import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';

export interface NewPolicyVersion {
  key: string;
  /** the version that was edited; 0: there is none yet */
  basedOn: number;
  name: { zh: string; en: string };
  note: string | undefined;
  body: Policy;
  by: string;
}

/**
 * Publishes the version after `basedOn`. A trigger writes it into the audit log.
 * @returns the new version
 * @throws Refusal policyMovedOn when somebody was faster, or the policy is not at that version
 */
export async function publishPolicy(tx: Tx, p: NewPolicyVersion): Promise<number> {
  const newest = async () => {
    const { version } = await tx
      .selectFrom('policies')
      .select((e) => e.fn.max('version').as('version'))
      .where('key', '=', p.key)
      .executeTakeFirstOrThrow();
    return version ?? 0;
  };
  const movedOn = (version: number) => new Refusal('policyMovedOn', { policy: p.key, version }, '/basedOn');
  const before = await newest();
  if (before !== p.basedOn) throw movedOn(before);
  const written = await tx
    .insertInto('policies')
    .values({
      key: p.key,
      version: p.basedOn + 1,
      name_zh: p.name.zh,
      name_en: p.name.en,
      body: sql<string>`${JSON.stringify(p.body)}::jsonb`,
      created_by: p.by,
      ...(p.note === undefined ? {} : { note: p.note }),
    })
    // Somebody published between the look and here.
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (written.numInsertedOrUpdatedRows !== 1n) throw movedOn(await newest());
  return p.basedOn + 1;
}
