import { readFile } from 'node:fs/promises';
import * as i from '../../contract/introduction-schemas.ts';
import { CHANNELS, INTRODUCTION_STATES, LANGUAGES } from '../../contract/introduction.ts';
import { caseOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, absent, give, pageOf, paging } from '../verb.ts';

const ANSWERS = ['agreed', 'objected'] as const;
const WAYS = ['phone', 'meeting', 'mail'] as const;
const DECISIONS = ['approved', 'sentBack'] as const;

/** The introduction to the customers, and the letters that it writes. */
export const introductionVerbs: readonly Verb[] = [
  {
    name: 'introductions',
    takes: ['<handover>', '[customer]'],
    options: [
      { flags: '--state <state>', choices: INTRODUCTION_STATES },
      { flags: '--answer <answer>', choices: ANSWERS },
      { flags: '--via <way>', choices: WAYS, usual: 'phone' },
      { flags: '--resend' },
      { flags: '--letters <decision>', choices: DECISIONS },
      { flags: '--comment <text>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const path = await caseOf(call);
      const customer = given.arg(1);
      if (given.text('letters') !== undefined) return decide(call, path);
      if (customer !== '') return ofCustomer(call, { ...path, customerId: customer });
      if (given.text('answer') !== undefined || given.flag('resend')) throw new CliError('customerNeeded');
      const query = { ...paging(call), state: given.one('state', INTRODUCTION_STATES) };
      const list = await call.api().get('/handovers/{handoverId}/introductions', { path, query });
      give(call, i.introductionPage, list, (page) =>
        pageOf(call, page, {
          customer: (one) => one.customer.name ?? one.customer.id,
          receiver: (one) => one.receiver.number,
          channel: (one) => call.label(`channel.${one.channel}`),
          state: (one) => call.label(`introduction.${one.state}`),
          words: (one) => one.answer?.words ?? null,
          due: (one) => (one.answerBy ?? one.dueAt) && when(one.answerBy ?? one.dueAt, call.locale),
          id: (one) => one.customer.id,
        }),
      );
    },
  },
  {
    name: 'letters',
    options: [
      { flags: '--channel <channel>', choices: CHANNELS },
      { flags: '--language <language>', choices: LANGUAGES },
      { flags: '--file <file>' },
      { flags: '--heading <text>' },
      { flags: '--after <version>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const [channel, language] = [given.one('channel', CHANNELS), given.one('language', LANGUAGES)];
      const file = given.text('file');
      if (file !== undefined) {
        const body = await readFile(file, 'utf8').catch(() => {
          throw new CliError('fileUnreadable', { file });
        });
        const subject = given.text('heading');
        const basedOn = Number(given.text('after') ?? 'x');
        if (channel === undefined || language === undefined || subject === undefined || Number.isNaN(basedOn))
          throw new CliError('letterNeeds');
        const letter = { channel, language, basedOn, subject, body };
        const written = await call.api().post('/letter-templates', { body: letter });
        give(call, i.letterTemplate, written, ({ version }) => call.t('letterWritten', { version }));
        return;
      }
      const query = { ...paging(call), channel, language };
      give(call, i.letterTemplates, await call.api().get('/letter-templates', { query }), (page) =>
        pageOf(call, page, {
          channel: (one) => call.label(`channel.${one.channel}`),
          language: (one) => one.language,
          version: (one) => one.version,
          subject: (one) => one.subject,
          at: (one) => when(one.createdAt, call.locale),
        }),
      );
    },
  },
];

async function decide(call: Call, path: { handoverId: string }): Promise<void> {
  const { given } = call;
  const decision = given.one('letters', DECISIONS) ?? absent('letters');
  const body = { decision, comment: given.text('comment') };
  const answer = await call.api().post('/handovers/{handoverId}/introduction/approval', { path, body });
  give(call, i.introductionProgress, answer, () => call.t(`letters.${decision}`));
}

async function ofCustomer(call: Call, path: { handoverId: string; customerId: string }): Promise<void> {
  const { given } = call;
  const api = call.api();
  const answer = given.one('answer', ANSWERS);
  if (answer !== undefined || given.flag('resend')) {
    const said = { via: given.one('via', WAYS) ?? absent('via'), words: given.text('comment') };
    const taken =
      answer === undefined
        ? await api.post('/handovers/{handoverId}/introductions/{customerId}/resend', { path })
        : await api.post('/handovers/{handoverId}/introductions/{customerId}/answer', {
            path,
            body: { answer, ...said },
          });
    give(call, i.introductionTaken, taken, ({ state }) => call.label(`introduction.${state}`));
    return;
  }
  const { handoverId, customerId } = path;
  const letter = await api.post('/handovers/{handoverId}/introductions/preview', {
    path: { handoverId },
    body: { customerId },
  });
  give(call, i.letterPreview, letter, (one) =>
    [
      fields([
        [call.t('col.channel'), call.label(`channel.${one.channel}`)],
        [call.t('col.subject'), one.subject],
      ]),
      '',
      one.body,
    ].join('\n'),
  );
}
