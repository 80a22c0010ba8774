import { randomUUID } from 'node:crypto';
import * as a from '../../contract/answers.ts';
import { questions } from '../../contract/review-answers.ts';
import { idOf, nameOf } from '../cases.ts';
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
      const id = await idOf(call, given.arg(0));
      const path = `handovers/${id}/customers/${given.arg(1)}/explanation`;
      const answer = await call.api().ask('PUT', path, { body: { text: given.text('text') } });
      give(call, a.explanation, answer, ({ version }) => call.t('explained', { version }));
    },
  },
  {
    name: 'verify',
    takes: ['<handover>', '[customers...]'],
    options: [{ flags: '--all' }, { flags: '--wrong' }, { flags: '--point <key...>' }, { flags: '--comment <text>' }],
    async run(call) {
      const { given } = call;
      const id = await idOf(call, given.arg(0));
      const named = given.rest(1);
      if (named.length === 0 && !given.flag('all')) return showSample(call, id);
      const customers = (named.length > 0 ? named : await ownSample(call, id)).map((customerId) => ({
        customerId,
        ok: !given.flag('wrong'),
        points: given.list('point').length > 0 ? given.list('point') : undefined,
        comment: given.text('comment'),
      }));
      const answer = await call.api().ask('POST', `handovers/${id}/verifications`, { body: { customers } });
      give(call, a.verifications, answer, ({ mine, all }) =>
        call.t('verified', { mine: mine.done, mineOf: mine.of, all: all.done, allOf: all.of }),
      );
    },
  },
  {
    name: 'sign-off-token',
    takes: ['<handover>'],
    async run(call) {
      const id = await idOf(call, call.given.arg(0));
      const answer = await call.api().ask('POST', `handovers/${id}/sign-offs/token`);
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
      const id = await idOf(call, given.arg(0));
      const satisfaction = given.text('satisfaction');
      if (given.flag('questions')) return showQuestions(call, id);
      const answer = await call.api().ask('GET', `handovers/${id}/reviews`);
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
      const key = given.text('key') ?? randomUUID();
      tellProgress(call, await call.api().ask('POST', `handovers/${id}/reviews/${reviewId}/answers`, { body, key }));
    },
  },
];

const samplePage = (call: Call, id: string, cursor?: string) =>
  call.api().ask('GET', `handovers/${id}/materials`, { query: { toVerify: true, limit: '200', cursor } });

async function showSample(call: Call, id: string): Promise<void> {
  give(call, a.materials, await samplePage(call, id), ({ items }) =>
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
async function ownSample(call: Call, id: string): Promise<string[]> {
  const me = shaped(call, a.me, await call.api().ask('GET', 'me')).person.id;
  const own: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = shaped(call, a.materials, await samplePage(call, id, cursor));
    own.push(...page.items.filter((m) => m.receiver.id === me).map((m) => m.customer.id));
    if (page.next === null) break;
    cursor = page.next;
  }
  if (own.length === 0) throw new CliError('noSample');
  return own;
}

async function showQuestions(call: Call, id: string): Promise<void> {
  give(call, questions, await call.api().ask('GET', `handovers/${id}/reviews/questions`), ({ items }) =>
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

function showReviews(call: Call, answer: unknown): void {
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
