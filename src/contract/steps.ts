import { DEPARTMENT_ROLES } from './signers.ts';

/** The steps of a handover in their order (中文: 通知 方案 准备资料 会议 核对 签署 转移 跟踪 结案). */
export const STEPS = [
  'notify',
  'plan',
  'materials',
  'meeting',
  'verification',
  'signOff',
  'transfer',
  'followUp',
  'close',
] as const;
export type Step = (typeof STEPS)[number];

export const STATES = ['starting', 'running', 'paused', 'closed', 'cancelled'] as const;
export type HandoverState = (typeof STATES)[number];

/** Kinds that can be started: each is a whole book or a part of it; what each has of its own is in kinds.ts. */
export const KINDS = [
  'departure',
  'change_of_post',
  'replacement',
  'team_change',
  'department_change',
  'absence_cover',
  'emergency_departure',
] as const;
export type HandoverKind = (typeof KINDS)[number];

/**
 * fixed: all to the first receiver; in_turn: by falling value, one after the other; by_weight: in proportion to weights; by_capacity: to
 * whoever has the most room; by_match: to whoever suits the customer best and has room; mixed: several of these, each for some customers.
 */
export const ASSIGNMENTS = ['fixed', 'in_turn', 'by_weight', 'by_capacity', 'by_match', 'mixed'] as const;
export type Assignment = (typeof ASSIGNMENTS)[number];

/** Steps to which a rejected signature may send the case back. */
export const MENDING_STEPS = ['plan', 'materials', 'verification'] as const;
export type MendingStep = (typeof MENDING_STEPS)[number];

export const SIGNER_ROLES = ['giver', 'receiver', 'supervisor', ...DEPARTMENT_ROLES] as const;
export type SignerRole = (typeof SIGNER_ROLES)[number];

/** Types of records that a plan can name in person; each is a table (see db/writes/records.ts). */
export const RECORD_TYPES = [
  'customer',
  'opportunity',
  'task',
  'calendar_event',
  'approval',
  'note',
  'communication',
  'attachment',
  'contact',
  'order',
  'contract',
  'project',
  'preference',
  'feedback',
  'team_membership',
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Things worth knowing about a case that did not stop it. */
export const FLAGS = [
  'calendarYearUnknown',
  'receiverNotActive',
  'secondApproverMissing',
  'giverSilent',
  'noMinutes',
  'notVerified',
  'discrepancies',
  'reviewUnanswered',
  'satisfactionLow',
  'notIntroduced',
  'trainingIncomplete',
  'supportUnanswered',
  'giverGone',
  'giverNotBack',
  'itemsElsewhere',
] as const;
export type Flag = (typeof FLAGS)[number];
