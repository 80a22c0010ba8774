import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { ERASURE_REASONS } from '../../contract/schemas.ts';
import type { Database } from '../../db/connect.ts';
import type { AuditProof } from '../../domain/audit-log.ts';
import { type AuditRecord, AuditVerifier, type Finding, type Verdict } from '../../domain/audit-verifier.ts';
import { checkProof } from '../../domain/proof-check.ts';
import { settingMissing } from '../../settings.ts';
import { CliError, EXIT, type ExitCode, reasonOf } from '../errors.ts';
import { type Watch, withProgress } from '../progress.ts';
import type { Call, Verb } from '../verb.ts';

type Jwk = Record<string, unknown>;
type Action = (call: Call) => Promise<ExitCode>;

/** The audit log without the server: at its database, or on files that came from it. */
export const auditVerbs: readonly Verb[] = [
  {
    name: 'audit',
    actions: ['verify', 'export', 'prove', 'erase', 'prune'],
    takes: ['<audit-action>', '[target]'],
    options: [
      { flags: '--database <url>' },
      { flags: '--anchors <file>' },
      { flags: '--public-key <file>' },
      { flags: '--subject <id>' },
      { flags: '--reason <reason>', choices: ERASURE_REASONS },
      { flags: '--before <instant>' },
    ],
    run(call) {
      const action = ACTIONS[call.given.arg(0)];
      if (!action) throw new CliError('auditActionWrong', { action: call.given.arg(0) });
      return action(call);
    },
  },
];

const ACTIONS: Record<string, Action> = {
  async verify(call) {
    const trusted = await keyIn(call);
    const anchors = await anchorsIn(call);
    const file = call.given.arg(1);
    if (file !== '') return withProgress(call, 'rows', (watch) => verifyFile(call, file, trusted, anchors, watch));
    const { verifyDatabase } = await import('../../db/audit/verify.ts');
    const verdict = await withProgress(call, 'entries', (watch) =>
      withDatabase(call, (db) => verifyDatabase(db, { ...given(trusted, anchors), watch })),
    );
    return tellVerdict(call, verdict, trusted, anchors);
  },
  async export(call) {
    const { auditRecords } = await import('../../db/audit/records.ts');
    await withDatabase(call, (db) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          for await (const record of auditRecords(tx)) call.io.out(JSON.stringify(record));
        }),
    );
    return EXIT.ok;
  },
  async prove(call) {
    const target = must(call, call.given.arg(1), 'target');
    const { entriesAbout, proveEntry } = await import('../../db/audit/proofs.ts');
    const found = await withDatabase(call, async (db) => {
      const ids = /^\d+$/.test(target) ? [Number(target)] : await entriesAbout(db, target);
      const proofs = [];
      for (const id of ids) proofs.push(await proveEntry(db, id));
      return proofs.filter((proof) => proof !== null && proof !== 'unsealed');
    });
    if (found.length === 0) throw new CliError('auditNothing', { target }, EXIT.refused);
    for (const proof of found) call.io.out(JSON.stringify(proof));
    return EXIT.ok;
  },
  async erase(call) {
    const subject = must(call, call.given.text('subject'), '--subject');
    const reason = must(call, call.given.text('reason'), '--reason');
    return count(call, 'erased', (db, sql) => sql`select app.erase_values(${subject}, ${reason}) as count`.execute(db));
  },
  async prune(call) {
    const before = must(call, call.given.instant('before'), '--before');
    return count(call, 'pruned', (db, sql) => sql`select app.prune_audit(${before}) as count`.execute(db));
  },
};

async function count(
  call: Call,
  told: string,
  ask: (db: Database, sql: (typeof import('kysely'))['sql']) => Promise<{ rows: unknown[] }>,
): Promise<ExitCode> {
  const { sql } = await import('kysely');
  const { rows } = await withDatabase(call, (db) => ask(db, sql));
  const { count: n } = rows[0] as { count: number };
  call.io.out(call.json ? JSON.stringify({ count: n }) : call.t(`audit.${told}`, { count: n }));
  return EXIT.ok;
}

/** An exported log, or a file of proofs, one a line. */
async function verifyFile(
  call: Call,
  file: string,
  trusted: Jwk[] | undefined,
  anchors: string[],
  watch: Watch,
): Promise<ExitCode> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  let read = 0;
  const verifier = new AuditVerifier(given(trusted, anchors));
  let kind: string | undefined;
  let exit: ExitCode = EXIT.ok;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      read += Buffer.byteLength(line) + 1;
      watch(read, size);
      if (line === '') continue;
      const record = JSON.parse(line) as AuditRecord | AuditProof;
      kind ??= record.kind;
      if (kind !== 'log' && kind !== 'proof') break;
      if (record.kind !== 'proof') verifier.add(record);
      else if (!(await tellProof(call, record, must(call, trusted, '--public-key')))) exit = EXIT.refused;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    kind = undefined;
  }
  if (kind !== 'log' && kind !== 'proof') throw new CliError('auditFileWrong', { file }, EXIT.refused);
  return kind === 'proof' ? exit : tellVerdict(call, verifier.end(), trusted, anchors);
}

async function tellProof(call: Call, proof: AuditProof, trusted: Jwk[]): Promise<boolean> {
  const checked = await checkProof(proof, trusted);
  const sound = !('fault' in checked);
  if (call.json) call.io.out(JSON.stringify({ entry: proof.entry.id, sound, ...checked }));
  else if (sound)
    call.io.out(
      call.t('audit.proved', { entry: proof.entry.id, head: checked.head.number, sealedAt: checked.head.sealedAt }),
    );
  else call.io.out(call.t(`finding.${checked.fault}`, { head: '-' }));
  return sound;
}

function tellVerdict(call: Call, verdict: Verdict, trusted: Jwk[] | undefined, anchors: string[]): ExitCode {
  const { findings, ...counts } = verdict;
  const sound = findings.length === 0;
  const sentence = ({ code, params }: Finding) => call.t(`finding.${code}`, params);
  if (call.json)
    call.io.out(
      JSON.stringify({ sound, ...counts, findings: findings.map((f) => ({ ...f, sentence: sentence(f) })) }, null, 2),
    );
  else {
    for (const finding of findings) call.io.out(sentence(finding));
    call.io.out(sound ? call.t('audit.sound', counts) : call.t('audit.wrong', { count: findings.length }));
    if (!trusted) call.io.out(call.t('audit.keyOfLog'));
    if (anchors.length === 0) call.io.out(call.t('audit.noAnchors'));
  }
  return sound ? EXIT.ok : EXIT.refused;
}

const given = (trusted: Jwk[] | undefined, anchors: string[]) => ({ anchors, ...(trusted ? { trusted } : {}) });

/** @throws CliError when it was not given */
function must<T>(call: Call, value: T | undefined, what: string): T {
  if (value === undefined || value === '')
    throw new CliError('auditNeeds', { what: what === 'target' ? call.t('argument.target') : what });
  return value;
}

/** A JWK or a JWKS, as GET /keys gives it. */
async function keyIn(call: Call): Promise<Jwk[] | undefined> {
  const file = call.given.text('publicKey');
  if (file === undefined) return undefined;
  const json = JSON.parse(await textOf(file)) as Jwk | { keys: Jwk[] };
  return Array.isArray(json.keys) ? (json.keys as Jwk[]) : [json];
}

async function anchorsIn(call: Call): Promise<string[]> {
  const file = call.given.text('anchors');
  if (file === undefined) return [];
  // A line that was torn by a crash is no head.
  return (await textOf(file)).split('\n').filter((line) => line.split('.').length === 3);
}

const textOf = (file: string) =>
  readFile(file, 'utf8').catch(() => {
    throw new CliError('auditFileWrong', { file });
  });

async function withDatabase<T>(call: Call, work: (db: Database) => Promise<T>): Promise<T> {
  const url = call.given.text('database') ?? call.settings().HANDOVER_DATABASE_URL;
  if (url === undefined)
    throw settingMissing('HANDOVER_DATABASE_URL', 'it names the database, as its owner', '它以所有者身份指明数据库');
  const { connect } = await import('../../db/connect.ts');
  const db = connect(url, { max: 1 });
  try {
    return await work(db);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('databaseAway', { setting: 'HANDOVER_DATABASE_URL', why: reasonOf(error) }, EXIT.unreachable);
  } finally {
    await db.destroy();
  }
}
