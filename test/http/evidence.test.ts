import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HandoverInput, cancelUpdate, endCoverUpdate } from '../../src/contract/messages.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { tell, verifyPack } from '../../src/evidence/verify.mjs';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, startHandover, waitingFor, writeHandover } from '../support/engine.ts';
import { Forger } from '../support/forger.ts';
import { people } from '../support/people.ts';
import { unzipped, zipped } from '../support/zip.ts';
import { handover } from '../cli/cli.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let home: string;
let company: Company;
let handoverId: string;
let fingerprint: string;
/** the pack as it was sent, by file */
let pack: Map<string, Buffer>;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  home = await mkdtemp(join(tmpdir(), 'handover-evidence-'));
  fingerprint = engine.deps.signer.keyId;
  await publishKey(database.worker, fingerprint, engine.deps.signer.publicJwk);
  company = await makeCompany(database.admin, { customers: 9, receivers: 2 });
  handoverId = await closedCase(company);
  pack = unzipped(await packOf(company.hr));
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const sealAll = async () => {
  while (await seal(database.worker, (claims) => engine.deps.signer.sign('handover-audit-head+jws', claims), 7));
};

/** From the plan to the signatures of all but those named. @param before done when the signatures are awaited */
async function led(input: HandoverInput, notSigning: string[] = [], before = async () => {}): Promise<void> {
  const act = people(database, engine, input);
  const at = (wait: Parameters<typeof waitingFor>[2]) => waitingFor(engine, input.handoverId, wait);
  await act.approve(await at('approval'));
  if (input.kind !== 'emergency_departure') {
    await at('materials');
    await act.confirmMaterials();
  }
  await at('minutes');
  await act.recordMinutes();
  await at('verification');
  await act.verify();
  const signing = await at('signOff');
  await before();
  for (const signer of act.signers.filter((id) => !notSigning.includes(id))) await act.sign(signing, signer);
}

/** A real case from start to close: one customer changed hands meanwhile, one task came late. */
async function closedCase(c: Company): Promise<string> {
  const policy = await makePolicy(database.admin, (p) => {
    p.reviews.days = [];
    p.restoreDays = 0;
  });
  const input = await startHandover(database, engine, c, { policy });
  const id = input.handoverId;
  await led(input, [], async () => {
    await sealAll();
    await database.admin
      .updateTable('customers')
      .set({ owner_id: c.stranger.id })
      .where('id', '=', c.customerIds[4] ?? '')
      .execute();
  });
  await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.state === 'closed',
  );
  await sealAll();
  return id;
}

async function packOf(as: { number: string }, query = '', id = handoverId): Promise<Buffer> {
  const response = await fetch(`${api.url}/api/v1/handovers/${id}/evidence${query}`, {
    headers: { authorization: `Bearer ${await api.tokenFor(as.number)}`, 'accept-language': 'zh-CN' },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  return Buffer.from(await response.arrayBuffer());
}

let written = 0;
/** What the verifier says to a pack of these files. */
async function verdictOn(files: Map<string, Buffer>, pinned = fingerprint) {
  const path = join(home, `${(written += 1)}.zip`);
  await writeFile(path, zipped(files));
  const verdict = verifyPack(path, pinned);
  await rm(path);
  return verdict;
}

const jsonl = (name: string) =>
  (pack.get(name)?.toString() ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('other kinds', () => {
  const policy = () =>
    makePolicy(database.admin, (p) => {
      p.reviews.days = [];
      p.restoreDays = 0;
      p.transition.checkInEveryDays = 0;
    });
  async function closedPack(id: string): Promise<Map<string, Buffer>> {
    await until(
      () => api.get(company.hr, `handovers/${id}`),
      ({ body }) => body.state === 'closed',
    );
    await sealAll();
    return unzipped(await packOf(company.hr, '', id));
  }

  test('a cover that gave everything back: is sound, and its end is part of what was signed', async () => {
    const c = await makeCompany(database.admin, { customers: 5 });
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const options = { kind: 'absence_cover', until, policy: await policy(), receivers: 1 } as const;
    const input = await startHandover(database, engine, c, options);
    await led(input);
    await waitingFor(engine, input.handoverId, 'coverEnd');
    const back = { personId: c.hr.id, decision: 'return' } as const;
    await engine.gateway.update(input.handoverId, endCoverUpdate, back, randomUUID());
    const files = await closedPack(input.handoverId);
    expect(await verdictOn(files)).toMatchObject({ sound: true });
    expect(JSON.parse(files.get('case.json')?.toString() ?? '')).toMatchObject({ until });
  });

  test('an emergency departure whose giver signs nothing: is sound by the waiver', async () => {
    const c = await makeCompany(database.admin, { customers: 5 });
    const options = { kind: 'emergency_departure', custodian: c.stranger, policy: await policy() } as const;
    const input = await writeHandover(database, c, options);
    const act = people(database, engine, input);
    input.waiver = { personId: c.hr.id, entryId: await act.entry({ comment: '移交人失联' }, c.hr.id) };
    await engine.gateway.startHandover(input, { orgUnit: 'test' });
    await led(input, [c.giver.id]);
    expect(await verdictOn(await closedPack(input.handoverId))).toMatchObject({ sound: true });
  });
});

test('the pack of a real case, checked against the pinned key: shows hash, signatures, what moved and the log', async () => {
  const row = await database.admin
    .selectFrom('handovers')
    .select(['label', 'plan_hash'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const verdict = await verdictOn(pack);
  expect(verdict).toMatchObject({
    sound: true,
    handover: row.label,
    planHash: row.plan_hash?.toString('hex'),
    customers: 9,
    moved: 8,
    excepted: 1,
  });
  if (!verdict.sound) throw new Error(verdict.code);
  expect(verdict.signatures.map(({ role, person, decision }) => [role, person, decision])).toEqual([
    ['giver', company.giver.id, 'signed'],
    ...company.receivers.map(({ id }) => ['receiver', id, 'signed']),
    ['supervisor', company.supervisor.id, 'signed'],
  ]);
  const entries = await database.admin
    .selectFrom('audit_entries')
    .select('id')
    .where('handover_id', '=', handoverId)
    .where('action', '<>', 'evidence.made')
    .execute();
  expect(verdict.entries).toBe(entries.length);
  for (const lang of ['en', 'zh-CN']) expect(tell(verdict, lang).join('\n')).toContain(row.label);
});

test('the verifier that lies in the pack, run by Node alone in another folder: says the same and ends with 0', async () => {
  const verifier = join(home, 'verify.mjs');
  await writeFile(verifier, pack.get('verify.mjs') ?? '');
  const path = join(home, 'whole.zip');
  await writeFile(path, zipped(pack));
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [verifier, ...args], { cwd: home, encoding: 'utf8', env: {} });
  expect(run(path, '--fingerprint', fingerprint, '--lang', 'zh-CN')).toContain('证据包完好');
  expect(JSON.parse(run(path, '--fingerprint', fingerprint, '--json'))).toMatchObject({ sound: true, moved: 8 });
  expect(() => run(path, '--fingerprint', 'x'.repeat(43))).toThrow(/exit|status|Command failed/);
  expect(() => run(path)).toThrow();
  const ours = await readFile(fileURLToPath(new URL('../../src/evidence/verify.mjs', import.meta.url)));
  expect(pack.get('verify.mjs')?.equals(ours)).toBe(true);
});

describe('a pack that is not as it was made', () => {
  const FILES = [
    'audit.ndjson',
    'case.json',
    'exceptions.ndjson',
    'items.ndjson',
    'keys.json',
    'late.ndjson',
    'manifest.json',
    'manifest.jws',
    'ownership.ndjson',
    'policy.json',
    'report.html',
    'report.json',
    'report.pdf',
    'sign-offs.ndjson',
    'verify.mjs',
  ];
  /** Its ends, and evenly in between; of the signature every byte. */
  function* places(name: string, size: number): Generator<number> {
    const step = name === 'manifest.jws' ? 1 : Math.max(1, Math.ceil(size / 24));
    for (let at = 0; at < size; at += step) yield at;
    if (size > 0) yield size - 1;
  }

  test.each(FILES)('a byte of %s changed, wherever it lies: is refused', async (name) => {
    expect([...pack.keys()].sort()).toEqual(FILES);
    const folder = await mkdtemp(join(home, 'folder-'));
    for (const [other, bytes] of pack) await writeFile(join(folder, other), bytes);
    expect(verifyPack(folder, fingerprint).sound).toBe(true);
    const bytes = pack.get(name) ?? Buffer.alloc(0);
    for (const at of places(name, bytes.length)) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(join(folder, name), changed);
      expect(verifyPack(folder, fingerprint).sound, `at ${at}`).toBe(false);
    }
  });

  test('the last character of the signature, exchanged for one that decodes to the same bytes: is refused', async () => {
    const jws = String(pack.get('manifest.jws'));
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/')
      if (last !== jws.at(-1)) {
        const changed = Buffer.from(`${jws.slice(0, -1)}${last}`);
        expect((await verdictOn(new Map([...pack, ['manifest.jws', changed]]))).sound, last).toBe(false);
      }
  });

  test('a byte added, a file cut off, taken out or put in: is refused, naming the file', async () => {
    for (const [name, bytes] of pack) {
      const is = name.startsWith('manifest') ? { sound: false } : { sound: false, params: { file: name } };
      expect(
        await verdictOn(new Map([...pack, [name, Buffer.concat([bytes, Buffer.from('\n')])]])),
        name,
      ).toMatchObject(is);
      if (bytes.length > 0)
        expect(await verdictOn(new Map([...pack, [name, bytes.subarray(0, -1)]])), name).toMatchObject(is);
      expect(await verdictOn(new Map([...pack].filter(([other]) => other !== name))), name).toMatchObject({
        sound: false,
      });
    }
    expect(await verdictOn(new Map([...pack, ['note.txt', Buffer.from('x')]]))).toEqual({
      sound: false,
      code: 'fileExtra',
      params: { file: 'note.txt' },
    });
  });

  test('something that is no zip, or one that is cut: is refused without an exception', async () => {
    const whole = zipped(pack);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('x'),
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, -30),
    ]) {
      const path = join(home, 'broken.zip');
      await writeFile(path, bytes);
      expect(verifyPack(path, fingerprint).sound).toBe(false);
    }
    expect(verifyPack(join(home, 'nowhere.zip'), fingerprint)).toMatchObject({ sound: false, code: 'unreadable' });
  });
});

test('a forgery that unpacks without end: is refused by its signature, before any of it is unpacked', async () => {
  const files = await new Forger().forge(pack, handoverId, () => {});
  const bombs = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): [string, Buffer] => [name, Buffer.alloc(1 << 26)]);
  const path = join(home, 'bomb.zip');
  await writeFile(path, zipped(new Map([...files, ...bombs])));
  const verifier = fileURLToPath(new URL('../../src/evidence/verify.mjs', import.meta.url));
  // Each file that is unpacked is counted.
  const script = `import zlib from 'node:zlib'; import { syncBuiltinESMExports } from 'node:module';
    const { inflateRawSync } = zlib; let bytes = 0;
    zlib.inflateRawSync = (...args) => { const whole = inflateRawSync(...args); bytes += whole.length; return whole; };
    syncBuiltinESMExports();
    const [, , verifier, path, fingerprint] = process.argv;
    const { code } = (await import(verifier)).verifyPack(path, fingerprint);
    console.log(JSON.stringify({ code, bytes }));`;
  const args = ['--input-type=module', '-e', script, 'no-main', verifier, path, fingerprint];
  const told = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
    code: string;
    bytes: number;
  };
  expect(told.code).toBe('keyNotPinned');
  expect(told.bytes).toBeGreaterThan(0);
  expect(told.bytes).toBeLessThan(100_000);
});

describe('a pack that a forger signed anew as a whole', () => {
  const forger = new Forger();
  const forged = (change: (files: Map<string, Buffer>) => void, kid?: string) =>
    forger.forge(pack, handoverId, change, kid);

  test('with a key of their own: is sound for that key and refused for the pinned one', async () => {
    const files = await forged(() => {});
    expect(await verdictOn(files, await forger.fingerprint())).toMatchObject({ sound: true });
    expect(await verdictOn(files)).toMatchObject({ sound: false, code: 'keyNotPinned' });
  });

  test('with a key that claims to be the pinned one: is refused', async () => {
    expect(await verdictOn(await forged(() => {}, fingerprint))).toMatchObject({ sound: false });
  });

  test.each<[string, string, (files: Map<string, Buffer>) => void]>([
    [
      'a customer given to somebody else',
      'planChanged',
      (files) => {
        const [first, ...rest] = String(pack.get('items.ndjson')).split('\n');
        const item = JSON.parse(first ?? '') as Record<string, string>;
        files.set(
          'items.ndjson',
          Buffer.from([JSON.stringify({ ...item, receiver: company.stranger.id }), ...rest].join('\n')),
        );
      },
    ],
    [
      'an owner changed',
      'rowsUnvouched',
      (files) => {
        const text = String(pack.get('ownership.ndjson')).replace(company.receivers[0]?.id ?? '', company.stranger.id);
        files.set('ownership.ndjson', Buffer.from(text));
      },
    ],
    ['an exception hushed up', 'rowsUnvouched', (files) => files.set('exceptions.ndjson', Buffer.alloc(0))],
    [
      'a signature left out',
      'signOffMissing',
      (files) => {
        files.set(
          'sign-offs.ndjson',
          Buffer.from(String(pack.get('sign-offs.ndjson')).split('\n').slice(1).join('\n')),
        );
      },
    ],
    [
      'a signature of another person',
      'signOffWrong',
      (files) => {
        files.set(
          'sign-offs.ndjson',
          Buffer.from(
            String(pack.get('sign-offs.ndjson')).replace(
              `"person":"${company.giver.id}"`,
              `"person":"${company.stranger.id}"`,
            ),
          ),
        );
      },
    ],
    [
      'an entry of the log changed',
      'entryUnproven',
      (files) => {
        files.set(
          'audit.ndjson',
          Buffer.from(String(pack.get('audit.ndjson')).replace('plan.approved', 'plan.sentBack')),
        );
      },
    ],
    [
      'a supervisor who is another',
      'planChanged',
      (files) => {
        files.set(
          'case.json',
          Buffer.from(
            String(pack.get('case.json')).replace(
              `"supervisor": "${company.supervisor.id}"`,
              `"supervisor": "${company.stranger.id}"`,
            ),
          ),
        );
      },
    ],
  ])('by somebody who has the server’s trust and not its log, %s: is found as %s', async (_, code, change) => {
    const files = await forged(change);
    expect(await verdictOn(files, await forger.fingerprint())).toMatchObject({ sound: false, code });
  });
});

test('a pack, made by default: holds ids and employee numbers, and no name of a person or a customer', async () => {
  const names = await database.admin.selectFrom('employees').select('name').execute();
  const customers = await database.admin.selectFrom('customers').select('name').execute();
  const contacts = await database.admin.selectFrom('contacts').select(['name', 'phone']).execute();
  const secret = [...names, ...customers, ...contacts]
    .flatMap((row) => Object.values(row))
    .filter((one) => one !== null);
  for (const [file, bytes] of pack)
    if (file !== 'report.pdf' && file !== 'verify.mjs')
      for (const one of secret) expect(String(bytes).includes(one), `${file}: ${one}`).toBe(false);
  expect(String(pack.get('report.html'))).toContain(company.giver.number);
});

test('a pack with names: is for HR and auditors, and is on record', async () => {
  for (const as of [company.giver, company.supervisor])
    expect((await api.get(as, `handovers/${handoverId}/evidence?names=true`)).body.code).toBe('notForYou');
  await sealAll();
  const named = unzipped(await packOf(company.auditor, '?names=true'));
  const names = String(named.get('names.ndjson'));
  expect(names).toContain('测试giver');
  expect(names.split('\n').filter((line) => line.includes('"customer"'))).toHaveLength(9);
  expect(String(named.get('report.html'))).toContain('测试giver');
  expect(await verdictOn(named)).toMatchObject({ sound: true });
  const made = await database.admin
    .selectFrom('audit_entries')
    .select(['actor_id', 'params'])
    .where('handover_id', '=', handoverId)
    .where('action', '=', 'evidence.made')
    .orderBy('id')
    .execute();
  expect(made.at(-1)).toMatchObject({ actor_id: company.auditor.id, params: { names: 1 } });
});

test('a receiver, who sees none of the other receiver’s customers: gets a pack that is as complete', async () => {
  await sealAll();
  const files = unzipped(await packOf(company.receivers[0] ?? company.giver));
  expect(await verdictOn(files)).toMatchObject({ sound: true, customers: 9, moved: 8 });
  expect(files.get('items.ndjson')?.equals(pack.get('items.ndjson') ?? Buffer.alloc(0))).toBe(true);
});

test('the extract of the log: proves each entry of the case once, none of another', () => {
  const entries = jsonl('audit.ndjson').filter(({ kind }) => kind === 'entry');
  const ids = entries.map(({ entry }) => (entry as { id: number }).id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(entries.map(({ entry }) => (entry as { handoverId: string }).handoverId))).toEqual(
    new Set([handoverId]),
  );
});

test('the pack of a case that still runs: is told to come later', async () => {
  const c = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  const input = await startHandover(database, engine, c);
  await waitingFor(engine, input.handoverId, 'approval');
  expect((await api.get(c.hr, `handovers/${input.handoverId}/evidence`)).body.code).toBe('notClosedYet');
});

test('the command line, on the case: writes pack and report, and verifies the pack without the server', async () => {
  await sealAll();
  const env = { HANDOVER_URL: api.url };
  const [out, report] = [join(home, 'cli.zip'), join(home, 'cli.pdf')];
  const as = ['--as', company.hr.number];
  expect(await handover(['evidence', handoverId, '--out', out, ...as], env)).toMatchObject({ code: 0 });
  expect(await handover(['report', handoverId, '--out', report, ...as], env)).toMatchObject({ code: 0 });
  expect((await readFile(report)).subarray(0, 5).toString()).toBe('%PDF-');
  const verified = await handover(['verify-evidence', out, '--fingerprint', fingerprint, '--lang', 'zh-CN']);
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.out).toContain('证据包完好');
  expect(await handover(['verify-evidence', out, '--fingerprint', 'x'])).toMatchObject({ code: 1 });
  expect((await handover(['evidence', handoverId, '--as', company.stranger.number], env)).code).toBe(1);
});

test('the pack of a case that was sent back once, and of one that was cancelled: are sound too', async () => {
  const ran = await makeCompany(database.admin, { customers: 2, receivers: 1 });
  const policy = await makePolicy(database.admin, (p) => {
    p.reviews.days = [];
    p.restoreDays = 0;
  });
  const input = await startHandover(database, engine, ran, { policy });
  const act = people(database, engine, input);
  const at = (wait: Parameters<typeof waitingFor>[2], round = 1) => waitingFor(engine, input.handoverId, wait, round);
  await act.approve(await at('approval'));
  await at('materials');
  await act.confirmMaterials();
  await at('minutes');
  await act.recordMinutes();
  await at('verification');
  await act.verify();
  const first = await at('signOff');
  await act.sign(first, ran.giver.id);
  await act.reject(first, ran.receivers[0]?.id ?? '', 'verification');
  await at('verification', 2);
  await act.verify(2);
  const second = await at('signOff', 2);
  for (const signer of act.signers) await act.sign(second, signer);
  const cancelled = await startHandover(database, engine, await makeCompany(database.admin, { receivers: 1 }), {
    policy,
  });
  await waitingFor(engine, cancelled.handoverId, 'approval');
  await engine.gateway.update(cancelled.handoverId, cancelUpdate, { personId: cancelled.supervisor.id }, randomUUID());
  for (const [id, state] of [
    [input.handoverId, 'closed'],
    [cancelled.handoverId, 'cancelled'],
  ] as const) {
    await until(
      () => api.get(company.hr, `handovers/${id}`),
      ({ body }) => body.state === state,
    );
    await sealAll();
    const path = join(home, `${state}.zip`);
    const env = { HANDOVER_URL: api.url };
    expect(await handover(['evidence', id, '--out', path, '--as', company.hr.number], env)).toMatchObject({ code: 0 });
    expect(verifyPack(path, fingerprint)).toMatchObject({ sound: true, moved: state === 'closed' ? 2 : 0 });
    const rounds = String(unzipped(await readFile(path)).get('sign-offs.ndjson'));
    expect(rounds.includes('"rejected"')).toBe(state === 'closed');
  }
});

describe('the report', () => {
  const ask = async (accept: string, lang: string) => {
    const response = await fetch(`${api.url}/api/v1/handovers/${handoverId}/report`, {
      headers: {
        authorization: `Bearer ${await api.tokenFor(company.supervisor.number)}`,
        accept,
        'accept-language': lang,
      },
    });
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
  };

  test.each([
    ['zh-CN', '移交报告', '移交人'],
    ['en', 'handover report', 'Giver'],
  ])('as a page in %s: is in that language, with people by name', async (lang, title, giver) => {
    const { type, bytes } = await ask('text/html', lang);
    expect(type).toBe('text/html; charset=utf-8');
    const html = String(bytes);
    expect(html).toContain(`<html lang="${lang}">`);
    for (const part of [title, giver, `测试giver (${company.giver.number})`]) expect(html).toContain(part);
    // A code that has no sentence would show itself.
    expect(html).not.toMatch(/>(?:report|role|item|state|decision|via|review|reviewFinding|reason|type)\.\w/);
  });

  test('as PDF: is one, below a megabyte', async () => {
    const { type, bytes } = await ask('application/pdf', 'zh-CN');
    expect(type).toBe('application/pdf');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeLessThan(500_000);
  });

  test('as JSON, which is what comes without a wish: has the figures', async () => {
    const { bytes } = await ask('*/*', 'en');
    expect(JSON.parse(String(bytes))).toMatchObject({ outcome: 'closed', people: { giver: company.giver.id } });
  });
});
