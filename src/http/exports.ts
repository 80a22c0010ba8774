import { type EXPORTS } from '../contract/file-schemas.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import type { Column } from './table-file.ts';

/** What the files hold that the company exports: one table, from which columns, labels and order are made. */

type Type = Column['type'];
const CUSTOMER = 'customer_number customer_name';
const PEOPLE = 'owner_number owner_name assignee_number assignee_name';
const KEPT = 'created_at:instant updated_at:instant';

/** name:type, text where no type stands. */
const COLUMNS = {
  customers: `source_id name kind owner_number owner_name annual_value:amount currency complexity:number business_type stage state cooperation_since:day industry country region city address postal_code phone email tax_id bank_account employee_count:number source id ${KEPT} version:number`,
  contacts: `source_id ${CUSTOMER} name title phone email wechat id_number is_key:flag birthday:day ${PEOPLE} source id ${KEPT}`,
  orders: `source_id ${CUSTOMER} number ordered_on:day total:amount currency state ${PEOPLE} source id ${KEPT}`,
  opportunities: `source_id ${CUSTOMER} title stage amount:amount currency engaged_on:day closed_on:day ${PEOPLE} source id ${KEPT}`,
  contracts: `source_id ${CUSTOMER} number title starts_on:day ends_on:day amount:amount currency state ${PEOPLE} source id ${KEPT}`,
  projects: `source_id ${CUSTOMER} name progress_pct:number state due_on:day summary ${PEOPLE} source id ${KEPT}`,
  preferences: `source_id ${CUSTOMER} kind body ${PEOPLE} source id ${KEPT}`,
  notes: `source_id ${CUSTOMER} body ${PEOPLE} source id ${KEPT}`,
  communications: `source_id ${CUSTOMER} channel direction happened_at:instant subject body tags ${PEOPLE} source id ${KEPT}`,
  tasks: `source_id ${CUSTOMER} title priority state due_on:day is_promise:flag ${PEOPLE} source id ${KEPT}`,
  calendar_events: `source_id ${CUSTOMER} title starts_at:instant ends_at:instant location ${PEOPLE} source id ${KEPT}`,
  feedback: `source_id ${CUSTOMER} type satisfaction:number state received_at:instant body ${PEOPLE} source id ${KEPT}`,
  approvals: `source_id ${CUSTOMER} kind title amount:amount state ${PEOPLE} source id ${KEPT}`,
  handovers: `label kind reason giver_number giver_name receivers supervisor_name state step waitingFor dueAt:instant overdue:flag progressPct:number itemCount:number effectiveAt:instant startedAt:instant transferredAt:instant closedAt:instant id`,
  items: `type customer_name receiver_number receiver_name tier toVerify:flag why state outcome id`,
  'report.handovers': `step count:number overdueCount:number paused:number oldestDueAt:instant meanDelayDays:number finished:number medianDays:number p90Days:number`,
  'report.outcomes': `cohort customers:number lost:number per100CustomerYears:number satisfactionMarks:number satisfactionMean:number reviewMarks:number reviewMean:number`,
  'report.workload': `employee_number employee_name department_code state customers:number capacity:number loadPct:number value:amount openTasks:number overdueTasks:number openOpportunities:number cases:number incoming:number reviewsDue:number`,
  'report.risk': `customer_name owner_number owner_name risk score:number since:day case`,
  'report.reviews': `case days:number dueAt:instant state overdue:flag giver_name receiver_names`,
  audit: `at:instant actor_number actor_name actorKind action sentence handoverId subjectType subjectId id`,
} satisfies Record<(typeof EXPORTS)[number] | 'handovers' | 'items' | 'audit' | `report.${string}`, string>;
export type Exported = keyof typeof COLUMNS;

const TYPES: readonly string[] = ['text', 'number', 'amount', 'flag', 'day', 'instant'] satisfies Type[];
const isType = (word: string): word is Type => TYPES.includes(word);

/** The columns of a file, with their labels in the reader's language. */
export function columnsOf(of: Exported, locale: Locale): Column[] {
  return COLUMNS[of].split(' ').map((word) => {
    const [key = '', type = 'text'] = word.split(':');
    if (!isType(type)) throw new TypeError(`${of}: ${word}`);
    return { key, type, label: labelOfColumn(of, key, locale) };
  });
}

/** What a column is called in a file or table; one word can name another thing elsewhere. */
export function labelOfColumn(of: string, key: string, locale: Locale): string {
  const own = `column.${of}.${key}`;
  const label = sentence(locale, 'exports', own);
  return label === own ? sentence(locale, 'exports', `column.${key}`) : label;
}

export const fileNameOf = (of: Exported, locale: Locale, timeZone: string) =>
  `${sentence(locale, 'exports', `file.${of}`)}-${new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date())}`;
