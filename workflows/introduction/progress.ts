import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type {
  IntroductionEffect,
  IntroductionInput,
  IntroductionProgress,
  IntroductionState,
} from '../../src/contract/introduction.ts';
import type { Appointment } from '../../src/contract/effects.ts';
import { attribute } from '../../src/contract/search-attributes.ts';

/** Everything that a step of an introduction may look at or change. */
export interface Introduction {
  readonly input: IntroductionInput;
  readonly progress: IntroductionProgress;
  /** something waits to be settled */
  woken: boolean;
  /** deadlines have moved: what was waited for is to be asked anew */
  shifted: boolean;
  lookedAtMs: number;
  pausedAtMs: number;
  /** somebody is being asked for the letters: they can know of it, and answer, before this workflow does */
  asking: boolean;
  /** what people said to the letters, for the step that waits */
  letters: 'approved' | 'sentBack' | null;
  /** what is still to come of the wait for the letters, in order of time */
  agenda: Appointment[];
  cancel: () => void;
  /** effects asked for, over all runs */
  asked: number;
}

export function openIntroduction(input: IntroductionInput): Introduction {
  return {
    input,
    progress: input.carried?.progress ?? {
      handoverId: input.handoverId,
      state: 'running',
      phase: 'preparing',
      awaited: [],
      dueAt: null,
      overdue: false,
      counts: {},
    },
    woken: false,
    shifted: false,
    lookedAtMs: 0,
    pausedAtMs: 0,
    asking: false,
    letters: null,
    agenda: [],
    cancel: () => {},
    asked: input.carried?.asked ?? 0,
  };
}

export function effect(i: Introduction): IntroductionEffect {
  i.asked += 1;
  return {
    handoverId: i.input.handoverId,
    step: 'introduction',
    round: i.asked,
    at: new Date().toISOString(),
  };
}

const PHASE: Record<IntroductionProgress['phase'], string> = {
  preparing: '准备 preparing',
  approval: '等待批准信函 approval of the letters',
  sending: '发送中 sending',
  waiting: '等待客户答复 answers of the customers',
  over: '结束 over',
};

const STATE: Record<IntroductionState, string> = {
  prepared: '待发送 to be sent',
  sent: '已发送 sent',
  toDo: '待当面或电话告知 to be told in person',
  agreed: '同意 agreed',
  consented: '默认同意 agreed by silence',
  objected: '有异议 objected',
  unanswered: '未能告知 not told',
  reassigned: '已转他人 went to somebody else',
  pooled: '已入公海 in the pool',
  withdrawn: '已变更归属 changed hands',
  cancelled: '已取消 cancelled',
};
const OPEN: readonly string[] = ['prepared', 'sent', 'toDo', 'objected'];

/** Makes the standing visible to ops: one event for all search attributes, none for the current details. */
export function show(i: Introduction, next: Partial<IntroductionProgress> = {}): void {
  Object.assign(i.progress, next);
  const p = i.progress;
  const counts = Object.entries(p.counts);
  const all = counts.reduce((sum, [, n]) => sum + n, 0);
  const open = counts.reduce((sum, [state, n]) => sum + (OPEN.includes(state) ? n : 0), 0);
  upsertSearchAttributes([
    { key: attribute.step, value: 'introduction' },
    { key: attribute.state, value: p.state === 'done' ? 'closed' : p.state },
    { key: attribute.awaited, value: p.awaited.map((person) => person.id) },
    { key: attribute.due, value: p.dueAt === null ? null : new Date(p.dueAt) },
    { key: attribute.items, value: all },
    { key: attribute.pct, value: all === 0 ? 0 : Math.round((100 * (all - open)) / all) },
    { key: attribute.overdue, value: p.overdue },
  ]);
  const lines = [`**${i.input.label}** · 客户告知与引荐 introduction · ${PHASE[p.phase]}`];
  if (p.state === 'paused') lines.push('已暂停 **paused**');
  if (p.awaited.length > 0)
    lines.push(
      `等待 waiting for: ${p.awaited.map((person) => person.number).join(', ')}${p.overdue ? ' — 已逾期 **overdue**' : ''}`,
    );
  if (p.dueAt) lines.push(`下次 next: ${p.dueAt}`);
  if (counts.length > 0)
    lines.push(counts.map(([state, n]) => `${STATE[state as IntroductionState]}: ${n}`).join(' · '));
  setCurrentDetails(lines.join('\n\n'));
}
