import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { ROUTES } from '../../src/http/routes/index.ts';
import type { Attacks } from './site.ts';

/** Fields that were not asked for: in, by mass assignment; out, by too much said. */

/** Everything inside of a schema, with where it is. */
function* inside(schema: z.ZodType, at = '', seen = new Set<unknown>()): Generator<[string, z.ZodType]> {
  if (seen.has(schema)) return;
  seen.add(schema);
  yield [at, schema];
  // Every kind of schema keeps its parts in its definition, alone, in lists or by name.
  for (const [name, part] of Object.entries(schema.def)) {
    if (name === 'catchall') continue;
    const parts =
      name === 'shape' && typeof part === 'object' && part !== null ? Object.entries(part) : [[name, part] as const];
    for (const [key, one] of parts)
      for (const each of Array.isArray(one) ? one : [one])
        if (each instanceof z.ZodType) yield* inside(each, name === 'shape' ? `${at}/${key}` : at, seen);
  }
}
const isOpen = (schema: z.ZodType) => schema instanceof z.ZodObject && !(schema.def.catchall instanceof z.ZodNever);
const openIn = (schema: unknown) =>
  schema instanceof z.ZodType ? [...inside(schema)].filter(([, one]) => isOpen(one)).map(([at]) => at) : [];
const namesIn = (schema: z.ZodType) => new Set([...inside(schema)].map(([at]) => at.split('/').at(-1) ?? ''));

/** Operations that hand out a secret, each once and on purpose. */
const HANDS_OUT = new Set(['createWebhook', 'rotateWebhookSecret', 'makeApiToken', 'demoToken', 'issueSignOffToken']);

export const propertyLevel: Attacks = (site) => {
  test('what every request takes, in every depth: is a closed list of fields', () => {
    const open = ROUTES.flatMap(({ operationId, takes }) =>
      Object.entries(takes).flatMap(([part, schema]) => openIn(schema).map((at) => `${operationId} ${part}${at}`)),
    );
    expect(open).toEqual([]);
  });

  test('what every answer gives, in every depth: is a closed list of fields, and none of them a secret', () => {
    const told = ROUTES.filter(({ operationId }) => !HANDS_OUT.has(operationId));
    for (const { operationId, gives } of told) {
      const names = namesIn(gives);
      for (const secret of [
        'secret',
        'password',
        'token',
        'identitySubject',
        'idToken',
        'privateKey',
        'identityNumber',
      ])
        expect(names.has(secret), `${operationId} ${secret}`).toBe(false);
    }
    expect(ROUTES.flatMap(({ operationId, gives }) => openIn(gives).map((at) => `${operationId}${at}`))).toEqual([]);
  });

  test('fields that are the server’s, beside those of a request: are refused, and nothing of it is done', async () => {
    const { ask, reach, database } = site();
    const hr = reach.people.hr;
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const attempts: [string, string, object, string][] = [
      ['PUT', `employees/${reach.people.stranger}/employment`, { title: 'x', roles: ['hr'] }, '/roles'],
      [
        'POST',
        'sharing-rules',
        { readers: { region: 'x' }, customers: { region: 'x', ownerId: 'x' }, level: 'view', reason: 'x' },
        '/customers/ownerId',
      ],
      [
        'POST',
        `customers/${reach.customerId}/grants`,
        { grantee: 'editor', level: 'view', reason: 'x', endsAt: inAnHour, grantedBy: hr },
        '/grantedBy',
      ],
      ['POST', 'service-accounts', { name: 'x', scopes: ['read'], roles: ['hr'] }, '/roles'],
      [
        'POST',
        'handovers',
        {
          kind: 'departure',
          reason: 'x',
          giver: 'owner',
          receivers: ['colleague'],
          assignment: 'fixed',
          scope: 'book',
          state: 'closed',
          startedBy: hr,
        },
        '/startedBy',
      ],
      [
        'POST',
        `handovers/${reach.handoverId}/risks`,
        { kind: 'other', title: 'x', likelihood: 1, effect: 1, owner: 'owner', acceptedBy: hr },
        '/acceptedBy',
      ],
    ];
    const count = async () => (await sql`select id from audit_entries`.execute(database.admin)).rows.length;
    const before = await count();
    for (const [method, path, body, pointer] of attempts) {
      const answer = await ask(hr, method, path, body, { 'idempotency-key': crypto.randomUUID() });
      expect(answer.status, path).toBe(422);
      expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    }
    const raw = '{"title":"x","__proto__":{"roles":["hr"]},"constructor":{"prototype":{"admin":true}}}';
    const polluted = await site().api.ask('PUT', `employees/${reach.people.stranger}/employment`, undefined, {
      raw,
      headers: { authorization: `Bearer ${await site().signer.token(hr ?? '')}` },
    });
    expect(polluted.status).toBe(422);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(await count()).toBe(before);
  });

  test('fields that are sensitive, asked by who may see the customer and no more: are masked in every answer', async () => {
    const { ask, reach, database } = site();
    await sql`update customers set phone = '13812345678', tax_id = '91310000MA1FL5LN37' where id = ${reach.customerId}`.execute(
      database.admin,
    );
    for (const who of ['viewer', 'auditor', 'teamViewer', 'byRule'] as const)
      for (const path of [`customers/${reach.customerId}`, 'customers']) {
        const { status, body } = await ask(reach.people[who], 'GET', path);
        expect(status, who).toBe(200);
        expect(JSON.stringify(body)).not.toMatch(/13812345678|91310000MA1FL5LN37/);
      }
    const { body } = await ask(reach.people.owner, 'GET', `customers/${reach.customerId}`);
    expect(JSON.stringify(body)).toContain('13812345678');
  });
};
