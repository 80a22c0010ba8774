import { Temporal as TC39 } from 'temporal-polyfill';
import type { FileQuery } from '../../contract/file-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as a from '../../contract/report-answers.ts';
import * as r from '../../contract/report-schemas.ts';
import type { Tx } from '../../db/connect.ts';
import * as read from '../../db/company-reports.ts';
import { departmentByCode, peopleById } from '../../db/reads/people.ts';
import { sentence } from '../../i18n/index.ts';
import { riskSentence } from '../../i18n/risk.ts';
import { type Exported, columnsOf, fileNameOf } from '../exports.ts';
import { type Call, SENT, route } from '../route.ts';
import { TABLE_TYPES, chosen, fileWanted, sendTable } from '../table-file.ts';

const tag = 'reports';
const who = { may: 'roles', roles: ['hr', 'auditor', 'manager'] } as const;
const PERIOD_DAYS = 90;

/** Reports over the company, for HR, auditors and managers: as JSON, CSV or Excel (docs/reports.md). */
export const reportRoutes = [
  route({
    method: 'get',
    path: '/reports/handovers',
    operationId: 'reportHandovers',
    tag,
    summary: {
      en: 'Running handovers by step and delay, and how long steps take',
      zh: '进行中的移交（按步骤与逾期）及各步骤用时',
    },
    who,
    takes: { query: r.handoversReportQuery },
    gives: a.handoversReport,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const days = periodOf(query, call.person.timeZone);
      const given = await call.as(async (tx) => {
        const period = { ...days.instants, departmentId: await departmentId(tx, query.department) };
        return { steps: await read.handoversByStep(tx, period), ...(await read.handoversOfPeriod(tx, period)) };
      });
      const told = given.steps.map((row) => ({ ...row, step: sentence(call.locale, 'labels', `step.${row.step}`) }));
      return asked(call, 'report.handovers', { period: days.days, ...given }, told);
    },
  }),
  route({
    method: 'get',
    path: '/reports/outcomes',
    operationId: 'reportOutcomes',
    tag,
    summary: {
      en: 'Churn and satisfaction after handovers, beside the rest',
      zh: '移交后的流失与满意度，与其余客户对比',
    },
    who,
    takes: { query: r.outcomesReportQuery },
    gives: a.outcomesReport,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const days = periodOf(query, call.person.timeZone);
      const given = await call.as(async (tx) => {
        const period = { ...days.instants, departmentId: await departmentId(tx, query.department) };
        return read.outcomesOf(tx, period, query.days);
      });
      const rows = (['handedOver', 'notHandedOver'] as const).map((cohort) => ({
        ...given[cohort],
        cohort: sentence(call.locale, 'exports', `cohort.${cohort}`),
      }));
      return asked(call, 'report.outcomes', { period: days.days, days: query.days, ...given }, rows);
    },
  }),
  route({
    method: 'get',
    path: '/reports/workload',
    operationId: 'reportWorkload',
    tag,
    summary: { en: 'Who carries how much, and what comes by running handovers', zh: '人员工作负荷及待接收客户' },
    who,
    takes: { query: r.workloadReportQuery },
    gives: a.workloadReport,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const rows = await call.as(async (tx) =>
        read.workload(tx, { departmentId: await departmentId(tx, query.department), receivers: query.receivers }),
      );
      const items = rows.map(({ id, number, name, ...row }) => ({
        employee: { id, number, name },
        ...row,
      }));
      const flat = items.map((row) => ({
        ...row,
        employee_number: row.employee.number,
        employee_name: row.employee.name,
        department_code: row.department,
      }));
      return asked(call, 'report.workload', { items }, flat);
    },
  }),
  route({
    method: 'get',
    path: '/reports/risk',
    operationId: 'reportRisk',
    tag,
    summary: { en: 'Customers at risk', zh: '风险客户' },
    who,
    takes: { query: r.riskReportQuery },
    gives: a.riskReport,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const { rows, people } = await call.as(async (tx) => {
        const found = await read.customersAtRisk(tx, {
          ...query,
          departmentId: await departmentId(tx, query.department),
        });
        const owners = found.map((row) => row.owner_id);
        return { rows: found, people: await peopleById(tx, owners) };
      });
      const items = rows.slice(0, query.limit).map((row) => ({
        customer: { id: row.customer_id, name: row.customer_name },
        owner: row.owner_id === null ? null : people(row.owner_id),
        risk: row.risk,
        sentence: riskSentence(call.locale, row.risk),
        score: row.score,
        since: row.since,
        case: row.label,
      }));
      const flat = items.map((row) => ({
        ...row,
        customer_name: row.customer.name,
        owner_number: row.owner?.number ?? null,
        owner_name: row.owner?.name ?? null,
        risk: row.sentence,
      }));
      return asked(call, 'report.risk', { items, more: rows.length > query.limit }, flat);
    },
  }),
  route({
    method: 'get',
    path: '/reports/reviews',
    operationId: 'reportReviews',
    tag,
    summary: { en: 'Follow-up reviews that are due soon or late', zh: '即将到期或逾期的跟踪回访' },
    who,
    takes: { query: r.reviewsReportQuery },
    gives: a.reviewsReport,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const { rows, people } = await call.as(async (tx) => {
        const found = await read.reviewsDue(tx, { ...query, departmentId: await departmentId(tx, query.department) });
        return {
          rows: found,
          people: await peopleById(
            tx,
            found.flatMap((row) => [row.giver_id, ...row.receiver_ids]),
          ),
        };
      });
      const items = rows.slice(0, query.limit).map((row) => ({
        handoverId: row.handover_id,
        case: row.label,
        days: row.day_offset,
        dueAt: row.due_at,
        state: row.state,
        overdue: row.overdue,
        giver: people(row.giver_id),
        receivers: row.receiver_ids.map(people),
      }));
      const flat = items.map((row) => ({
        ...row,
        giver_name: row.giver.name,
        receiver_names: row.receivers.map((one) => one.name),
      }));
      return asked(call, 'report.reviews', { items, more: rows.length > query.limit }, flat);
    },
  }),
];

/** The report as JSON, or its table as a file when that is what the caller wants. */
async function asked<Given>(
  call: Pick<Call<{ query: FileQuery }>, 'input' | 'locale' | 'person' | 'req' | 'res'>,
  of: Exported,
  given: Given,
  rows: readonly Record<string, unknown>[],
): Promise<Given | typeof SENT> {
  const { input, locale, person, req, res } = call;
  const format = fileWanted(req, input.query);
  if (format === null) return given;
  const columns = chosen(columnsOf(of, locale), input.query.fields);
  const table = { name: fileNameOf(of, locale, person.timeZone), columns, rows: each(rows) };
  await sendTable(res, table, { query: { ...input.query, format }, timeZone: person.timeZone });
  return SENT;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Days of the caller's calendar as instants: the first day's beginning, the end of the last. @throws Refusal periodWrong */
function periodOf({ from, to }: { from?: string | undefined; to?: string | undefined }, timeZone: string) {
  const last = to === undefined ? TC39.Now.plainDateISO(timeZone) : TC39.PlainDate.from(to);
  const first = from === undefined ? last.subtract({ days: PERIOD_DAYS }) : TC39.PlainDate.from(from);
  if (TC39.PlainDate.compare(first, last) > 0) throw new Refusal('periodWrong', {}, '/from');
  const at = (day: TC39.PlainDate) => day.toZonedDateTime(timeZone).toInstant().toString();
  return {
    days: { from: first.toString(), to: last.toString() },
    instants: { from: at(first), to: at(last.add({ days: 1 })) },
  };
}

/** @throws Refusal departmentNotFound */
async function departmentId(tx: Tx, code: string | undefined): Promise<string | null> {
  if (code === undefined) return null;
  const department = await departmentByCode(tx, code);
  if (!department) throw new Refusal('departmentNotFound', { department: code });
  return department.id;
}
