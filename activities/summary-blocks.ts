import { linksOf } from '../src/contract/notices.ts';
import type { SummaryPeriod } from '../src/contract/summary.ts';
import { OUTCOME_DAYS, type Summary } from '../src/db/summary.ts';
import { daysUpTo } from '../src/domain/summary-periods.ts';
import { formsOf, sentence } from '../src/i18n/index.ts';
import { riskSentence } from '../src/i18n/risk.ts';
import type { Block } from '../src/render/document.ts';

interface Reader {
  locale: string;
  time_zone: string;
  /** without a trailing slash */
  publicUrl: string;
}

/** A summary in the reader's language. It names colleagues and cases, and no customer: mails lie where no right of the product reaches. */
export function summaryBlocks(summary: Summary, period: SummaryPeriod, reader: Reader): Block[] {
  const { locale, time_zone: timeZone, publicUrl } = reader;
  const t = (code: string, params: Record<string, string | number> = {}) =>
    sentence(locale, 'mail', `summary.${code}`, params);
  const label = (code: string) => sentence(locale, 'labels', code);
  const number = (n: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(n);
  const change = (now: number, before: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' }).format(now - before);
  /** A figure, and how it differs from the one before. */
  const beside = (now: number | null, before: number | null) =>
    now === null ? '–' : before === null ? number(now) : t('beside', { now: number(now), change: change(now, before) });
  const day = (at: Date) => new Intl.DateTimeFormat(formsOf(locale), { dateStyle: 'medium', timeZone }).format(at);
  const list = new Intl.ListFormat(locale);
  const heading = (code: string): Block => ({ kind: 'heading', text: t(code) });
  const figure = (code: string): { title: string; align: 'right' } => ({ title: t(code), align: 'right' });
  const leads = (page: string) => `${publicUrl}${page}`;

  const { running, late, steps, urgent, counts, ended, reviews, risk, receivers, outcomes } = summary;
  const { handedOver, notHandedOver } = outcomes.now;
  const outcome = (code: string, of: (cohort: typeof handedOver) => number | null) => [
    t(code),
    beside(of(handedOver), of(outcomes.before.handedOver)),
    beside(of(notHandedOver), of(outcomes.before.notHandedOver)),
  ];
  const watched = daysUpTo(period.to, OUTCOME_DAYS);
  return [
    heading('running'),
    { kind: 'text', text: t(running === 0 ? 'noneRuns' : 'runs', { running: number(running), late: number(late) }) },
    ...tableOf(
      [{ title: t('step') }, figure('count'), figure('late')],
      steps.map((row) => [label(`step.${row.step}`), number(row.count), number(row.overdueCount)]),
    ),
    ...linksTo(
      heading('urgent'),
      urgent.map((one) => ({
        href: leads(linksOf('handover', one.id).page),
        text: t(one.overdue ? 'waitsLate' : 'waits', {
          case: one.label,
          wait: label(one.waiting_for === null ? `step.${one.step}` : `wait.${one.waiting_for}`),
          who: list.format(one.awaited),
          since: day(one.since),
          due: one.due_at === null ? '–' : day(one.due_at),
        }),
      })),
    ),
    heading('ended'),
    {
      kind: 'facts',
      rows: (['started', 'closed', 'cancelled'] as const).map((code) => ({
        name: t(code),
        value: beside(counts.now[code], counts.before[code]),
      })),
    },
    ...linksTo(
      null,
      ended.map((one) => ({
        href: leads(linksOf('handover', one.id).page),
        text: t('endedCase', { case: one.label, state: label(`state.${one.state}`), day: day(one.closed_at) }),
      })),
    ),
    heading('reviews'),
    {
      kind: 'text',
      text: t(`reviewsDue.${period.every}`, { due: number(reviews.due), late: number(reviews.late) }),
    },
    heading('risk'),
    { kind: 'text', text: t(risk.all === 0 ? 'noneAtRisk' : 'atRisk', { customers: number(risk.all) }) },
    ...factsOf(risk.risks.map((one) => ({ name: riskSentence(locale, one.risk), value: number(one.customers) }))),
    ...(receivers.length === 0
      ? []
      : [
          heading('receivers'),
          ...tableOf(
            [{ title: t('receiver') }, figure('customers'), figure('incoming'), figure('load')],
            receivers.map((one) => [
              `${one.name} (${one.number})`,
              number(one.customers),
              number(one.incoming),
              one.loadPct === null ? '–' : `${number(one.loadPct)} %`,
            ]),
          ),
        ]),
    heading('outcomes'),
    { kind: 'text', text: t('outcomesOf', { days: OUTCOME_DAYS, to: period.to }) },
    ...tableOf(
      [{ title: t('figure') }, figure('handedOver'), figure('notHandedOver')],
      [
        outcome('customers', (cohort) => cohort.customers),
        outcome('lost', (cohort) => cohort.lost),
        outcome('lostRate', (cohort) => cohort.per100CustomerYears),
        outcome('satisfaction', (cohort) => cohort.satisfactionMean),
      ],
    ),
    { kind: 'links', items: [{ text: t('outcomesMore'), href: leads(linksOf('overview', '', watched).page) }] },
  ];
}

const tableOf = (columns: { title: string; align?: 'right' }[], rows: string[][]): Block[] =>
  rows.length === 0 ? [] : [{ kind: 'table', columns, rows }];
const factsOf = (rows: { name: string; value: string }[]): Block[] =>
  rows.length === 0 ? [] : [{ kind: 'facts', rows }];
const linksTo = (heading: Block | null, items: { text: string; href: string }[]): Block[] =>
  items.length === 0 ? [] : [...(heading ? [heading] : []), { kind: 'links', items }];
