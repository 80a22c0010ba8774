import type { TrainingRule } from '../../src/contract/training.ts';

/** Two points that are required and one that is not. */
export const trainingRule: TrainingRule = {
  points: [
    { key: 'tour', kind: 'demonstration', zh: '演示客户情况', en: 'Show the customers', required: true, minMark: 3 },
    { key: 'crm', kind: 'crmSystem', zh: '系统操作', en: 'Use the CRM system', required: true, minMark: 4 },
    { key: 'cases', kind: 'cases', zh: '案例讨论', en: 'Discuss cases', required: false, minMark: 1 },
  ],
  wait: { dueWorkingDays: 5, remindBeforeWorkingDays: [1], escalateAfterWorkingDays: 2, giveUpAfterWorkingDays: 4 },
  supportWorkingDays: 2,
};
