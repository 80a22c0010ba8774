/** A line of app.churn: customers of a cohort that were lost for one reason, or (null) not at all. */
export interface ChurnRow {
  handed_over: boolean;
  reason: string | null;
  customers: number;
  lost: number;
  customer_days: number;
}

export interface Cohort {
  customers: number;
  lost: number;
  /** so that cohorts that were watched for different times can be compared; null: nobody was watched for a day */
  per100CustomerYears: number | null;
  reasons: { reason: string; lost: number }[];
}

/** One of the two cohorts of a churn report. */
export function cohortOf(rows: readonly ChurnRow[], handedOver: boolean): Cohort {
  const mine = rows.filter((row) => row.handed_over === handedOver);
  const sum = (of: (row: ChurnRow) => number) => mine.reduce((all, row) => all + of(row), 0);
  const days = sum((row) => row.customer_days);
  const lost = sum((row) => row.lost);
  return {
    customers: sum((row) => row.customers),
    lost,
    per100CustomerYears: days < 1 ? null : Math.round((lost / days) * 365.25 * 100 * 100) / 100,
    reasons: mine.flatMap(({ reason, lost: n }) => (reason === null ? [] : [{ reason, lost: n }])),
  };
}
