import type { SignalDefinition } from '@temporalio/common';
import {
  type ChildWorkflowHandle,
  type Workflow,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  log,
} from '@temporalio/workflow';
import { inboxReadySignal } from '../src/contract/messages.ts';

/** 并行事项: what goes on beside the reviews in workflows of its own, such as the introduction to the customers. A case closes after them. */
export class Tracks {
  /** those that are not over, each with its start */
  private readonly open = new Map<string, Promise<unknown>>();
  private told: Promise<void> = Promise.resolve();

  /**
   * Begins a track; whatever becomes of it, the case goes on.
   * @param start of a child whose ParentClosePolicy is ABANDON
   * @param ended is told what it ended with; not called when it failed
   */
  begin<T extends Workflow>(
    workflowId: string,
    start: () => Promise<ChildWorkflowHandle<T>>,
    ended: (result: Awaited<ReturnType<T>>) => void,
  ): void {
    const started = start();
    this.open.set(workflowId, started);
    const run = async () => {
      const handle = await started;
      ended((await handle.result()) as Awaited<ReturnType<T>>);
    };
    run()
      .catch((error: unknown) => {
        // A case that is cancelled takes its tracks along: they end by the same request.
        if (!isCancellation(error)) log.warn('a track failed', { workflowId, error });
      })
      .finally(() => this.open.delete(workflowId));
  }

  get areOver(): boolean {
    return this.open.size === 0;
  }

  untilOver(): Promise<void> {
    return condition(() => this.areOver);
  }

  /**
   * One after the other: a resume must not overtake the pause before it. A track that is over needs no telling; one that has yet to begin
   * is told once it has.
   */
  tell(signal: SignalDefinition): Promise<void> {
    for (const [workflowId, started] of this.open)
      this.told = this.told
        .then(() => started)
        .then(() => getExternalWorkflowHandle(workflowId).signal(signal))
        .catch((error: unknown) => log.warn('a track was not told', { workflowId, signal: signal.name, error }));
    return this.told;
  }

  /** Something of the case has changed that they may want to look at. */
  wake(): Promise<void> {
    return this.tell(inboxReadySignal);
  }
}
