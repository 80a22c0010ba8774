import { TypedSearchAttributes } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { TRANSITION_WORKFLOW, transitionWorkflowId } from '../../src/contract/names.ts';
import { attribute } from '../../src/contract/search-attributes.ts';
import { type Case, flag } from '../progress.ts';
import type { transition } from '../transition.ts';

/** 培训与过渡: begins beside the reviews, where the policy asks for it. */
export function train(c: Case): void {
  const { handoverId, kind, label, giver, receivers, supervisor, policy } = c.input;
  const rule = policy.training;
  if (!rule) return;
  const workflowId = transitionWorkflowId(handoverId);
  c.tracks.begin<typeof transition>(
    workflowId,
    () =>
      startChild<typeof transition>(TRANSITION_WORKFLOW, {
        workflowId,
        args: [{ handoverId, label, giver, receivers: [...receivers], supervisor, rule, days: policy.transition.days }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${label} 培训与过渡 training and transition`,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: attribute.handoverId, value: handoverId },
          { key: attribute.kind, value: kind },
          { key: attribute.giver, value: giver.id },
        ]),
      }),
    ({ gaveUp, counts }) => {
      if (gaveUp) flag(c, 'trainingIncomplete');
      if (counts.unanswered > 0) flag(c, 'supportUnanswered');
    },
  );
}
