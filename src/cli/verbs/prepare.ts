import type * as z from 'zod';
import * as a from '../../contract/answers.ts';
import { questions } from '../../contract/review-answers.ts';
import { caseOf, nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, type Verb, give, rowsOf, shaped } from '../verb.ts';
import { tellProgress } from './decide.ts';

/** What somebody must look at before they can answer it: samples, reviews, one-time tokens. */
export const prepareVerbs: readonly Verb[] = [
  {
    name: 'explain',
    takes: ['<handover>', '<customer>'],
    options: [{ flags: '--text <text>', required: true }],
    async run(call) {
      const { given } = call;
      const path = { ...(await caseOf(call)), customerId: given.arg(1) };
      const body = { text: given.must('text') };
      const answer = await call.api().put('/handovers/{handoverId}/customers/{customerId}/explanation', { path, body });
      give(call, a.explanation, answer, ({ version }) => call.t('explained', { version }));
    },
  },
  {
    name: 'verify',
    takes: ['<handover>', '[customers...]'],
    options: [{ flags: '--all' }, { flags: '--wrong' }, { flags: '--point <key...>' }, { flags: '--comment <text>' }],
    async run(call) {
      const { given } = call;
      const path = await caseOf(call);
      const named = given.rest(1);
      if (named.length === 0 && !given.flag('all')) return showSample(call, path);
      const customers = (named.length > 0 ? named : await ownSample(call, path)).map((customerId) => ({
        customerId,
        ok: !given.flag('wrong'),
        points: given.some('point'),
        comment: given.text('comment'),
      }));
      const answer = await call.api().post('/handovers/{handoverId}/verifications', { path, body: { customers } });
      give(call, a.verifications, answer, ({ mine, all }) =>
        call.t('verified', { mine: mine.done, mineOf: mine.of, all: all.done, allOf: all.of }),
      );
    },
  },
  {
    name: 'sign-off-token',
    takes: ['<handover>'],
    async run(call) {
      const path = await caseOf(call);
      const answer = await call.api().post('/handovers/{handoverId}/sign-offs/token', { path });
      give(call, a.signOffToken, answer, ({ token, expiresAt, command }) =>
        [
          fields([
            [call.t('col.token'), token],
            [call.t('col.validUntil'), when(expiresAt, call.locale)],
          ]),
          '',
          command,
        ].join('\n'),
      );
    },
  },
  {
    name: 'review',
    takes: ['<handover>', '[review]'],
    options: [
      { flags: '--satisfaction <1-5>' },
      { flags: '--questions' },
      { flags: '--reply <question=answer...>' },
      { flags: '--comment <text>' },
      { flags: '--key <key>' },
    ],
    async run(call) {
      const { given } = call;
      const path = await caseOf(call);
      const satisfaction = given.text('satisfaction');
      if (given.flag('questions')) return showQuestions(call, path);
      const answer = await call.api().get('/handovers/{handoverId}/reviews', { path });
      if (satisfaction === undefined) return showReviews(call, answer);
      const open = shaped(call, a.reviews, answer).items.find((review) => review.state === 'open');
      const reviewId = given.arg(1) || open?.id;
      if (reviewId === undefined) throw new CliError('noOpenReview');
      const answers = repliesIn(given.list('reply'));
      const body = {
        satisfaction: Number(satisfaction),
        comment: given.text('comment'),
        ...(answers ? { answers } : {}),
      };
      const asked = { path: { ...path, reviewId }, body, key: given.text('key') };
      tellProgress(call, await call.api().post('/handovers/{handoverId}/reviews/{reviewId}/answers', asked));
    },
  },
];

/** What the receivers are to verify. */
const SAMPLE = { toVerify: true, limit: 200 } as const;

async function showSample(call: Call, path: { handoverId: string }): Promise<void> {
  const sample = await call.api().get('/handovers/{handoverId}/materials', { path, query: SAMPLE });
  give(call, a.materials, sample, ({ items }) =>
    rowsOf(call, items, {
      customer: (m) => m.customer.name,
      receiver: (m) => nameOf(m.receiver),
      completeness: (m) => `${m.completeness} %`,
      verified: (m) => call.t(m.verified ? 'yes' : 'no'),
      id: (m) => m.customer.id,
    }),
  );
}

/** The customers of the caller's own sample. */
async function ownSample(call: Call, path: { handoverId: string }): Promise<string[]> {
  const api = call.api();
  const me = shaped(call, a.me, await api.get('/me')).person.id;
  const own: string[] = [];
  for await (const { receiver, customer } of api.items('/handovers/{handoverId}/materials', { path, query: SAMPLE }))
    if (receiver.id === me) own.push(customer.id);
  if (own.length === 0) throw new CliError('noSample');
  return own;
}

async function showQuestions(call: Call, path: { handoverId: string }): Promise<void> {
  const asked = await call.api().get('/handovers/{handoverId}/reviews/questions', { path });
  give(call, questions, asked, ({ items }) =>
    rowsOf(call, items, {
      key: (one) => one.key,
      form: (one) => call.t(`questionForm.${one.kind}`),
      what: (one) => one.question,
    }),
  );
}

/** Answers as they were typed, `known=4`: a figure alone is a mark. @throws CliError */
function repliesIn(typed: readonly string[]): Record<string, number | string> | undefined {
  if (typed.length === 0) return undefined;
  return Object.fromEntries(
    typed.map((one) => {
      const [, key, answer] = /^([^=]+)=(.+)$/s.exec(one) ?? [];
      if (key === undefined || answer === undefined) throw new CliError('replyWrong', { reply: one });
      return [key, /^[1-5]$/.test(answer) ? Number(answer) : answer];
    }),
  );
}

function showReviews(call: Call, answer: z.output<typeof a.reviews>): void {
  give(call, a.reviews, answer, ({ items }) =>
    rowsOf(call, items, {
      day: (r) => r.dayOffset,
      due: (r) => when(r.dueAt, call.locale),
      state: (r) => call.t(`reviewState.${r.state}`),
      answers: (r) => r.answers.map((one) => `${nameOf(one.person)}: ${one.satisfaction}`).join(', '),
      id: (r) => r.id,
    }),
  );
}
