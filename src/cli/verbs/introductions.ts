import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as i from '../../contract/introduction-schemas.ts';
import { CHANNELS, INTRODUCTION_STATES, LANGUAGES } from '../../contract/introduction.ts';
import { idOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf } from '../verb.ts';

/** The introduction to the customers, and the letters that it writes. */
export const introductionVerbs: readonly Verb[] = [
  {
    name: 'introductions',
    takes: ['<handover>', '[customer]'],
    options: [
      { flags: '--state <state>', choices: INTRODUCTION_STATES },
      { flags: '--answer <answer>', choices: ['agreed', 'objected'] },
      { flags: '--via <way>', choices: ['phone', 'meeting', 'mail'], usual: 'phone' },
      { flags: '--resend' },
      { flags: '--letters <decision>', choices: ['approved', 'sentBack'] },
      { flags: '--comment <text>' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const id = await idOf(call, given.arg(0));
      const customer = given.arg(1);
      if (given.text('letters') !== undefined) return decide(call, id);
      if (customer !== '') return ofCustomer(call, id, customer);
      if (given.text('answer') !== undefined || given.flag('resend')) throw new CliError('customerNeeded');
      const query = {
        state: given.text('state'),
        cursor: given.text('cursor'),
        limit: given.text('limit'),
      };
      give(call, i.introductionPage, await call.api().ask('GET', `handovers/${id}/introductions`, { query }), (page) =>
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
      const [channel, language, file] = [given.text('channel'), given.text('language'), given.text('file')];
      if (file !== undefined) {
        const body = await readFile(file, 'utf8').catch(() => {
          throw new CliError('fileUnreadable', { file });
        });
        const subject = given.text('heading');
        const basedOn = Number(given.text('after') ?? 'x');
        if (channel === undefined || language === undefined || subject === undefined || Number.isNaN(basedOn))
          throw new CliError('letterNeeds');
        const request = { body: { channel, language, basedOn, subject, body }, key: randomUUID() };
        const written = await call.api().ask('POST', 'letter-templates', request);
        give(call, i.letterTemplate, written, ({ version }) => call.t('letterWritten', { version }));
        return;
      }
      const query = { channel, language, cursor: given.text('cursor'), limit: given.text('limit') };
      give(call, i.letterTemplates, await call.api().ask('GET', 'letter-templates', { query }), (page) =>
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

async function decide(call: Call, id: string): Promise<void> {
  const { given } = call;
  const body = {
    decision: given.text('letters'),
    comment: given.text('comment'),
  };
  const answer = await call.api().ask('POST', `handovers/${id}/introduction/approval`, { body, key: randomUUID() });
  give(call, i.introductionProgress, answer, () => call.t(`letters.${body.decision ?? ''}`));
}

async function ofCustomer(call: Call, id: string, customer: string): Promise<void> {
  const { given } = call;
  const path = `handovers/${id}/introductions`;
  const answer = given.text('answer');
  if (answer !== undefined || given.flag('resend')) {
    const request =
      answer === undefined
        ? { key: randomUUID() }
        : { body: { answer, via: given.text('via'), words: given.text('comment') }, key: randomUUID() };
    const what = answer === undefined ? 'resend' : 'answer';
    const taken = await call.api().ask('POST', `${path}/${customer}/${what}`, request);
    give(call, i.introductionTaken, taken, ({ state }) => call.label(`introduction.${state}`));
    return;
  }
  const letter = await call.api().ask('POST', `${path}/preview`, { body: { customerId: customer } });
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
