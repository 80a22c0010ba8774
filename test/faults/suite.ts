import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ReceivedMail } from '../../src/embedded/index.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { keepHistory } from '../support/histories.ts';
import { replayFolder } from '../support/replay.ts';
import { type Case, onePolicy, openCase, walk } from './case.ts';
import { copiesOf, mailsOf, outcomeOf, proofOf } from './outcome.ts';
import { type Fault, LOCAL, type Target, faultsOf, nameOf } from './points.ts';
import { strike } from './strike.ts';
import { type World, startWorld } from './world.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const WAVE_MS = 600_000;

/**
 * The tests of some targets, on servers of their own. Every point has a handover of its own. In the short form all points of a
 * target share one kill; with --long each step has its own.
 */
export function faultSuite(targets: readonly Target[]): void {
  let world: World;
  let policy: string;
  let undisturbed: Record<string, unknown>;
  beforeAll(async () => {
    world = await startWorld();
    policy = await onePolicy(world);
    const c = await openCase(world, null);
    await walk(world, c, policy);
    undisturbed = await outcomeOf(world, c, mailsOf(await world.outbox.list(), c));
  }, WAVE_MS);
  afterAll(() => world?.stop());

  for (const target of targets)
    for (const wave of wavesOf(faultsOf(target, LONG)))
      describe(`${target} killed with kill -9${LONG ? ` in ${wave[0]?.what}` : ''}`, () => {
        const cases = new Map<Fault, Case>();
        let mails: ReceivedMail[];
        beforeAll(async () => {
          const struck = await strike(world, target, wave, policy);
          wave.forEach((fault, i) => struck[i] && cases.set(fault, struck[i]));
          mails = await world.outbox.list();
        }, WAVE_MS);

        it.each(wave.map((fault) => [fault.what, fault.point, fault.nth, fault] as const))(
          '%s, killed at %s (%i): begun again, ends as if nothing had happened',
          async (_what, _point, _nth, fault) => {
            const c = cases.get(fault);
            if (!c) throw new Error('the case never began');
            if (c.failure !== undefined) throw c.failure;
            expect(c.held).not.toEqual([]);
            const own = mailsOf(mails, c);
            expect(await outcomeOf(world, c, own)).toEqual(undisturbed);
            if (fault.point === 'mailed') expect(copiesOf(own)).toBeGreaterThan(0);
            else if (target !== 'temporal') expect(copiesOf(own)).toBe(0);
            if (target === 'api') expectSameAnswer(c);
            else await expectSecondAttempt(world, c);
          },
        );

        it('every history of these cases replays', async () => {
          const folder = await mkdtemp(join(tmpdir(), 'handover-fault-histories-'));
          for (const [fault, { handoverId }] of cases)
            await keepHistory(world.client, handoverWorkflowId(handoverId), nameOf(fault), folder);
          const replayed = await replayFolder(folder, { code: inject('workflowBundle') });
          await rm(folder, { recursive: true });
          expect(replayed.filter((r) => r.error !== undefined)).toEqual([]);
          // One of a target is enough for the gate of later releases.
          const [kept] = [...cases].filter(([{ what }]) => what === 'transferBook' || what === 'signOff').slice(-1);
          if (kept) await keepHistory(world.client, handoverWorkflowId(kept[1].handoverId), `fault-${nameOf(kept[0])}`);
        });
      });
}

function wavesOf(faults: Fault[]): Fault[][] {
  if (!LONG) return [faults];
  return [...new Set(faults.map((f) => f.what))].map((what) => faults.filter((f) => f.what === what));
}

async function expectSecondAttempt(world: World, c: Case): Promise<void> {
  const proof = await proofOf(world, c);
  if (!LOCAL.includes(c.fault?.what ?? '')) expect(proof.history).toBeGreaterThan(c.attemptBefore);
  // With Temporal away a worker that lives tries again by itself: that the second attempt began is certain, whose report is taken is not.
  else if (c.fault?.target === 'temporal') expect(begunOf(c)).toBeGreaterThan(c.begunBefore);
  // A local activity that was lost with its task begins with attempt 1 in the next one.
  else if (proof.lostTasks === 0) expect(Math.max(proof.history, proof.ledger)).toBeGreaterThan(1);
}

const begunOf = (c: Case) => c.reached.filter((r) => r.what === c.fault?.what && r.point === 'before').length;

/** The request was sent to Temporal a second time, and its answer is the one that Temporal had given before the kill. */
function expectSameAnswer(c: Case): void {
  const { what = '', point, nth = 1 } = c.fault ?? {};
  const said = c.reached.filter((r) => r.what === what);
  if (what === 'inboxReady') return; // one signal for three receivers; a second one has nothing to say once the case went on
  expect(said.filter((r) => r.point === 'before').length).toBeGreaterThan(c.answers[what]?.length ?? 0);
  if (point !== 'answered' || what === 'startHandover') return;
  const first = said.filter((r) => r.point === 'answered')[nth - 1];
  expect(c.answers[what]?.[nth - 1]).toEqual(first?.answer);
}
