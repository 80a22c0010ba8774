/** What a communication with a customer was about: found by rules, so that nobody has to tag thousands of records by hand. */

export const COMMUNICATION_TOPICS = [
  'complaint',
  'payment',
  'contract',
  'price',
  'delivery',
  'quality',
  'promise',
  'competitor',
  'personnel',
  'meeting',
  'gift',
] as const;
export type CommunicationTopic = (typeof COMMUNICATION_TOPICS)[number];

/** business: of orders and money; service: something is not as it should be; relationship: the people; other: none of the rules fits. */
export const COMMUNICATION_CLASSES = ['service', 'business', 'relationship', 'other'] as const;
export type CommunicationClass = (typeof COMMUNICATION_CLASSES)[number];

export interface Communication {
  channel: string;
  subject: string;
  body: string | null;
  /** tags that people or the source system gave it */
  tags: readonly string[];
}

/**
 * Words of each topic. Chinese has no spaces, so a word is found anywhere; an English one at its beginning, with what is appended
 * (invoice, invoices), so that "price" is not found in "enterprise".
 */
const WORDS: Record<CommunicationTopic, { zh: string[]; en: string[] }> = {
  complaint: { zh: ['投诉', '抱怨', '不满', '索赔'], en: ['complain', 'dissatisf', 'unhappy', 'claim'] },
  payment: {
    zh: ['付款', '回款', '账期', '发票', '欠款', '对账'],
    en: ['payment', 'invoice', 'overdue amount', 'receivable'],
  },
  contract: {
    zh: ['合同', '续约', '续签', '协议', '条款'],
    en: ['contract', 'renewal', 'renew', 'agreement', 'clause'],
  },
  price: {
    zh: ['报价', '价格', '折扣', '降价', '涨价', '询价'],
    en: ['price', 'pricing', 'quote', 'quotation', 'discount'],
  },
  delivery: { zh: ['交付', '交货', '发货', '物流', '延期', '到货'], en: ['deliver', 'shipment', 'shipping', 'delay'] },
  quality: {
    zh: ['质量', '故障', '维修', '退货', '缺陷'],
    en: ['quality', 'defect', 'broken', 'repair', 'fault', 'returned goods'],
  },
  promise: { zh: ['承诺', '答应', '保证'], en: ['promis', 'committed to', 'commitment', 'guarantee'] },
  competitor: { zh: ['竞品', '竞争对手', '友商'], en: ['competitor', 'rival'] },
  personnel: {
    zh: ['人事变动', '离职', '新任', '接任', '换人'],
    en: ['new contact', 'resign', 'successor', 'took over'],
  },
  meeting: { zh: ['会议', '拜访', '约见', '会面'], en: ['meeting', 'visit', 'appointment'] },
  gift: { zh: ['礼品', '宴请', '答谢', '生日', '节日'], en: ['gift', 'dinner', 'birthday', 'greeting'] },
};
const PATTERNS = Object.fromEntries(
  COMMUNICATION_TOPICS.map((topic) => {
    const { zh, en } = WORDS[topic];
    return [topic, new RegExp(`${zh.join('|')}|\\b(?:${en.join('|')})`, 'iu')];
  }),
) as Record<CommunicationTopic, RegExp>;

const CLASS_OF: Record<CommunicationTopic, CommunicationClass> = {
  complaint: 'service',
  quality: 'service',
  payment: 'business',
  contract: 'business',
  price: 'business',
  delivery: 'business',
  promise: 'business',
  competitor: 'business',
  personnel: 'relationship',
  meeting: 'relationship',
  gift: 'relationship',
};

/**
 * Classifies one communication. A tag that somebody gave counts like a word of the text. What is not as it should be outweighs
 * business, and that outweighs the rest; a visit or meeting of which nothing else is known was for the relationship.
 * @returns topics in the order of COMMUNICATION_TOPICS
 */
export function classify(one: Communication): { class: CommunicationClass; topics: CommunicationTopic[] } {
  const text = [one.subject, one.body ?? '', ...one.tags].join('\n');
  const topics = COMMUNICATION_TOPICS.filter(
    (topic) =>
      PATTERNS[topic].test(text) || (topic === 'meeting' && (one.channel === 'visit' || one.channel === 'meeting')),
  );
  const found = new Set(topics.map((topic) => CLASS_OF[topic]));
  return { class: COMMUNICATION_CLASSES.find((kind) => found.has(kind)) ?? 'other', topics };
}
