import { tell, verifyPack } from '../../evidence/verify.mjs';
import { save } from '../api.ts';
import { caseOf } from '../cases.ts';
import { EXIT } from '../errors.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

const FORMS = { json: 'application/json', html: 'text/html', pdf: 'application/pdf' } as const;
const FORMATS = ['json', 'html', 'pdf'] as const;

/** What remains of a case, for those who want to see it without the product. */
export const evidenceVerbs: readonly Verb[] = [
  {
    name: 'report',
    takes: ['<handover>'],
    options: [
      { flags: '--out <file>', required: true },
      { flags: '--format <format>', choices: FORMATS, usual: 'pdf' },
    ],
    async run(call) {
      const out = call.given.must('out');
      const accept = FORMS[call.given.one('format', FORMATS) ?? 'pdf'];
      const path = await caseOf(call);
      await withProgress(call, 'received', async (watch) =>
        save(await call.api().open('/handovers/{handoverId}/report', { path, accept }), out, watch),
      );
      call.io.out(call.json ? JSON.stringify({ file: out }) : call.t('evidence.written', { file: out }));
    },
  },
  {
    name: 'evidence',
    takes: ['<handover>'],
    options: [{ flags: '--out <file>' }, { flags: '--names' }],
    async run(call) {
      const named = call.given.arg(0);
      const out = call.given.text('out') ?? `${named}-evidence.zip`;
      const query = { names: call.given.flag('names') ? true : undefined };
      const path = await caseOf(call);
      const accept = 'application/zip';
      await withProgress(call, 'received', async (watch) =>
        save(await call.api().open('/handovers/{handoverId}/evidence', { path, query, accept }), out, watch),
      );
      call.io.out(call.json ? JSON.stringify({ file: out }) : call.t('evidence.written', { file: out }));
    },
  },
  {
    name: 'verify-evidence',
    takes: ['<pack>'],
    options: [{ flags: '--fingerprint <fingerprint>', required: true }],
    async run(call) {
      const verdict = verifyPack(call.given.arg(0), call.given.text('fingerprint') ?? '');
      call.io.out(call.json ? JSON.stringify(verdict, null, 2) : tell(verdict, call.locale).join('\n'));
      return verdict.sound ? EXIT.ok : EXIT.refused;
    },
  },
];
