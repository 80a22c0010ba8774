import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CommunicationClass, COMMUNICATION_TOPICS, classify } from '../../src/domain/communication-class.ts';

const one = (subject: string, more: Partial<Parameters<typeof classify>[0]> = {}) => ({
  channel: 'call',
  subject,
  body: null,
  tags: [],
  ...more,
});

test.each<[string, ReturnType<typeof one>, CommunicationClass, string[]]>([
  ['a complaint in Chinese', one('客户投诉到货延期'), 'service', ['complaint', 'delivery']],
  ['a complaint in English', one('Customer complained about two late shipments'), 'service', ['complaint', 'delivery']],
  ['money', one('Q3 对账与回款'), 'business', ['payment']],
  ['invoices, in capitals', one('INVOICES FOR MAY'), 'business', ['payment']],
  [
    'the body, where the subject says nothing',
    one('电话', { body: '同意续约两年，价格不变' }),
    'business',
    ['contract', 'price'],
  ],
  ['a promise', one('We promised a spare part'), 'business', ['promise']],
  ['a tag from the source', one('例行', { tags: ['竞品'] }), 'business', ['competitor']],
  ['a visit of which nothing is known', one('例行', { channel: 'visit' }), 'relationship', ['meeting']],
  ['a visit about quality', one('设备故障', { channel: 'visit' }), 'service', ['quality', 'meeting']],
  ['a birthday', one('Birthday greetings'), 'relationship', ['gift']],
  ['a change of people', one('新任采购总监到岗'), 'relationship', ['personnel']],
  ['a word inside another one', one('enterprise reclaimed'), 'other', []],
  ['nothing', one('', { channel: 'other' }), 'other', []],
])('a communication, %s: class and topics', (_, communication, wanted, topics) => {
  expect(classify(communication)).toEqual({ class: wanted, topics });
});

test('any text: the topics are known, each once, in their order, and the same for the text in other letters', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.array(fc.string()), (subject, body, tags) => {
      const { topics } = classify(one(subject, { body, tags }));
      expect(topics).toEqual(COMMUNICATION_TOPICS.filter((topic) => topics.includes(topic)));
    }),
  );
});
