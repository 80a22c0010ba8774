import { createHash, randomBytes } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { signingKey } from '../../activities/signing-key.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignatureGiven } from '../../src/contract/effects.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
let home: string;
let key: Awaited<ReturnType<typeof signingKey>>;
let c: Case;
beforeAll(async () => {
  stage = await setStage();
  home = await mkdtemp(join(tmpdir(), 'handover-key-'));
  key = await signingKey(join(home, 'key.json'));
});
afterAll(async () => {
  await stage.stop();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  c = await stage.makeCase();
  c.planHash = randomBytes(32).toString('hex');
});

const sign = (by: SignatureGiven['by'], nth = 1, planHash = c.planHash) =>
  attempt(c, nth, () =>
    createActivities({ ...stage.engine.deps, signer: key }).recordSignOff(effect(c, 'signOff'), {
      by,
      decision: 'signed',
      planHash,
    }),
  );
const byHttp = (personId: string): SignatureGiven['by'] => ({
  via: 'http',
  signerId: personId,
  forId: personId,
  role: 'giver',
});
const signatures = () =>
  stage.database.admin.selectFrom('sign_offs').selectAll().where('handover_id', '=', c.input.handoverId).execute();

/** A token as the API issues it. */
async function issue(personId: string, change: { round?: number; expires_at?: string } = {}): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await stage.database.admin
    .insertInto('sign_off_tokens')
    .values({
      digest: createHash('sha256').update(token).digest(),
      handover_id: c.input.handoverId,
      round: 1,
      person_id: personId,
      plan_hash: Buffer.from(c.planHash, 'hex'),
      expires_at: '2999-01-01',
      ...change,
    })
    .execute();
  return token;
}

describe('recordSignOff', () => {
  test('a signature over HTTP: is a JWS of the server over what was signed', async () => {
    const { giver } = c.input;
    await sign(byHttp(giver.id));
    const [row] = await signatures();
    const { payload, protectedHeader } = await compactVerify(row?.jws ?? '', await importJWK(key.publicJwk, 'EdDSA'));
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: key.keyId });
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      handover: c.input.handoverId,
      planHash: c.planHash,
      hashVersion: 1,
      role: 'giver',
      person: giver.id,
      signer: giver.id,
      decision: 'signed',
      at: row?.signed_at.toISOString(),
    });
  });

  test('a token, redeemed twice by retries: is one signature of whom it was issued to', async () => {
    const { supervisor } = c.input;
    const by = { via: 'token', token: await issue(supervisor.id) } as const;
    const expected = { role: 'supervisor', personId: supervisor.id, decision: 'signed' };
    expect(await Promise.all([sign(by, 1), sign(by, 2)])).toEqual([expected, expected]);
    expect(await signatures()).toHaveLength(1);
  });

  test('a second token of somebody who has signed: is refused and stays unused', async () => {
    const { giver } = c.input;
    await sign(byHttp(giver.id));
    const token = await issue(giver.id);
    await expect(sign({ via: 'token', token })).rejects.toMatchObject({ type: 'alreadyAnswered', nonRetryable: true });
    const used = await stage.database.admin
      .selectFrom('sign_off_tokens')
      .select('used_at')
      .where('handover_id', '=', c.input.handoverId)
      .execute();
    expect(used).toEqual([{ used_at: null }]);
    expect(await signatures()).toHaveLength(1);
  });

  test('of somebody who was frozen, by token or over HTTP: is refused, also what was on its way', async () => {
    const { giver } = c.input;
    const token = await issue(giver.id);
    await stage.database.admin
      .insertInto('freezes')
      .values({ person_id: giver.id, frozen_by: c.company.hr.id, reason: 'x' })
      .execute();
    const late = await issue(giver.id);
    await expect(sign({ via: 'token', token })).rejects.toMatchObject({ type: 'tokenInvalid', nonRetryable: true });
    await expect(sign({ via: 'token', token: late })).rejects.toMatchObject({ type: 'frozen', nonRetryable: true });
    await expect(sign(byHttp(giver.id))).rejects.toMatchObject({ type: 'frozen', nonRetryable: true });
    expect(await signatures()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['that was never issued', () => sign({ via: 'token', token: 'guessed' })],
    [
      'that has expired',
      async () => sign({ via: 'token', token: await issue(c.input.giver.id, { expires_at: '2020-01-01' }) }),
    ],
    ['of another round', async () => sign({ via: 'token', token: await issue(c.input.giver.id, { round: 2 }) })],
    ['over another hash', async () => sign({ via: 'token', token: await issue(c.input.giver.id) }, 1, 'b'.repeat(64))],
    ['of somebody who does not sign', async () => sign({ via: 'token', token: await issue(c.company.stranger.id) })],
  ])('a token %s: is refused, and no signature is written', async (_, act) => {
    await expect(act()).rejects.toMatchObject({ type: 'tokenInvalid', nonRetryable: true });
    expect(await signatures()).toEqual([]);
  });
});
