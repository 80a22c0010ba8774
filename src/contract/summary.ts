/** What a summary of handovers is about; pure, an argument of activities. */
export interface SummaryPeriod {
  every: 'weekly' | 'monthly';
  /** first and last day, of the company's calendar */
  from: string;
  to: string;
  /** days from today to the end of the week or month that has begun */
  daysAhead: number;
}
