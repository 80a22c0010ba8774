import * as r from '../../contract/restore-answers.ts';
import { caseOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { when } from '../print.ts';
import { type Given, PAGING, type Verb, give, pageOf, paging, rowsOf } from '../verb.ts';
import { tellMovedBack } from './decide.ts';

const DECISIONS = ['keep', 'takeBack'] as const;

/** The way back after a transfer. */
export const restoreVerbs: readonly Verb[] = [
  {
    name: 'restore',
    takes: ['<handover>', '[customers...]'],
    options: [
      { flags: '--customers <customers...>' },
      { flags: '--filter <name=value...>' },
      { flags: '--on-conflict <decision>', choices: DECISIONS },
      { flags: '--preview' },
      { flags: '--comment <text>' },
      { flags: '--key <key>' },
    ],
    async run(call) {
      const { given } = call;
      const customers = [...given.rest(1), ...given.list('customers')];
      const filter = filterOf(given);
      const path = await caseOf(call);
      const body = {
        ...(customers.length > 0 ? { customerIds: customers } : {}),
        ...(filter === undefined ? {} : { filter }),
        onConflict: given.one('onConflict', DECISIONS),
        comment: given.text('comment'),
      };
      if (!given.flag('preview')) {
        const key = given.text('key');
        return tellMovedBack(call, await call.api().post('/handovers/{handoverId}/restore', { path, body, key }));
      }
      const preview = await call.api().post('/handovers/{handoverId}/restore/preview', { path, body });
      give(call, r.restorePreview, preview, (p) =>
        [
          rowsOf(call, p.counts, {
            type: (c) => call.t(`type.${c.type}`),
            back: (c) => c.back,
            taken: (c) => c.taken,
            holderChanged: (c) => c.holderChanged,
            changed: (c) => c.changed,
          }),
          call.t('restorePreview', { restored: p.restored, conflicts: p.conflicts, putBack: p.putBack }),
          rowsOf(call, p.samples, {
            type: (s) => call.t(`type.${s.type}`),
            customer: (s) => s.customer?.name ?? s.customer?.id ?? null,
            conflict: (s) => call.t(`conflict.${s.kind}`),
            fields: (s) => s.fields.join(', '),
          }),
          p.warnings.map((warning) => warning.sentence).join('\n'),
        ].join('\n\n'),
      );
    },
  },
  {
    name: 'conflicts',
    takes: ['<handover>', '[conflict]'],
    options: [
      { flags: '--decide <decision>', choices: DECISIONS },
      { flags: '--open' },
      { flags: '--comment <text>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const [conflictId, decision] = [given.arg(1), given.one('decide', DECISIONS)];
      if ((conflictId === '') !== (decision === undefined)) throw new CliError('decideNeeds');
      const path = await caseOf(call);
      if (decision !== undefined) {
        const decided = await call.api().post('/handovers/{handoverId}/conflicts/{conflictId}/decision', {
          path: { ...path, conflictId },
          body: { decision, comment: given.text('comment') },
        });
        return tellMovedBack(call, decided);
      }
      const query = { ...paging(call), open: given.flag('open') ? true : undefined };
      const conflicts = await call.api().get('/handovers/{handoverId}/conflicts', { path, query });
      give(call, r.restoreConflicts, conflicts, (page) =>
        pageOf(call, page, {
          type: (c) => call.t(`type.${c.type}`),
          customer: (c) => c.customer?.name ?? c.customer?.id ?? null,
          conflict: (c) => call.t(`conflict.${c.kind}`),
          fields: (c) => c.fields.join(', '),
          decision: (c) => (c.decision === null ? null : call.t(`decision.${c.decision}`)),
          at: (c) => when(c.detectedAt, call.locale),
          id: (c) => c.id,
        }),
      );
    },
  },
];

/** name=value, of which recordTypes takes several, parted by commas. */
function filterOf(given: Given): Record<string, string | string[]> | undefined {
  const pairs = given.list('filter').map((pair) => {
    const [, name, value] = /^(receiver|tier|region|stage|recordTypes)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new CliError('filterWrong', { value: pair });
    return [name, name === 'recordTypes' ? value.split(',') : value] as const;
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
