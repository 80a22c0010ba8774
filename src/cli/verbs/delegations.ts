import type * as z from 'zod';
import * as d from '../../contract/delegation-schemas.ts';
import { nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { when } from '../print.ts';
import { type Call, PAGING, type Verb, absent, give, pageOf, paging } from '../verb.ts';

const ACTIONS = ['list', 'make', 'end'] as const;

/** Who gives approvals and signatures for whom, for a time. */
export const delegationVerbs: readonly Verb[] = [
  {
    name: 'delegations',
    actions: ['list', 'make', 'end'],
    takes: ['<delegationsaction>', '[delegate]'],
    options: [
      { flags: '--until <instant>' },
      { flags: '--reason <text>' },
      { flags: '--on-behalf-of <person>' },
      { flags: '--ended' },
      { flags: '--key <key>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const action = ACTIONS.find((known) => known === given.arg(0));
      if (action === undefined)
        throw new CliError('actionUnknown', { action: given.arg(0), known: ACTIONS.join(', ') });
      if (action === 'list') return list(call);
      const subject = given.arg(1);
      if (subject === '') throw new CliError('commander.missingArgument', { what: 'delegate' });
      if (action === 'end')
        return tell(call, await call.api().post('/delegations/{id}/end', { path: { id: subject } }));
      const body = {
        from: given.text('onBehalfOf'),
        to: subject,
        endsAt: given.instant('until') ?? absent('until'),
        reason: given.must('reason'),
      };
      tell(call, await call.api().post('/delegations', { body, key: given.text('key') }));
    },
  },
];

const columns = (call: Call) => ({
  id: (one: Shown) => one.id,
  who: (one: Shown) => nameOf(one.from),
  delegate: (one: Shown) => nameOf(one.to),
  validUntil: (one: Shown) => when(one.revokedAt ?? one.endsAt, call.locale),
  reason: (one: Shown) => one.reason,
});
type Shown = z.output<typeof d.delegation>;

async function list(call: Call): Promise<void> {
  const { given } = call;
  const query = {
    ...paging(call),
    ended: given.flag('ended') ? true : undefined,
  };
  give(call, d.delegations, await call.api().get('/delegations', { query }), (page) =>
    pageOf(call, page, columns(call)),
  );
}

function tell(call: Call, answer: Shown): void {
  give(call, d.delegation, answer, (one) => pageOf(call, { items: [one], next: null }, columns(call)));
}
