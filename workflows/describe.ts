import type { Awaited, HandoverInput, Progress } from '../src/contract/messages.ts';

/** What ops read in the Temporal UI; both languages, employee numbers instead of names. */
const STEP: Record<Progress['step'], string> = {
  notify: '通知 notify',
  plan: '方案 plan',
  materials: '准备资料 prepare materials',
  meeting: '移交会议 meeting',
  verification: '共同核对 verification',
  signOff: '签署 sign-off',
  transfer: '数据与权限转移 transfer',
  followUp: '跟踪回访 follow-up reviews',
  close: '结案 close',
};

const WAIT: Record<NonNullable<Progress['waitingFor']>, string> = {
  approval: '批准方案 approval of the plan',
  materials: '移交人确认资料 confirmation of the materials',
  minutes: '会议纪要 minutes of the meeting',
  verification: '接收人核对 verification by the receivers',
  discrepancies: '差异处理 receiver and giver settle discrepancies',
  discrepancyDecision: '裁定差异 the supervisor decides discrepancies',
  risks: '接受高风险 acceptance of high risks',
  signOff: '签署 signatures',
  safety: '安全停止后的放行 release of a stopped transfer',
  review: '回访答复 answers to the review',
  effectiveAt: '生效时间 the effective time',
  reviewDate: '下次回访日期 the next review date',
  restoreWindow: '恢复期限结束 the end of the time to restore',
  tracks: '并行事项结束 the end of what goes on beside the reviews',
  coverEnd: '代管结束 the end of the cover',
  coverReturn: '移交人未返岗：续期、收回或保留 what becomes of the cover, as the giver is not back',
};

const ROLE: Record<Awaited['role'], string> = {
  giver: '移交人 giver',
  receiver: '接收人 receiver',
  supervisor: '监交人 supervisor',
  approver: '审批人 approver',
  deputy: '代理人 deputy',
  hr: '人事 HR',
  finance: '财务 finance',
  legal: '法务 legal',
  it: '信息技术 IT',
  sales: '销售 sales',
  service: '客服 service',
  technical: '技术支持 technical support',
};

const people = (awaited: Awaited[]) => awaited.map((a) => `${ROLE[a.role]} ${a.person.number}`).join(', ');

/** Markdown for the current details of the workflow. */
export function describe(input: HandoverInput, p: Progress): string {
  const lines = [`**${input.label}** · ${STEP[p.step]} · ${p.progressPct}%`];
  if (p.state === 'paused') lines.push('已暂停 **paused**');
  // Few lines: the UI shows about three before one must scroll.
  const from = p.awaited.length > 0 ? ` ← ${people(p.awaited)}` : '';
  if (p.waitingFor) lines.push(`等待 waiting for: **${WAIT[p.waitingFor]}**${from}`);
  if (p.dueAt) lines.push(`期限 due: ${p.dueAt}${p.overdue ? ' — 已逾期 **overdue**' : ''}`);
  if (p.signatures.length > 0)
    lines.push(`已签 signed: ${p.signatures.filter((s) => s.decision !== 'rejected').length}`);
  if (p.flags.length > 0) lines.push(`注意 flags: ${p.flags.join(', ')}`);
  const receivers = input.receivers.map((r) => r.number).join(', ');
  lines.push(`移交 ${input.giver.number} → ${receivers}; 监交 supervisor ${input.supervisor.number}`);
  return lines.join('\n\n');
}

/** The one line on a timer: what is waited for, until when, what happens when the timer fires, and who is awaited. */
export function describeTimer(p: Progress, what: string, at: string): string {
  const wait = p.waitingFor ? WAIT[p.waitingFor] : STEP[p.step];
  const due = p.dueAt !== null && p.dueAt !== at ? `; 期限 due ${minute(p.dueAt)}` : '';
  const from = p.awaited.map((a) => a.person.number).join(', ');
  return `${wait}${due}; ${what} @ ${minute(at)}${from && ` ← ${from}`}`.slice(0, 200);
}

const minute = (iso: string) => `${iso.slice(0, 16)}Z`;
