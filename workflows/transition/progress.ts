import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { attribute } from '../../src/contract/search-attributes.ts';
import type {
  TrainingPhase,
  TransitionEffect,
  TransitionInput,
  TransitionProgress,
} from '../../src/contract/training.ts';

/** Everything that a transition may look at or change. */
export interface Transition {
  readonly input: TransitionInput;
  readonly progress: TransitionProgress;
  /** something waits to be settled */
  woken: boolean;
  /** deadlines have moved */
  shifted: boolean;
  lookedAtMs: number;
  pausedAtMs: number;
  cancel: () => void;
  /** effects asked for, over all runs */
  asked: number;
}

export function openTransition(input: TransitionInput): Transition {
  return {
    input,
    progress: input.carried?.progress ?? {
      handoverId: input.handoverId,
      state: 'running',
      phase: 'training',
      dueAt: null,
      overdue: false,
      counts: { required: 0, confirmed: 0, asked: 0, unanswered: 0 },
    },
    woken: false,
    shifted: false,
    lookedAtMs: 0,
    pausedAtMs: 0,
    cancel: () => {},
    asked: input.carried?.asked ?? 0,
  };
}

export function effect(t: Transition): TransitionEffect {
  t.asked += 1;
  return { handoverId: t.input.handoverId, step: 'transition', round: t.asked, at: new Date().toISOString() };
}

const PHASE: Record<TrainingPhase, string> = {
  training: '培训 training',
  support: '答疑 support',
  done: '结束 over',
  cancelled: '已取消 cancelled',
};

/** Makes the standing visible to ops: one event for all search attributes, none for the current details. */
export function show(t: Transition, next: Partial<TransitionProgress> = {}): void {
  Object.assign(t.progress, next);
  const { phase, state, dueAt, overdue, counts } = t.progress;
  const { giver, receivers } = t.input;
  const awaited = phase === 'training' ? [giver, ...receivers] : [];
  upsertSearchAttributes([
    { key: attribute.step, value: 'transition' },
    { key: attribute.state, value: state === 'done' ? 'closed' : state },
    // Temporal takes no more of them.
    { key: attribute.awaited, value: awaited.slice(0, 50).map((person) => person.id) },
    { key: attribute.due, value: dueAt === null ? null : new Date(dueAt) },
    { key: attribute.items, value: counts.required },
    {
      key: attribute.pct,
      value: counts.required === 0 ? 100 : Math.round((100 * counts.confirmed) / counts.required),
    },
    { key: attribute.overdue, value: overdue },
  ]);
  const lines = [`**${t.input.label}** · 培训与过渡 training and transition · ${PHASE[phase]}`];
  if (state === 'paused') lines.push('已暂停 **paused**');
  if (dueAt) lines.push(`下次 next: ${dueAt}${overdue ? ' — 已逾期 **overdue**' : ''}`);
  lines.push(`培训项 points: ${counts.confirmed} / ${counts.required}`);
  if (counts.asked > 0) lines.push(`求助 requests: ${counts.asked}, 未答复 unanswered: ${counts.unanswered}`);
  setCurrentDetails(lines.join('\n\n'));
}
