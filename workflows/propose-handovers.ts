import { ParentClosePolicy, WorkflowIdReusePolicy, log, startChild } from '@temporalio/workflow';
import { DEPARTURE_WORKFLOW, departureWorkflowId } from '../src/contract/names.ts';
import { effects } from './activity-options.ts';

/**
 * 移交建议: started by its Schedule every morning. Who is away or back by today's date is noted first; then the rules propose; and
 * departures that were written down while Temporal was away are started.
 */
export async function proposeHandovers(): Promise<{ proposed: number; lapsed: number }> {
  const at = new Date().toISOString();
  await effects.keepAbsences.executeWithOptions({ summary: '更新在岗状态 who is away today' }, [at]);
  const found = await effects.findProposals.executeWithOptions({ summary: '查找应移交的情况 what is due' }, [at]);
  const unstarted = await effects.unstartedDepartures.executeWithOptions(
    { summary: '未启动的离职 not yet started' },
    [],
  );
  for (const input of unstarted)
    await startChild(DEPARTURE_WORKFLOW, {
      workflowId: departureWorkflowId(input.employee.id),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [input],
    }).catch((error: unknown) => log.warn('departure not started', { departureId: input.departureId, error }));
  return found;
}
