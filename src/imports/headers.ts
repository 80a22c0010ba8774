import { ImportError } from './errors.ts';
import { type Field, type Lookup, type Mapping, type TargetTable, parseMapping } from './mapping.ts';

/**
 * What the columns of a company's own files are called, in Chinese and English: from a header alone a mapping is made. Headers are
 * compared without spaces, punctuation and case, so that "Tax ID", "tax_id" and "TaxId" are one.
 */

type Transform = NonNullable<Field['transforms']>[number];
interface Guess {
  headers: readonly string[];
  transforms?: Transform[];
  lookup?: Lookup;
  insertOnly?: boolean;
}

const DATES: Transform = { date: { formats: ['ISO', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD'] } };
const TIMES: Transform = {
  timestamp: {
    formats: ['ISO', 'YYYY/M/D H:mm:ss', 'YYYY/M/D H:mm', 'YYYY-MM-DD H:mm', 'YYYY年M月D日 H:mm', 'YYYY/M/D'],
    timeZone: 'Asia/Shanghai',
  },
};
const AMOUNT: Transform = { decimal: { thousands: ',' } };
const words = (values: Record<string, string>): Transform => ({ map: { values, otherwise: 'keep', ignoreCase: true } });
const employee = (by: 'number' | 'name'): Lookup => ({ table: 'employees', by, dataset: '*', required: true });

const OF_CUSTOMER: Record<string, Guess | readonly Guess[]> = {
  customer_id: [
    {
      headers: ['客户编号', '客户id', 'customerid', 'customernumber', 'accountid'],
      lookup: { table: 'customers', by: 'source_id', required: true },
    },
    {
      headers: ['客户', '客户名称', '公司名称', 'customer', 'customername', 'account', 'company'],
      lookup: { table: 'customers', by: 'name', required: true },
    },
  ],
  assignee_id: [
    { headers: ['负责人工号', '经办人工号', 'assigneenumber'], lookup: employee('number') },
    { headers: ['负责人', '经办人', 'assignee'], lookup: employee('name') },
  ],
};
const CURRENCY: Guess = {
  headers: ['币种', '货币', 'currency'],
  transforms: [words({ 人民币: 'CNY', 美元: 'USD', 欧元: 'EUR', 港元: 'HKD' }), 'upper'],
};

/** Field → how its column may be called, the likelier first. `source_id` is the record's own number. */
const GUESSES = {
  customers: {
    source_id: { headers: ['客户编号', '编号', '客户id', 'customerid', 'customernumber', 'id', 'number', 'accountid'] },
    name: {
      headers: ['客户名称', '公司名称', '名称', '客户', 'name', 'customername', 'company', 'companyname', 'account'],
    },
    kind: { headers: ['客户类型', 'kind'], transforms: [words({ 企业: 'company', 公司: 'company', 个人: 'person' })] },
    owner_id: [
      { headers: ['负责人工号', '客户经理工号', '归属人工号', 'ownernumber'], lookup: employee('number') },
      { headers: ['负责人', '客户经理', '归属人', 'owner', 'accountmanager'], lookup: employee('name') },
    ],
    annual_value: {
      headers: ['年价值', '年销售额', '年交易额', '年合同额', 'annualvalue', 'annualrevenue', 'revenue'],
      transforms: [AMOUNT],
    },
    currency: CURRENCY,
    complexity: { headers: ['复杂度', 'complexity'], transforms: ['integer'] },
    business_type: {
      headers: ['业务类型', 'businesstype'],
      transforms: [words({ 直销: 'direct', 渠道: 'channel', 大客户: 'key_account', 项目: 'project', 服务: 'service' })],
    },
    stage: {
      headers: ['合作阶段', '阶段', 'stage'],
      transforms: [words({ 潜在: 'prospect', 新客户: 'new', 成长: 'growing', 稳定: 'stable', 衰退: 'declining' })],
    },
    state: {
      headers: ['状态', '客户状态', 'state', 'status'],
      transforms: [words({ 活跃: 'active', 正常: 'active', 休眠: 'dormant', 流失: 'lost' })],
    },
    cooperation_since: {
      headers: ['合作开始日期', '合作日期', '合作起始日', 'cooperationsince', 'since', 'customersince'],
      transforms: [DATES],
    },
    industry: { headers: ['行业', '所属行业', 'industry', 'sector'] },
    country: { headers: ['国家', 'country'] },
    region: { headers: ['区域', '地区', '大区', '省份', 'region', 'state/province'] },
    city: { headers: ['城市', 'city'] },
    address: { headers: ['地址', '详细地址', 'address'] },
    postal_code: { headers: ['邮编', '邮政编码', 'postalcode', 'zip', 'zipcode'] },
    phone: { headers: ['电话', '联系电话', '手机', '手机号', 'phone', 'telephone'] },
    email: { headers: ['邮箱', '电子邮箱', '邮件', 'email', 'mail'] },
    tax_id: { headers: ['税号', '统一社会信用代码', '纳税人识别号', 'taxid', 'vatid'] },
    bank_account: { headers: ['银行账号', '银行账户', 'bankaccount'] },
    employee_count: { headers: ['员工人数', '人数', 'employeecount', 'employees'], transforms: ['integer'] },
  },
  employees: {
    source_id: { headers: ['工号', '员工编号', '员工号', 'employeenumber', 'employeeid', 'number', 'id'] },
    number: { headers: ['工号', '员工编号', '员工号', 'employeenumber', 'employeeid', 'number', 'id'] },
    name: { headers: ['姓名', '员工姓名', 'name', 'fullname', 'employeename'] },
    email: { headers: ['邮箱', '电子邮箱', '工作邮箱', 'email', 'mail'], transforms: ['lower'] },
    phone: { headers: ['电话', '手机', '手机号', 'phone', 'mobile'] },
    title: { headers: ['职务', '职位', '岗位', 'title', 'jobtitle'] },
    manager_id: [
      { headers: ['上级工号', '直属上级工号', '主管工号', 'managernumber', 'managerid'], lookup: employee('number') },
      { headers: ['上级', '直属上级', '主管', 'manager', 'managername'], lookup: employee('name') },
    ],
    department_id: [
      {
        headers: ['部门代码', '部门编号', 'departmentcode'],
        lookup: { table: 'departments', by: 'code', dataset: '*', required: true },
      },
    ],
    region: { headers: ['区域', '地区', '大区', 'region'] },
    languages: { headers: ['语言', 'languages'], transforms: [{ split: ';' }] },
    skills: { headers: ['技能', 'skills'], transforms: [{ split: ';' }] },
    industries: { headers: ['擅长行业', '行业', 'industries'], transforms: [{ split: ';' }] },
    capacity: { headers: ['客户容量', '容量', 'capacity'], transforms: ['integer'] },
  },
  contacts: {
    ...OF_CUSTOMER,
    source_id: { headers: ['联系人编号', '编号', 'contactid', 'number', 'id'] },
    name: { headers: ['联系人', '姓名', '联系人姓名', 'name', 'contactname', 'contact'] },
    title: { headers: ['职务', '职位', 'title'] },
    phone: { headers: ['电话', '手机', '手机号', '联系电话', 'phone', 'mobile'] },
    email: { headers: ['邮箱', '电子邮箱', 'email'] },
    wechat: { headers: ['微信', '微信号', 'wechat'] },
    id_number: { headers: ['身份证号', '证件号', 'idnumber'] },
    is_key: { headers: ['关键联系人', '是否关键联系人', 'iskey', 'keycontact'], transforms: ['boolean'] },
    birthday: { headers: ['生日', '出生日期', 'birthday'], transforms: [DATES] },
  },
  opportunities: {
    ...OF_CUSTOMER,
    source_id: { headers: ['商机编号', '编号', 'opportunityid', 'number', 'id'] },
    title: { headers: ['商机名称', '商机', '名称', 'title', 'name', 'opportunity'] },
    stage: {
      headers: ['阶段', '商机阶段', 'stage'],
      transforms: [words({ 初步接洽: 'prospecting', 洽谈中: 'engaging', 赢单: 'won', 输单: 'lost' })],
    },
    amount: { headers: ['金额', '预计金额', 'amount'], transforms: [AMOUNT] },
    currency: CURRENCY,
    engaged_on: { headers: ['开始日期', 'engagedon', 'startdate'], transforms: [DATES] },
    closed_on: { headers: ['关闭日期', '成交日期', 'closedon', 'closedate'], transforms: [DATES] },
  },
  contracts: {
    ...OF_CUSTOMER,
    source_id: { headers: ['编号', 'number', '合同编号', 'contractnumber', 'contractid', 'id'] },
    number: { headers: ['合同编号', '编号', 'contractnumber', 'number'] },
    title: { headers: ['合同名称', '名称', 'title', 'name'] },
    starts_on: { headers: ['开始日期', '生效日期', '签订日期', 'startson', 'startdate'], transforms: [DATES] },
    ends_on: { headers: ['结束日期', '到期日期', 'endson', 'enddate'], transforms: [DATES] },
    amount: { headers: ['金额', '合同金额', 'amount'], transforms: [AMOUNT] },
    currency: CURRENCY,
    state: {
      headers: ['状态', 'state', 'status'],
      transforms: [words({ 草稿: 'draft', 有效: 'active', 执行中: 'active', 已结束: 'ended' })],
    },
  },
  orders: {
    ...OF_CUSTOMER,
    source_id: { headers: ['编号', 'number', '订单编号', '订单号', 'ordernumber', 'orderid', 'id'] },
    number: { headers: ['订单编号', '订单号', '编号', 'ordernumber', 'number'] },
    ordered_on: { headers: ['下单日期', '订单日期', '日期', 'orderedon', 'orderdate', 'date'], transforms: [DATES] },
    total: { headers: ['金额', '订单金额', '合计', 'total', 'amount'], transforms: [AMOUNT] },
    currency: CURRENCY,
    state: {
      headers: ['状态', 'state', 'status'],
      transforms: [words({ 未付: 'open', 已付: 'paid', 已付款: 'paid', 已取消: 'cancelled' })],
    },
  },
  tasks: {
    ...OF_CUSTOMER,
    source_id: { headers: ['任务编号', '编号', 'taskid', 'number', 'id'] },
    title: { headers: ['任务', '任务名称', '标题', 'title', 'task', 'subject'] },
    priority: {
      headers: ['优先级', 'priority'],
      transforms: [words({ 紧急: 'urgent', 重要: 'important', 一般: 'normal', 普通: 'normal' })],
    },
    state: {
      headers: ['状态', 'state', 'status'],
      transforms: [words({ 处理中: 'doing', 待审核: 'review', 已完成: 'done' })],
    },
    due_on: { headers: ['截止日期', '到期日', 'dueon', 'duedate'], transforms: [DATES] },
    is_promise: { headers: ['是否承诺', '承诺', 'ispromise'], transforms: ['boolean'] },
  },
  communications: {
    ...OF_CUSTOMER,
    source_id: { headers: ['沟通编号', '编号', 'communicationid', 'number', 'id'] },
    channel: {
      headers: ['沟通方式', '渠道', '方式', 'channel'],
      transforms: [
        words({ 电话: 'call', 邮件: 'mail', 拜访: 'visit', 微信: 'wechat', 会议: 'meeting', 其他: 'other' }),
      ],
    },
    direction: {
      headers: ['方向', 'direction'],
      transforms: [words({ 来: 'in', 呼入: 'in', 去: 'out', 呼出: 'out' })],
    },
    happened_at: { headers: ['沟通时间', '时间', '日期', 'happenedat', 'date', 'time'], transforms: [TIMES] },
    subject: { headers: ['主题', '标题', 'subject'] },
    body: { headers: ['内容', '沟通内容', '备注', 'body', 'content'] },
  },
} satisfies Partial<Record<TargetTable, Record<string, Guess | readonly Guess[]>>>;

export type GuessedTable = keyof typeof GUESSES;
export const isGuessed = (table: string): table is GuessedTable => table in GUESSES;
export const GUESSED_TABLES = Object.keys(GUESSES).filter(isGuessed);

const plain = (header: string) => header.toLowerCase().replaceAll(/[\s_\-（）()：:*.]/gu, '');

/** What a column can be read into, the likelier first where a field can be told in several ways. */
export interface Choice {
  /** a column of the table, or `source_id`: the record's own number */
  field: string;
  /** how it is named to people: as the field, or as what it is found by */
  key: string;
  /** how the values are read */
  rule: Omit<Field, 'from'>;
  /** the column of the file that is called like it; null: none is */
  column: string | null;
}

/** Everything that a file for a table can tell. */
export function choicesOf(table: GuessedTable, header: readonly string[]): Choice[] {
  const columns = new Map(header.toReversed().map((column) => [plain(column), column]));
  const guesses: Record<string, Guess | readonly Guess[]> = GUESSES[table];
  return Object.entries(guesses).flatMap(([field, guess]) =>
    ('headers' in guess ? [guess] : guess).map(({ headers, ...rule }) => {
      const found = headers.find((one) => columns.has(plain(one)));
      const by = rule.lookup?.by;
      const key = by === undefined ? field : field.replace(/id$/, by === 'source_id' ? 'number' : by);
      return { field, key, rule, column: (found === undefined ? undefined : columns.get(plain(found))) ?? null };
    }),
  );
}

/**
 * A mapping made from a header alone.
 * @returns with the columns that nothing knows
 * @throws ImportError missingColumns: nothing names the records; each must have a number of its own, by which it is known again
 */
export function guessMapping(table: GuessedTable, header: readonly string[]): { mapping: Mapping; unknown: string[] } {
  const fields: Record<string, unknown> = {};
  const used = new Set<string>();
  for (const { field, rule, column } of choicesOf(table, header)) {
    if (column === null || field in fields) continue;
    used.add(column);
    fields[field] = { from: column, ...rule };
  }
  const { source_id: sourceId, ...others } = fields;
  if (sourceId === undefined) {
    const { headers } = GUESSES[table].source_id;
    throw new ImportError('missingColumns', { columns: headers.slice(0, 3).join(' / ') });
  }
  return {
    mapping: parseMapping(`standard/${table}`, { table, sourceId, fields: others }),
    unknown: header.filter((column) => column !== '' && !used.has(column)),
  };
}
