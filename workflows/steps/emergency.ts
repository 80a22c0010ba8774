import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { SignatureRecorded } from '../../src/contract/effects.ts';
import type { PersonRef } from '../../src/contract/messages.ts';
import { effects, records } from '../activity-options.ts';
import { type Case, answered, decided, effect, show } from '../progress.ts';

/** 紧急离职: the giver's access is gone before anything else happens. */
export async function cutOff(c: Case): Promise<void> {
  await effects.cutOffGiver.executeWithOptions({ summary: '停用移交人权限 cut off the giver' }, [decided(c)]);
}

/**
 * 临时保管: until the book moves, late arrivals and urgent work reach the custodian. Called with every plan: a transfer that was taken
 * back has ended it.
 */
export async function keepCustody(c: Case, custodian: PersonRef): Promise<void> {
  c.undo.register('custody', () => effects.endCustody(decided(c)));
  await effects.openCustody.executeWithOptions({ summary: `临时保管 custody by ${custodian.number}` }, [
    decided(c),
    custodian.id,
  ]);
}

/** 豁免签署: where the giver is gone HR does without their signature; as it said at the start, or asked for it now. */
export async function seeToWaiver(c: Case): Promise<void> {
  const said = await waiveAsSaid(c);
  const { hr } = c.input;
  if (said) c.progress.signatures.push(said);
  else if (hr && !c.progress.signatures.some((s) => s.role === 'giver')) {
    c.progress.awaited.push({ person: hr, role: 'hr' });
    await effects.askForWaiver.executeWithOptions({ summary: `请人力资源豁免 ask HR ${hr.number} for a waiver` }, [
      effect(c, { dueAt: c.progress.dueAt }),
      hr.id,
    ]);
  }
  show(c);
}

/** Whoever said it at the start may do so no more (gone, or of the case by now): then HR is asked anew. */
async function waiveAsSaid(c: Case): Promise<SignatureRecorded | null> {
  const { waiver, giver } = c.input;
  if (waiver === undefined) return null;
  try {
    return await records.recordSignOff(answered(c), {
      by: { via: 'http', signerId: waiver.personId, forId: giver.id, role: 'giver' },
      decision: 'waived',
      planHash: c.progress.planHash ?? '',
      entryId: waiver.entryId,
    });
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return null;
    throw error;
  }
}
