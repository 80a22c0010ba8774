import type { IntroductionRule } from '../contract/introduction.ts';
import type { WaitRule } from '../contract/policy.ts';
import type { ReviewsRule } from '../contract/reviews.ts';
import type { RiskRule } from '../contract/risks.ts';
import type { SignersRule } from '../contract/signers.ts';
import type { TrainingRule } from '../contract/training.ts';
import type { CheckPoint, VerificationRule } from '../contract/verification.ts';

/** The rules of the complete standard policy that are more than a few numbers. */

/** The usual wait: a reminder on the day before, the deputies two working days after it was due. */
export const wait = (dueWorkingDays: number): WaitRule => ({
  dueWorkingDays,
  remindBeforeWorkingDays: [1],
  escalateAfterWorkingDays: 2,
  giveUpAfterWorkingDays: 5,
});

const point = (key: string, zh: string, en: string, required = true): CheckPoint => ({ key, zh, en, required });
const OF_ALL = [
  point('contacts', '联系人及其联系方式无误', 'The contacts and how to reach them are right'),
  point('openWork', '未完成事项与承诺齐全', 'Open work and promises are complete'),
];
const OF_MOST = [
  ...OF_ALL,
  point('contracts', '合同及到期日无误', 'The contracts and their ends are right'),
  point('preferences', '偏好与禁忌已说明', 'Preferences and taboos are explained', false),
];
export const CHECKLISTS: NonNullable<VerificationRule['checklists']> = {
  strict: [
    ...OF_MOST,
    point('history', '沟通记录与投诉已了解', 'The communication and complaints are known'),
    point('relationship', '关键人物关系已当面说明', 'The relations of key people were explained in person'),
  ],
  standard: OF_MOST,
  light: OF_ALL,
};

export const SIGNERS: SignersRule = {
  departments: [
    { department: 'finance', role: 'finance', when: 'openOrders' },
    { department: 'legal', role: 'legal', when: 'contracts' },
    { department: 'it', role: 'it', when: 'access' },
  ],
};

/** What holds a case up: an open complaint or low satisfaction of a customer of the strict tier. */
export const RISKS: RiskRule = {
  blockFrom: 20,
  contractEndsWithinDays: 60,
  noContactDays: 90,
  minSatisfaction: 3,
  receiverCustomers: 300,
};

export const INTRODUCTION: IntroductionRule = {
  tiers: {
    strict: { channel: 'meeting', consentAfterWorkingDays: 10 },
    standard: { channel: 'letter', consentAfterWorkingDays: 10 },
    light: { channel: 'letter', consentAfterWorkingDays: 5 },
  },
  language: { default: 'zh-CN' },
  mailsPerMinute: 60,
  inPerson: wait(10),
  meeting: { durationMinutes: 60, perDay: 4 },
  objections: { first: 'alternateReceiver', maxObjections: 2, last: 'pool' },
  settleEveryMinutes: 60,
};

export const REVIEWS: ReviewsRule = {
  questions: [
    {
      key: 'relationship',
      kind: 'scale',
      for: ['receiver'],
      zh: '与客户的关系是否已建立？',
      en: 'Is the relationship established?',
    },
    {
      key: 'missing',
      kind: 'text',
      for: ['receiver'],
      zh: '移交时缺少了什么？',
      en: 'What was missing in the handover?',
    },
    {
      key: 'care',
      kind: 'scale',
      for: ['supervisor'],
      zh: '客户是否得到良好照顾？',
      en: 'Are the customers well looked after?',
    },
  ],
  survey: { share: 0.2, most: 200, answerDays: 14, language: 'zh-CN' },
  thresholds: {
    complaints: 1,
    lostCustomers: 1,
    contactsFall: 0.5,
    revenueFall: 0.3,
    pipelineFall: 0.3,
    satisfactionFall: 0.5,
  },
  corrective: { owner: 'supervisor', dueWorkingDays: 5 },
  workReports: true,
};

export const TRAINING: TrainingRule = {
  points: [
    {
      key: 'demonstration',
      kind: 'demonstration',
      zh: '移交人演示日常跟进',
      en: 'The giver shows the daily work',
      required: true,
      minMark: 3,
    },
    {
      key: 'cases',
      kind: 'cases',
      zh: '共同研讨重点客户案例',
      en: 'Cases of important customers are talked through',
      required: true,
      minMark: 3,
    },
    {
      key: 'questions',
      kind: 'questions',
      zh: '接收人的问题已答复',
      en: 'The questions of the receiver are answered',
      required: true,
      minMark: 1,
    },
    {
      key: 'crm',
      kind: 'crmSystem',
      zh: '熟悉客户管理系统',
      en: 'The CRM system is known',
      required: false,
      minMark: 3,
    },
  ],
  wait: wait(10),
  supportWorkingDays: 2,
};
