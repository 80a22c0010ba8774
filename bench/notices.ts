/** Tells of activities that have ended, so that whoever answers need not ask again and again. */
export class Notices {
  private readonly ended = new Map<string, { result: Promise<unknown>; tell(result: unknown): void }>();

  /** What the activity gave for this case, as soon as it has ended. */
  of(handoverId: string, activity: string): Promise<unknown> {
    return this.at(handoverId, activity).result;
  }

  /** The same activities, each told of. @param activities each takes as its first argument what names the case */
  telling<T extends object>(activities: T): T {
    const told = Object.entries(activities).map(
      ([name, activity]: [string, (of: { handoverId: string }, ...rest: unknown[]) => unknown]) => [
        name,
        async (of: { handoverId: string }, ...rest: unknown[]) => {
          const result = await activity(of, ...rest);
          this.at(of.handoverId, name).tell(result);
          return result;
        },
      ],
    );
    return Object.fromEntries(told) as T;
  }

  private at(handoverId: string, activity: string) {
    const key = `${handoverId} ${activity}`;
    let one = this.ended.get(key);
    if (!one) {
      let tell: (result: unknown) => void = () => {};
      one = { result: new Promise((resolve) => (tell = resolve)), tell: (result) => tell(result) };
      this.ended.set(key, one);
    }
    return one;
  }
}
