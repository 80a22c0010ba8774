import { tell, verifyPack } from '../../evidence/verify.mjs';
import { idOf } from '../cases.ts';
import { EXIT } from '../errors.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

/** What remains of a case, for those who want to see it without the product. */
export const evidenceVerbs: readonly Verb[] = [
  {
    name: 'report',
    takes: ['<handover>'],
    options: [
      { flags: '--out <file>', required: true },
      { flags: '--format <format>', choices: ['json', 'html', 'pdf'], usual: 'pdf' },
    ],
    async run(call) {
      const out = call.given.text('out') ?? '';
      const format = call.given.text('format') ?? 'pdf';
      const accept = { json: 'application/json', html: 'text/html', pdf: 'application/pdf' }[format] ?? '';
      const id = await idOf(call, call.given.arg(0));
      await withProgress(call, 'received', (watch) =>
        call.api().download(`handovers/${id}/report`, out, { headers: { Accept: accept }, watch }),
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
      const query = call.given.flag('names') ? { names: true } : {};
      const id = await idOf(call, named);
      await withProgress(call, 'received', (watch) =>
        call.api().download(`handovers/${id}/evidence`, out, { query, headers: { Accept: 'application/zip' }, watch }),
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
