import type * as z from 'zod';
import * as a from '../../contract/answers.ts';
import { MENDING_STEPS, SIGNER_ROLES } from '../../contract/steps.ts';
import { caseOf, personId, readHandover, standingOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields } from '../print.ts';
import { type Call, type OptionSpec, type Verb, absent, give } from '../verb.ts';

const COMMENT: OptionSpec = { flags: '--comment <text>' };
const HASH: OptionSpec = { flags: '--hash <hash>' };
const KEY: OptionSpec = { flags: '--key <key>' };

type Progress = z.output<typeof a.progress>;
type MovedBack = z.output<typeof a.movedBack>;

/** The case, and the key under which the decision is sent. */
interface Of {
  path: { handoverId: string };
  key: string | undefined;
}
/** A decision on a whole case: what differs from one to the next. */
interface Decision {
  name: string;
  /** after the handover */
  takes?: readonly string[];
  options: readonly OptionSpec[];
  decide(call: Call, of: Of): Promise<Progress | MovedBack>;
}

const comment = ({ given }: Call) => ({ comment: given.text('comment') });
const plain = (
  name: string,
  path: `/handovers/{handoverId}/${'pause' | 'resume' | 'cancel' | 'verifications/confirmation'}`,
): Decision => ({
  name,
  options: [COMMENT],
  decide: (call, of) => call.api().post(path, { ...of, body: comment(call) }),
});

const DECISIONS: readonly Decision[] = [
  {
    name: 'approve',
    options: [{ flags: '--send-back' }, COMMENT, HASH],
    async decide(call, of) {
      const planHash = await hashFor(call, of, 'hashApproved');
      const decision = call.given.flag('sendBack') ? 'sentBack' : 'approved';
      const body = { decision, planHash, ...comment(call) } as const;
      return call.api().post('/handovers/{handoverId}/approvals', { ...of, body });
    },
  },
  {
    name: 'confirm-materials',
    options: [{ flags: '--anyway <reason>' }, COMMENT],
    decide(call, of) {
      const body = { anyway: call.given.text('anyway'), ...comment(call) };
      return call.api().post('/handovers/{handoverId}/materials/confirmation', { ...of, body });
    },
  },
  {
    name: 'meeting',
    options: [
      { flags: '--starts <instant>', required: true },
      { flags: '--ends <instant>', required: true },
      { flags: '--location <text>' },
      { flags: '--online <url>' },
      { flags: '--agenda <text>' },
    ],
    decide(call, of) {
      const { given } = call;
      const body = {
        startsAt: given.instant('starts') ?? absent('starts'),
        endsAt: given.instant('ends') ?? absent('ends'),
        location: given.text('location'),
        onlineUrl: given.text('online'),
        agenda: given.text('agenda'),
      };
      return call.api().put('/handovers/{handoverId}/meeting', { ...of, body });
    },
  },
  {
    name: 'minutes',
    options: [
      { flags: '--text <text>', required: true },
      { flags: '--attendee <person...>' },
      { flags: '--action <person:text...>' },
    ],
    async decide(call, of) {
      const { given } = call;
      const handover = await readHandover(call, of.path.handoverId);
      const actions = given.list('action').map((action) => {
        const [, owner, body] = /^([^:]+):(.+)$/s.exec(action) ?? [];
        if (owner === undefined || body === undefined) throw new CliError('actionWrong', { value: action });
        return { owner: personId(handover, owner), body };
      });
      const attendees = given.list('attendee').map((ref) => personId(handover, ref));
      const body = { minutes: given.must('text'), attendees, actions };
      return call.api().post('/handovers/{handoverId}/meeting/minutes', { ...of, body });
    },
  },
  plain('confirm-verification', '/handovers/{handoverId}/verifications/confirmation'),
  {
    name: 'accept-risks',
    options: [{ flags: '--reason <text>', required: true }],
    // Without ids: all that hold up the signatures.
    decide: (call, of) =>
      call
        .api()
        .post('/handovers/{handoverId}/risks/acceptance', { ...of, body: { reason: call.given.must('reason') } }),
  },
  {
    name: 'sign-off',
    options: [
      { flags: '--reject' },
      { flags: '--send-back-to <step>', choices: MENDING_STEPS },
      { flags: '--for <person>' },
      { flags: '--role <role>', choices: SIGNER_ROLES },
      COMMENT,
      HASH,
    ],
    async decide(call, of) {
      const { given } = call;
      const signer = given.text('for');
      const body = {
        decision: given.flag('reject') ? ('rejected' as const) : ('signed' as const),
        planHash: await hashFor(call, of, 'hashSigned'),
        for: signer === undefined ? undefined : personId(await readHandover(call, of.path.handoverId), signer),
        sendBackTo: given.one('sendBackTo', MENDING_STEPS),
        role: given.one('role', SIGNER_ROLES),
        ...comment(call),
      };
      return call.api().post('/handovers/{handoverId}/sign-offs', { ...of, body });
    },
  },
  {
    name: 'waive-signature',
    options: [
      { flags: '--role <role>', required: true, choices: SIGNER_ROLES },
      { flags: '--reason <text>', required: true },
      HASH,
    ],
    async decide(call, of) {
      const { given } = call;
      const role = given.one('role', SIGNER_ROLES) ?? absent('role');
      const body = { role, planHash: await hashFor(call, of, 'hashSigned'), reason: given.must('reason') };
      return call.api().post('/handovers/{handoverId}/sign-offs/waiver', { ...of, body });
    },
  },
  {
    name: 'release',
    options: [{ flags: '--stop' }, COMMENT],
    decide(call, of) {
      const body = { decision: call.given.flag('stop') ? 'stop' : 'go', ...comment(call) } as const;
      return call.api().post('/handovers/{handoverId}/release', { ...of, body });
    },
  },
  plain('pause', '/handovers/{handoverId}/pause'),
  plain('resume', '/handovers/{handoverId}/resume'),
  plain('cancel', '/handovers/{handoverId}/cancel'),
  {
    name: 'extend',
    options: [{ flags: '--until <instant>', required: true }, COMMENT],
    decide(call, of) {
      const body = { dueAt: call.given.instant('until') ?? absent('until'), ...comment(call) };
      return call.api().post('/handovers/{handoverId}/extend', { ...of, body });
    },
  },
  {
    name: 'extend-cover',
    options: [{ flags: '--until <instant>', required: true }, COMMENT],
    decide(call, of) {
      const body = { until: call.given.instant('until') ?? absent('until'), ...comment(call) };
      return call.api().post('/handovers/{handoverId}/cover/extension', { ...of, body });
    },
  },
  {
    name: 'end-cover',
    options: [{ flags: '--keep' }, COMMENT],
    decide(call, of) {
      const body = { decision: call.given.flag('keep') ? 'keep' : 'return', ...comment(call) } as const;
      return call.api().post('/handovers/{handoverId}/cover/end', { ...of, body });
    },
  },
  {
    name: 'replace-receiver',
    options: [{ flags: '--from <person>', required: true }, { flags: '--to <person>', required: true }, COMMENT],
    decide(call, of) {
      const body = { from: call.given.must('from'), to: call.given.must('to'), ...comment(call) };
      return call.api().post('/handovers/{handoverId}/replace-receiver', { ...of, body });
    },
  },
  {
    name: 'return-items',
    takes: ['<customers...>'],
    options: [{ flags: '--comment <text>', required: true }],
    decide(call, of) {
      const body = { customerIds: call.given.rest(1), comment: call.given.must('comment') };
      return call.api().post('/handovers/{handoverId}/return-items', { ...of, body });
    },
  },
];

/** What people decide on a whole case. */
export const decideVerbs: readonly Verb[] = DECISIONS.map(({ name, takes = [], options, decide }) => ({
  name,
  takes: ['<handover>', ...takes],
  options: [...options, KEY],
  async run(call) {
    const answer = await decide(call, { path: await caseOf(call), key: call.given.text('key') });
    if ('restored' in answer) tellMovedBack(call, answer);
    else tellProgress(call, answer);
  },
}));

/** The answer to a decision: where the case stands now. */
export function tellProgress(call: Call, answer: Progress): void {
  give(call, a.progress, answer, (progress) => standingOf(call, progress));
}

export function tellMovedBack(call: Call, answer: MovedBack): void {
  give(call, a.movedBack, answer, ({ restored, conflicts, putBack = 0 }) =>
    call.t('movedBack', { restored, conflicts, putBack }),
  );
}

/** The hash that is approved or signed: the one that was given, or the present one, which is shown. */
async function hashFor(call: Call, { path }: Of, code: string): Promise<string> {
  const hash = call.given.text('hash') ?? (await readHandover(call, path.handoverId)).planHash;
  if (hash === null) throw new CliError('noPlanYet');
  if (!call.json) call.io.out(`${fields([[call.t(code), hash]])}\n`);
  return hash;
}
