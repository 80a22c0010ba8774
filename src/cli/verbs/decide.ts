import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import * as a from '../../contract/answers.ts';
import { MENDING_STEPS, SIGNER_ROLES } from '../../contract/steps.ts';
import { idOf, personId, readHandover, standingOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields } from '../print.ts';
import { type Call, type Given, type OptionSpec, type Verb, give } from '../verb.ts';

const COMMENT: OptionSpec = { flags: '--comment <text>' };
const HASH: OptionSpec = { flags: '--hash <hash>' };
const KEY: OptionSpec = { flags: '--key <key>' };

/** A decision on a whole case: what differs from one to the next. */
interface Decision {
  name: string;
  /** under /handovers/{id}/ */
  path: string;
  /** absent: POST */
  method?: 'POST' | 'PUT';
  /** after the handover */
  takes?: readonly string[];
  options: readonly OptionSpec[];
  /** the body; `call` and `id` for those that must look at the case first */
  body(given: Given, call: Call, id: string): object | Promise<object>;
  movesBack?: true;
}

const comment = (given: Given) => ({ comment: given.text('comment') });
const plain = (name: string, path = name): Decision => ({ name, path, options: [COMMENT], body: comment });

const DECISIONS: readonly Decision[] = [
  {
    name: 'approve',
    path: 'approvals',
    options: [{ flags: '--send-back' }, COMMENT, HASH],
    body: async (given, call, id) => ({
      decision: given.flag('sendBack') ? 'sentBack' : 'approved',
      planHash: await hashFor(call, id, 'hashApproved'),
      ...comment(given),
    }),
  },
  {
    name: 'confirm-materials',
    path: 'materials/confirmation',
    options: [{ flags: '--anyway <reason>' }, COMMENT],
    body: (given) => ({ anyway: given.text('anyway'), ...comment(given) }),
  },
  {
    name: 'meeting',
    path: 'meeting',
    method: 'PUT',
    options: [
      { flags: '--starts <instant>', required: true },
      { flags: '--ends <instant>', required: true },
      { flags: '--location <text>' },
      { flags: '--online <url>' },
      { flags: '--agenda <text>' },
    ],
    body: (given) => ({
      startsAt: given.instant('starts'),
      endsAt: given.instant('ends'),
      location: given.text('location'),
      onlineUrl: given.text('online'),
      agenda: given.text('agenda'),
    }),
  },
  {
    name: 'minutes',
    path: 'meeting/minutes',
    options: [
      { flags: '--text <text>', required: true },
      { flags: '--attendee <person...>' },
      { flags: '--action <person:text...>' },
    ],
    async body(given, call, id) {
      const handover = await readHandover(call, id);
      const actions = given.list('action').map((action) => {
        const [, owner, body] = /^([^:]+):(.+)$/s.exec(action) ?? [];
        if (owner === undefined || body === undefined) throw new CliError('actionWrong', { value: action });
        return { owner: personId(handover, owner), body };
      });
      return {
        minutes: given.text('text'),
        attendees: given.list('attendee').map((ref) => personId(handover, ref)),
        actions,
      };
    },
  },
  plain('confirm-verification', 'verifications/confirmation'),
  {
    name: 'accept-risks',
    path: 'risks/acceptance',
    options: [{ flags: '--reason <text>', required: true }],
    // Without ids: all that hold up the signatures.
    body: (given) => ({ reason: given.text('reason') }),
  },
  {
    name: 'sign-off',
    path: 'sign-offs',
    options: [
      { flags: '--reject' },
      { flags: '--send-back-to <step>', choices: MENDING_STEPS },
      { flags: '--for <person>' },
      { flags: '--role <role>', choices: SIGNER_ROLES },
      COMMENT,
      HASH,
    ],
    async body(given, call, id) {
      const signer = given.text('for');
      return {
        decision: given.flag('reject') ? 'rejected' : 'signed',
        planHash: await hashFor(call, id, 'hashSigned'),
        for: signer === undefined ? undefined : personId(await readHandover(call, id), signer),
        sendBackTo: given.text('sendBackTo'),
        role: given.text('role'),
        ...comment(given),
      };
    },
  },
  {
    name: 'waive-signature',
    path: 'sign-offs/waiver',
    options: [
      { flags: '--role <role>', required: true, choices: SIGNER_ROLES },
      { flags: '--reason <text>', required: true },
      HASH,
    ],
    body: async (given, call, id) => ({
      role: given.text('role'),
      planHash: await hashFor(call, id, 'hashSigned'),
      reason: given.text('reason'),
    }),
  },
  {
    name: 'release',
    path: 'release',
    options: [{ flags: '--stop' }, COMMENT],
    body: (given) => ({ decision: given.flag('stop') ? 'stop' : 'go', ...comment(given) }),
  },
  plain('pause'),
  plain('resume'),
  plain('cancel'),
  {
    name: 'extend',
    path: 'extend',
    options: [{ flags: '--until <instant>', required: true }, COMMENT],
    body: (given) => ({ dueAt: given.instant('until'), ...comment(given) }),
  },
  {
    name: 'extend-cover',
    path: 'cover/extension',
    options: [{ flags: '--until <instant>', required: true }, COMMENT],
    body: (given) => ({ until: given.instant('until'), ...comment(given) }),
  },
  {
    name: 'end-cover',
    path: 'cover/end',
    options: [{ flags: '--keep' }, COMMENT],
    body: (given) => ({ decision: given.flag('keep') ? 'keep' : 'return', ...comment(given) }),
  },
  {
    name: 'replace-receiver',
    path: 'replace-receiver',
    options: [{ flags: '--from <person>', required: true }, { flags: '--to <person>', required: true }, COMMENT],
    body: (given) => ({ from: given.text('from'), to: given.text('to'), ...comment(given) }),
  },
  {
    name: 'return-items',
    path: 'return-items',
    takes: ['<customers...>'],
    options: [{ flags: '--comment <text>', required: true }],
    body: (given) => ({ customerIds: given.rest(1), ...comment(given) }),
    movesBack: true,
  },
];

/** What people decide on a whole case. */
export const decideVerbs: readonly Verb[] = DECISIONS.map(
  ({ name, path, method = 'POST', takes = [], options, body, movesBack }) => ({
    name,
    takes: ['<handover>', ...takes],
    options: [...options, KEY],
    async run(call) {
      const id = await idOf(call, call.given.arg(0));
      const request = { body: await body(call.given, call, id), key: call.given.text('key') ?? randomUUID() };
      const answer = await call.api().ask(method, `handovers/${id}/${path}`, request);
      if (movesBack) tellMovedBack(call, answer);
      else tellProgress(call, answer);
    },
  }),
);

/** The answer to a decision: where the case stands now. */
export function tellProgress(call: Call, answer: unknown): void {
  give(call, a.progress, answer, (progress: z.output<typeof a.progress>) => standingOf(call, progress));
}

export function tellMovedBack(call: Call, answer: unknown): void {
  give(call, a.movedBack, answer, ({ restored, conflicts, putBack = 0 }) =>
    call.t('movedBack', { restored, conflicts, putBack }),
  );
}

/** The hash that is approved or signed: the one that was given, or the present one, which is shown. */
async function hashFor(call: Call, id: string, code: string): Promise<string> {
  const hash = call.given.text('hash') ?? (await readHandover(call, id)).planHash;
  if (hash === null) throw new CliError('noPlanYet');
  if (!call.json) call.io.out(`${fields([[call.t(code), hash]])}\n`);
  return hash;
}
