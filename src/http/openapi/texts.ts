import type { Locale } from '../../i18n/index.ts';
import zhDescriptions from '../../i18n/zh-CN/openapi.json' with { type: 'json' };

/** What the OpenAPI document says beside the tables that it is made from, in both languages. */

export interface Text {
  en: string;
  zh: string;
}
export const textIn = (locale: Locale, { en, zh }: Text): string => (locale === 'en' ? en : zh);

export const ABOUT: Text = {
  en: 'Each handover of an account manager’s customers as one durable case. Failures are RFC 9457 problems with a stable `code` and a sentence in the language of `Accept-Language` (`en`, `zh-CN`). Lists page by cursor: `next` of a page is the `cursor` of the following one. A field or parameter that is not described is refused. `X-Request-Id`, sent or made, names a request in the logs.',
  zh: '客户经理的每次客户移交都是一个持久的案件。失败以 RFC 9457 问题返回：`code` 固定不变，`detail` 使用 `Accept-Language` 指定的语言（`en`、`zh-CN`）。列表使用游标分页：上一页的 `next` 即下一页的 `cursor`。未说明的字段或参数会被拒绝。`X-Request-Id`（由调用方提供或系统生成）在日志中标识一次请求。',
};

/** A tag that is not here goes by its own name. */
export const TAGS: Readonly<Record<string, Text>> = {
  handovers: {
    en: 'Start handovers and follow them: where they stand, whom they wait for, what happened',
    zh: '发起并跟踪移交：当前进展、等待何人、发生了什么',
  },
  plan: { en: 'Who receives what, and changes to it before it is signed', zh: '移交计划及签署前的调整' },
  preparation: { en: 'The materials packs of customers and what the giver explains', zh: '客户资料包与移交人的说明' },
  meetings: { en: 'Handover meetings, their minutes and the actions agreed in them', zh: '交接会议、纪要与待办' },
  verification: {
    en: 'What receivers verify, and discrepancies until they are settled',
    zh: '接收人核对与差异处理',
  },
  decisions: { en: 'Decisions on a whole handover', zh: '针对整个移交的决定' },
  risks: { en: 'Risks of a handover, and who accepts them', zh: '移交风险及其接受' },
  restore: { en: 'Taking a transfer back, whole or in part', zh: '全部或部分撤回已完成的移交' },
  reviews: {
    en: 'What is looked at after the transfer: reviews, surveys, corrective actions, losses',
    zh: '移交后的跟踪：回访、调查、整改与流失',
  },
  introductions: { en: 'Introducing the receiver to each customer', zh: '向客户引荐接收人' },
  training: { en: 'Training and the time of transition', zh: '培训与过渡期' },
  exports: { en: 'Lists as files of CSV or Excel', zh: '列表导出为 CSV 或 Excel 文件' },
  reports: { en: 'Figures over all handovers', zh: '全部移交的统计报表' },
  templates: { en: 'The words of mails, in versions', zh: '邮件文案及其版本' },
  records: {
    en: 'What hangs on customers: contacts, orders, tasks and more',
    zh: '客户名下的记录：联系人、订单、任务等',
  },
  notifications: { en: 'Notifications in the product, and how one wants them', zh: '站内通知及接收偏好' },
  'service-accounts': { en: 'Accounts and tokens of programs', zh: '供程序使用的服务账号与令牌' },
  scim: {
    en: 'The company’s directory by SCIM 2.0: employees as Users, departments as Groups',
    zh: '公司目录（SCIM 2.0）：员工为 User，部门为 Group',
  },
  links: { en: 'One-time links of customers and colleagues, without a login', zh: '一次性链接，无需登录' },
  imports: { en: 'Bringing data in', zh: '数据导入' },
  customers: { en: 'Customers and everything on them', zh: '客户及其资料' },
  access: { en: 'Who may see or change a customer', zh: '客户的访问权限' },
  settings: { en: 'The settings that hold in an installation', zh: '系统当前生效的设置' },
  people: { en: 'Employees, their absence, freezes and logins', zh: '员工、在岗状态、冻结与登录' },
  sessions: { en: 'Logins of browsers', zh: '浏览器登录会话' },
  audit: { en: 'The audit log, its proofs and the evidence of a closed case', zh: '审计日志、证明与结案证据' },
  departures: { en: 'People who leave: what still names them', zh: '离职：仍归属其名下的事项' },
  proposals: { en: 'Handovers that are suggested by events', zh: '由事件触发的移交建议' },
  policies: { en: 'The rules of handovers, and working calendars', zh: '移交规则与工作日历' },
  webhooks: { en: 'Which programs hear of which events', zh: '事件订阅与推送' },
  demo: { en: 'Of the demonstration and the embedded mode only', zh: '仅用于演示与内嵌模式' },
  system: { en: 'Health, metrics and this document', zh: '健康检查、指标与本文档' },
};

/** Parameters whose schema says nothing of itself. */
const PARAMETERS: Readonly<Record<string, Text>> = {
  'Idempotency-Key': {
    en: 'A value of your own choice, new for each new request: the same request with the same key is done once and answered alike',
    zh: '由调用方自选、每个新请求各不相同的值：同一请求携带同一键只执行一次，应答相同',
  },
  'If-Match': {
    en: 'The ETag of what was looked at: a newer version refuses the request with 412',
    zh: '所查看版本的 ETag：若已有更新版本，则以 412 拒绝',
  },
  'If-None-Match': { en: 'The ETag of what is known already', zh: '已知版本的 ETag' },
  'Last-Event-ID': {
    en: 'The last event that was received: the stream goes on after it',
    zh: '最后收到的事件编号，从其后继续',
  },
  cursor: { en: '`next` of the page before', zh: '上一页的 `next`' },
  limit: { en: 'How many at most on a page', zh: '每页最多条数' },
  q: { en: 'What to search for', zh: '搜索内容' },
  id: { en: 'The id', zh: '编号' },
  handoverId: { en: 'The id of the handover', zh: '移交编号' },
  customerId: { en: 'The id of the customer', zh: '客户编号' },
  state: { en: 'Only those in this state', zh: '仅此状态' },
  step: { en: 'Only those at this step', zh: '仅此步骤' },
  awaited: { en: 'me: only those that wait for the caller', zh: 'me：仅等待调用者处理的' },
  overdue: { en: 'Only those that are overdue, or that are not', zh: '是否逾期' },
  receiver: { en: 'Only those of this receiver (id)', zh: '仅此接收人（编号）' },
  type: { en: 'Only records of this type', zh: '仅此类记录' },
  toVerify: { en: 'Only customers that are to be verified, or that are not', zh: '是否需要核对' },
  from: { en: 'The version or policy to compare from', zh: '比较的起点' },
  to: { en: 'The version or policy to compare to', zh: '比较的终点' },
  open: { en: 'Only those that are open, or that are not', zh: '是否未处理' },
  customer: { en: 'Only those of this customer (id)', zh: '仅此客户（编号）' },
  kind: { en: 'Only those of this kind', zh: '仅此类型' },
  channel: { en: 'The channel of the letter', zh: '信函渠道' },
  language: { en: 'The language of the letter', zh: '信函语言' },
  answered: { en: 'Only those that are answered, or that are not', zh: '是否已答复' },
  dryRun: { en: 'Look without writing', zh: '试运行，不写入' },
  person: { en: 'Only those of this person (id)', zh: '仅此人员（编号）' },
  action: { en: 'Only entries of this action', zh: '仅此操作' },
  handover: { en: 'Only those of this handover (id)', zh: '仅此移交（编号）' },
  subject: { en: 'Only those about this record (id)', zh: '仅此对象（编号）' },
  reason: { en: 'Only those for this reason', zh: '仅此原因' },
  key: { en: 'The key of the policy', zh: '规则键' },
  version: { en: 'The version', zh: '版本' },
  code: { en: 'The code of the calendar', zh: '日历代码' },
  year: { en: 'The year', zh: '年份' },
  token: { en: 'The token of the link', zh: '链接令牌' },
};

/** What a parameter is; one that nobody described goes by its name in words (`meetingId`: "the meeting id"). */
export function parameterText(locale: Locale, name: string): string {
  const known = PARAMETERS[name];
  if (known) return textIn(locale, known);
  const words = name.replaceAll(/([A-Z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`);
  return locale === 'en' ? `The ${words}` : `${words.replace(/ id$/, '')} 编号`.trim();
}

export const HEADERS = {
  requestId: {
    en: 'Names the request in the logs: as it was sent in X-Request-Id, or made here',
    zh: '在日志中标识本次请求：取自请求的 X-Request-Id，或由系统生成',
  },
  location: { en: 'Where what was made is to be had', zh: '新建内容的地址' },
  etag: { en: 'The version, to be sent in If-Match', zh: '版本，用于 If-Match' },
  rateLimit: {
    en: 'What is left of the limit and until when (draft-ietf-httpapi-ratelimit-headers); absent where there is no limit',
    zh: '剩余配额与重置时间（draft-ietf-httpapi-ratelimit-headers）；不限流时不出现',
  },
  rateLimitPolicy: { en: 'The limit and its window in seconds', zh: '限流额度与窗口（秒）' },
  retryAfter: { en: 'Seconds to wait before trying again', zh: '重试前应等待的秒数' },
  authenticate: {
    en: 'RFC 6750; RFC 9470 when the login is not good enough for a signature',
    zh: 'RFC 6750；登录强度不足以签署时见 RFC 9470',
  },
  language: { en: 'The language of the sentences', zh: '语句所用语言' },
} as const satisfies Record<string, Text>;

const STATUSES: Readonly<Record<number, Text>> = {
  200: { en: 'Done', zh: '成功' },
  201: { en: 'Made', zh: '已创建' },
  202: { en: 'Begun; Location tells where it stands', zh: '已受理；进展见 Location' },
  204: { en: 'Done; there is nothing to say', zh: '成功，无内容' },
  304: { en: 'Nothing has changed', zh: '内容未变' },
  400: { en: 'The request cannot be read', zh: '请求无法解读' },
  401: { en: 'Nobody is signed in, or not well enough', zh: '未登录，或登录强度不足' },
  403: { en: 'Not for the caller', zh: '无权执行' },
  404: { en: 'There is nothing here that the caller may see', zh: '不存在，或无权查看' },
  406: { en: 'Not to be had in the form that Accept asks for', zh: '无法按 Accept 要求的格式提供' },
  408: { en: 'The request did not arrive in time', zh: '请求未在时限内传完' },
  409: { en: 'Not as things stand now', zh: '与当前状态冲突' },
  410: { en: 'Over', zh: '已失效' },
  412: { en: 'Somebody changed it meanwhile', zh: '内容已被他人修改' },
  413: { en: 'Too large', zh: '请求过大' },
  414: { en: 'The address is too long', zh: '地址过长' },
  415: { en: 'Not the media type that is taken here', zh: '不支持的媒体类型' },
  421: { en: 'The demonstration answers under the address of its machine only', zh: '演示系统仅以本机地址提供服务' },
  422: { en: 'Well-formed, and wrong', zh: '格式正确但内容有误' },
  428: { en: 'A condition is needed', zh: '缺少前提条件' },
  429: { en: 'Too many requests', zh: '请求过多' },
  431: { en: 'The headers are too large', zh: '请求头过大' },
  500: { en: 'Something failed on our side', zh: '系统内部错误' },
  503: { en: 'A part of the system does not answer; try again', zh: '部分系统暂不可用，请重试' },
};

/** What an answer of a status is. */
export function statusText(locale: Locale, status: number): string {
  const text = STATUSES[status];
  if (!text) throw new Error(`nothing is said of the status ${status}`);
  return textIn(locale, text);
}

const ZH: ReadonlyMap<string, string> = new Map(Object.entries(zhDescriptions));
/** Of sentences that hold what is known elsewhere: `… of: {{fields}}`, with one such place. */
const ZH_WITH_PLACE = [...ZH].flatMap(([en, zh]) => {
  const [before, place, after] = en.split(/(\{\{\w+\}\})/);
  return before === undefined || place === undefined || after === undefined ? [] : [{ before, place, after, zh }];
});

function inChinese(text: string): string {
  const known = ZH.get(text);
  if (known !== undefined) return known;
  const like = ZH_WITH_PLACE.find(({ before, after }) => text.startsWith(before) && text.endsWith(after));
  return like ? like.zh.replace(like.place, text.slice(like.before.length, text.length - like.after.length)) : text;
}

/** The descriptions of schemas, which are written in English, in the reader's language; what has no translation stays. */
export function translated<T>(document: T, locale: Locale): T {
  if (locale === 'en') return document;
  return walk(document);

  function walk<V>(value: V): V {
    if (Array.isArray(value)) return value.map((one: unknown) => walk(one)) as V;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'description' && typeof inner === 'string' ? inChinese(inner) : key === 'example' ? inner : walk(inner),
      ]),
    ) as V;
  }
}
