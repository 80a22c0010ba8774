import * as z from 'zod';
import { CUSTODIANS } from './kinds.ts';
import { CHANNELS, LANGUAGES } from './introduction.ts';
import { BUSINESS_TYPES, COOPERATION_STAGES, NAMED_ROLES, TIERS, WAITS } from './policy.ts';
import { QUESTIONED, QUESTION_KINDS } from './reviews.ts';
import { TRAINING_KINDS } from './training.ts';
import { DEPARTMENT_ROLES, SIGNER_CONDITIONS } from './signers.ts';

/**
 * A whole policy as it arrives: the interface `Policy` (policy.ts) with its ranges. Kept apart, because the workflow bundle knows the
 * interface and not zod. A member of the policy is a constant here, entered in `policySchema`; optional members are `exactOptional`.
 */

const days = (min: number, max: number) => z.int().min(min).max(max);
const customers = z.int().min(1).max(10_000_000);
const share = z.number().min(0).max(1);
const years = z.int().min(0).max(100);
const amount = z.number().min(0).max(999_999_999_999);
const complexity = z.int().min(1).max(5);
/** a list that names each once */
const each = <T extends z.ZodType>(one: T, min = 1, max = 20) =>
  z
    .array(one)
    .min(min)
    .max(max)
    .refine((all) => new Set(all).size === all.length, { error: 'field.repeated' });
const rising = (values: number[]) => values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));

const roles = each(z.enum(NAMED_ROLES));
const businessTypes = (min: number) => each(z.enum(BUSINESS_TYPES), min);
const stages = each(z.enum(COOPERATION_STAGES));

const wait = z
  .strictObject({
    dueWorkingDays: days(1, 250),
    remindBeforeWorkingDays: each(days(1, 249), 0),
    escalateAfterWorkingDays: days(1, 250),
    escalations: z
      .array(z.strictObject({ afterWorkingDays: days(1, 250), to: roles }))
      .min(1)
      .max(5)
      .exactOptional(),
    giveUpAfterWorkingDays: days(1, 250),
  })
  .refine((w) => w.remindBeforeWorkingDays.every((before) => before < w.dueWorkingDays), {
    path: ['remindBeforeWorkingDays'],
    error: 'field.policy.reminderBeforeStart',
  })
  .refine((w) => w.giveUpAfterWorkingDays > w.escalateAfterWorkingDays, {
    path: ['giveUpAfterWorkingDays'],
    error: 'field.policy.giveUpBeforeEscalation',
  })
  .refine((w) => rising([w.escalateAfterWorkingDays, ...(w.escalations ?? []).map((e) => e.afterWorkingDays)]), {
    path: ['escalations'],
    error: 'field.policy.escalationsNotRising',
  })
  .meta({ id: 'PolicyWait' });

const waits = z.strictObject({
  approval: wait,
  materials: wait,
  minutes: wait,
  verification: wait,
  signOff: wait,
  safety: wait.exactOptional(),
  review: wait,
  coverReturn: wait.exactOptional(),
  discrepancies: wait.exactOptional(),
  discrepancyDecision: wait.exactOptional(),
  risks: wait.exactOptional(),
});

const deadlines = z
  .array(
    z.strictObject({
      tier: z.enum(TIERS).exactOptional(),
      fromCustomers: customers.exactOptional(),
      dueWorkingDays: z
        .partialRecord(z.enum(WAITS), days(1, 250))
        .refine((named) => Object.keys(named).length > 0, { error: 'field.policy.deadlineEmpty' }),
    }),
  )
  .min(1)
  .max(30);

const tiers = z
  .strictObject({
    strict: z.strictObject({
      minAnnualValue: amount,
      minComplexity: complexity,
      businessTypes: businessTypes(0),
      stages: stages.exactOptional(),
      minYears: years.exactOptional(),
    }),
    light: z
      .strictObject({
        maxAnnualValue: amount,
        maxComplexity: complexity,
        businessTypes: businessTypes(1).exactOptional(),
        stages: stages.exactOptional(),
        belowYears: years.exactOptional(),
      })
      .exactOptional(),
  })
  .refine((t) => t.light === undefined || t.light.maxAnnualValue < t.strict.minAnnualValue, {
    path: ['light', 'maxAnnualValue'],
    error: 'field.policy.tiersOverlap',
  });

const checklist = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, { error: 'field.policy.pointKey' }),
      zh: z.string().trim().min(1).max(500),
      en: z.string().trim().min(1).max(500),
      required: z.boolean(),
    }),
  )
  .max(50)
  .refine((points) => new Set(points.map((point) => point.key)).size === points.length, { error: 'field.repeated' });

const verification = z.strictObject({
  strictShare: share,
  standardShare: share,
  lightShare: share.exactOptional(),
  minimum: z.int().min(0).max(1_000),
  checklists: z.partialRecord(z.enum(TIERS), checklist).exactOptional(),
  discrepancyDays: days(1, 60).exactOptional(),
});

const materials = z.strictObject({ minCompleteness: z.int().min(0).max(100), answers: z.boolean().exactOptional() });

const approval = z.strictObject({ secondAbove: z.int().min(0).max(10_000_000), by: roles });

const weight = z.number().min(0).max(1_000);
const planning = z.strictObject({
  match: z
    .strictObject({ industry: weight, region: weight, language: weight, skill: weight })
    .refine((match) => Object.values(match).some((one) => one > 0), { error: 'field.policy.matchEmpty' }),
  keepTogether: z.boolean().exactOptional(),
  sharedContactAtMost: z.int().min(1).max(1_000),
});

const meeting = z.strictObject({ durationMinutes: z.int().min(15).max(480) });

const reviews = z.strictObject({
  days: z.array(days(1, 730)).max(12).refine(rising, { error: 'field.policy.notRising' }),
  minSatisfaction: z.number().min(1).max(5),
  questions: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, { error: 'field.policy.questionKey' }),
        kind: z.enum(QUESTION_KINDS),
        for: each(z.enum(QUESTIONED)),
        zh: z.string().trim().min(1).max(300),
        en: z.string().trim().min(1).max(300),
      }),
    )
    .min(1)
    .max(30)
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { error: 'field.repeated' })
    .exactOptional(),
  survey: z
    .strictObject({
      share,
      most: z.int().min(1).max(200),
      answerDays: days(1, 60),
      language: z.enum(LANGUAGES),
    })
    .exactOptional(),
  thresholds: z
    .strictObject({
      complaints: z.int().min(1).max(1_000_000).exactOptional(),
      lostCustomers: z.int().min(1).max(1_000_000).exactOptional(),
      contactsFall: share.exactOptional(),
      revenueFall: share.exactOptional(),
      pipelineFall: share.exactOptional(),
      satisfactionFall: z.number().gt(0).max(4).exactOptional(),
    })
    .exactOptional(),
  corrective: z
    .strictObject({ owner: z.enum(['supervisor', 'receiver']), dueWorkingDays: days(1, 250) })
    .exactOptional(),
  workReports: z.boolean().exactOptional(),
});

const transition = z.strictObject({
  days: days(0, 365),
  checkInEveryDays: days(0, 365).meta({ description: '0: nobody is asked to talk' }),
});

const signers = z.strictObject({
  departments: z
    .array(
      z.strictObject({
        department: z.string().min(1).max(64).meta({ description: 'code of the department; its coordinator signs' }),
        role: z.enum(DEPARTMENT_ROLES),
        when: z.enum(SIGNER_CONDITIONS),
      }),
    )
    .max(DEPARTMENT_ROLES.length)
    .refine((rules) => new Set(rules.map((rule) => rule.role)).size === rules.length, { error: 'field.repeated' }),
});

const risks = z.strictObject({
  blockFrom: z.int().min(2).max(25),
  contractEndsWithinDays: days(0, 730),
  noContactDays: days(1, 3_650),
  minSatisfaction: z.number().min(1).max(5),
  receiverCustomers: customers,
});

const safety = z.strictObject({
  maxCustomers: customers,
  maxShareOfCompany: share,
  shareFrom: customers,
  maxRefusedShare: share,
  refusedFrom: customers,
  secondPerson: z.boolean(),
});

const party = z.enum(['cover', 'giver']);
const cover = z.strictObject({
  wonCustomers: party,
  lateArrivals: party,
  remindBeforeWorkingDays: each(days(1, 60), 0, 5),
});
const emergency = z.strictObject({ custodian: each(z.enum(CUSTODIANS)), urgentWithinDays: days(0, 60) });
const enabled = z.strictObject({ enabled: z.boolean() });
const proposals = z.strictObject({
  ownerLeaves: enabled.exactOptional(),
  ownerMoved: z.strictObject({ withinDays: days(1, 365) }).exactOptional(),
  ownerAway: z.strictObject({ longerThanDays: days(1, 365), aheadDays: days(0, 365) }).exactOptional(),
  customerOutgrows: z.strictObject({ minAnnualValue: amount, ownerLevelBelow: z.int().min(2).max(20) }).exactOptional(),
  receiverUnavailable: enabled.exactOptional(),
});
const departure = z.strictObject({
  remindEveryWorkingDays: days(1, 60),
  escalateBeforeWorkingDays: days(0, 60),
  endAccessOnLastDay: z.boolean(),
});

const introducedTier = z.strictObject({ channel: z.enum(CHANNELS), consentAfterWorkingDays: days(1, 250) });
const introduction = z.strictObject({
  tiers: z.strictObject({ strict: introducedTier, standard: introducedTier, light: introducedTier.exactOptional() }),
  language: z.strictObject({
    default: z.enum(LANGUAGES),
    byRegion: z.record(z.string().min(1).max(100), z.enum(LANGUAGES)).exactOptional(),
  }),
  mailsPerMinute: z.int().min(1).max(60_000),
  approval: z.strictObject({ by: z.enum(['supervisor', 'giver']), wait }).exactOptional(),
  inPerson: wait,
  meeting: z.strictObject({ durationMinutes: z.int().min(15).max(480), perDay: z.int().min(1).max(20) }),
  objections: z.strictObject({
    first: z.enum(['alternateReceiver', 'manager']),
    maxObjections: z.int().min(1).max(10),
    last: z.union([z.literal('pool'), z.strictObject({ person: z.string().min(1).max(64) })]),
  }),
  settleEveryMinutes: z.int().min(1).max(10_080),
});

const training = z.strictObject({
  points: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, { error: 'field.policy.pointKey' }),
        kind: z.enum(TRAINING_KINDS),
        zh: z.string().trim().min(1).max(500),
        en: z.string().trim().min(1).max(500),
        required: z.boolean(),
        minMark: z.int().min(1).max(5),
      }),
    )
    .min(1)
    .max(50)
    .refine((points) => new Set(points.map((point) => point.key)).size === points.length, { error: 'field.repeated' }),
  wait,
  supportWorkingDays: days(1, 60),
});

export const policySchema = z
  .strictObject({
    calendar: z
      .string()
      .regex(/^[A-Z][A-Z0-9-]{0,19}$/, { error: 'field.calendarCode' })
      .meta({ description: 'code of a working calendar, see GET /calendars' }),
    waits,
    deadlines: deadlines.exactOptional(),
    tiers,
    materials: materials.exactOptional(),
    verification,
    deputies: roles.exactOptional(),
    planning: planning.exactOptional(),
    approval: approval.exactOptional(),
    signers: signers.exactOptional(),

    meeting,
    reviews,
    transition,
    restoreDays: days(1, 365),
    operatorStatements: z.boolean(),
    risks: risks.exactOptional(),
    safety: safety.exactOptional(),
    introduction: introduction.exactOptional(),
    training: training.exactOptional(),
    cover: cover.exactOptional(),
    emergency: emergency.exactOptional(),
    proposals: proposals.exactOptional(),
    departure: departure.exactOptional(),
  })
  .meta({ id: 'PolicyBody', description: 'the rules of a handover; days named working days count on the calendar' });
