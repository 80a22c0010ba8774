/** Dates counted from the day on which the demonstration is made, so that "the contract ends soon" stays true. */
export interface Dates {
  /** ISO day */
  day(offset: number): string;
  /** an instant in the office hours of a weekday (a Saturday or Sunday gives the Monday after), on the half hour */
  officeHour(offset: number, hour: number): string;
}

/** @param today ISO day @throws RangeError when it is none */
export function datesFrom(today: string): Dates {
  const start = Date.parse(`${today}T00:00:00Z`);
  const at = (offset: number) => new Date(start + offset * 86_400_000);
  return {
    day: (offset) => at(offset).toISOString().slice(0, 10),
    officeHour(offset, hour) {
      const weekday = at(offset).getUTCDay();
      const moved = at(offset + (weekday === 6 ? 2 : weekday === 0 ? 1 : 0));
      // 9:30 in China is 1:30 UTC.
      moved.setUTCHours(hour - 8, 30);
      return moved.toISOString();
    },
  };
}

/** @param instant as `officeHour` gives it */
export function hourAfter(instant: string): string {
  return new Date(Date.parse(instant) + 3_600_000).toISOString();
}
