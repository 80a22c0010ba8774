import { log } from '@temporalio/workflow';

/** What must be taken back when the case is cancelled: registered before the act, run newest first. */
export class Undo {
  private steps: { name: string; run: () => Promise<void> }[] = [];

  /** A later registration of the same name replaces the earlier one: a repeated step is undone once. */
  register(name: string, run: () => Promise<void>): void {
    this.steps = [...this.steps.filter((s) => s.name !== name), { name, run }];
  }

  /** What is registered under the name, or all of it, can or need not be undone any more. */
  forget(name?: string): void {
    this.steps = name === undefined ? [] : this.steps.filter((s) => s.name !== name);
  }

  /** Runs all of it, newest first; call in a non-cancellable scope. @returns the names of what could not be undone */
  async run(): Promise<string[]> {
    const failed: string[] = [];
    for (const step of this.steps.reverse()) {
      try {
        await step.run();
      } catch (error) {
        log.warn('undo failed', { undo: step.name, error });
        failed.push(step.name);
      }
    }
    this.steps = [];
    return failed;
  }
}
