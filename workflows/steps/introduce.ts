import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import { INTRODUCTION_WORKFLOW, introductionWorkflowId } from '../../src/contract/names.ts';
import { attribute } from '../../src/contract/search-attributes.ts';
import type { introduction } from '../introduction.ts';
import { type Case, flag } from '../progress.ts';

/** 客户告知与引荐: begins beside the reviews, where the policy asks for it. */
export function introduce(c: Case): void {
  const { rule, ...parties } = { ...partiesOf(c), rule: c.input.policy.introduction };
  if (!rule) return;
  const { handoverId, kind } = c.input;
  const workflowId = introductionWorkflowId(handoverId);
  c.tracks.begin<typeof introduction>(
    workflowId,
    () =>
      startChild<typeof introduction>(INTRODUCTION_WORKFLOW, {
        workflowId,
        args: [{ ...parties, rule }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${parties.label} 客户告知与引荐 introduction to the customers`,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: attribute.handoverId, value: handoverId },
          { key: attribute.kind, value: kind },
          { key: attribute.giver, value: parties.giver.id },
        ]),
      }),
    ({ counts }) => {
      if ((counts.unanswered ?? 0) > 0) flag(c, 'notIntroduced');
    },
  );
}

function partiesOf({ input }: Case) {
  const { handoverId, label, giver, receivers, supervisor, deputies } = input;
  return { handoverId, label, giver, receivers: [...receivers], supervisor, deputies };
}
