/** An activity that is stopped at its beginning. */
export interface Held {
  /** resolves when the activity has been called */
  begun: Promise<void>;
  /** lets it go on; later calls pass */
  open(): void;
}

/** Lets a test stop activities at their beginning, to send what comes in while they run. */
export class Gates {
  private readonly closed = new Map<string, { begin(): void; opened: Promise<void> }>();

  hold(activity: string): Held {
    let begin = () => {};
    let release = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const opened = new Promise<void>((resolve) => (release = resolve));
    this.closed.set(activity, { begin: () => begin(), opened });
    return {
      begun,
      open: () => {
        this.closed.delete(activity);
        release();
      },
    };
  }

  /** The same activities, each behind its gate. */
  guard<T extends object>(activities: T): T {
    const guarded = Object.entries(activities).map(([name, activity]: [string, (...args: unknown[]) => unknown]) => [
      name,
      async (...args: unknown[]) => {
        const gate = this.closed.get(name);
        gate?.begin();
        await gate?.opened;
        return activity(...args);
      },
    ]);
    return Object.fromEntries(guarded) as T;
  }
}
